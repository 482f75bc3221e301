/** Why node_modules cannot be used; undefined if it can. */
export function whyUnusable(folder?: string, current?: boolean): string | undefined;
export function proxyAnswers(url: string, timeoutMs?: number): Promise<boolean>;
