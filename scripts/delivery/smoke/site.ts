import { setTimeout as sleep } from 'node:timers/promises';
import type { Finding } from '@enterwait/command-line/output';
import type { ServiceName } from '../../../localstack/stack/stack.ts';

/** A running system, wherever it is. */
export interface Site {
  readonly urls: Readonly<Record<ServiceName, string>>;
  /** A program's API key, with which a trial application is sent through and withdrawn. Without it, nothing is sent. */
  readonly key?: string | undefined;
  /** The daycare whose line the trial joins for a moment. */
  readonly nurseryId: string;
  /** Receives the trial's two mails. */
  readonly email: string;
  /** How long something may take to become right after a rollout, ms. */
  readonly patienceMs: number;
}

/** A reserved address that Amazon SES counts as delivered, and that reaches nobody. */
export const NOBODY = 'success@simulator.amazonses.com';

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

export async function request(url: string, init: RequestInit = {}): Promise<Answer> {
  const response = await fetch(url, { redirect: 'manual', signal: AbortSignal.timeout(10_000), ...init });
  return { status: response.status, headers: response.headers, text: await response.text() };
}

const EVERY_MS = 250;

/** Repeats the check until nothing is wrong any more or patience runs out, and then returns what is still wrong. */
export async function untilWell(
  what: string,
  patienceMs: number,
  look: () => Promise<readonly string[]>,
): Promise<Finding> {
  const deadline = performance.now() + patienceMs;
  for (;;) {
    const problems = await look().catch((error: unknown) => [reasonOf(error)]);
    if (problems.length === 0 || performance.now() >= deadline) return { what, problems };
    await sleep(EVERY_MS);
  }
}

/** The cause that `fetch` hides behind «fetch failed». */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause instanceof Error ? error.cause : undefined;
  const code = cause !== undefined && 'code' in cause ? String(cause.code) : cause?.message;
  return code === undefined ? error.message : `${error.message} (${code})`;
}
