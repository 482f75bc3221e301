import { Cancelled, type UserError } from '@enterwait/command-line/errors';
import { waitFor } from '@enterwait/command-line/processes';

export interface Answer {
  status: number;
  text: string;
}

/** One HTTP call with a time limit. Returns undefined when there is no answer. */
export async function request(url: string, init: RequestInit = {}, timeoutMs = 3_000): Promise<Answer | undefined> {
  try {
    const response = await fetch(url, { ...init, signal: AbortSignal.timeout(timeoutMs) });
    return { status: response.status, text: await response.text() };
  } catch {
    return undefined;
  }
}

/**
 * Waits until `url` answers with a 2xx.
 * @param stillAlive called before every attempt; if it returns an error, waiting longer is useless
 */
export async function waitForHttp(
  url: string,
  options: {
    timeoutMs: number;
    what: string;
    signal?: AbortSignal | undefined;
    init?: RequestInit;
    stillAlive?: () => UserError | undefined;
  },
): Promise<Answer> {
  return waitFor(
    async () => {
      const failure = options.stillAlive?.();
      if (failure) throw failure;
      if (options.signal?.aborted) throw new Cancelled();
      const answer = await request(url, options.init, 10_000);
      return answer && answer.status >= 200 && answer.status < 300 ? answer : undefined;
    },
    { timeoutMs: options.timeoutMs, everyMs: 40, signal: options.signal, what: options.what },
  );
}
