import { setTimeout as sleepFor } from 'node:timers/promises';
import { Cancelled, UserError } from '../errors/errors.ts';

export interface WaitOptions {
  timeoutMs: number;
  everyMs?: number;
  signal?: AbortSignal | undefined;
  /** What is awaited, for the error message. */
  what?: string;
}

/**
 * Polls until the answer is neither false nor undefined, and returns it. Errors of the callback are not caught.
 * @throws UserError (`TIMEOUT`) after `timeoutMs`, Cancelled when `signal` aborted
 */
export async function waitFor<T>(
  ask: () => T | Promise<T>,
  options: WaitOptions,
): Promise<Exclude<T, false | undefined>> {
  const deadline = performance.now() + options.timeoutMs;
  for (;;) {
    if (options.signal?.aborted) throw new Cancelled();
    const answer = await ask();
    if (answer !== false && answer !== undefined) return answer as Exclude<T, false | undefined>;
    if (performance.now() >= deadline) {
      const seconds = Math.round(options.timeoutMs / 1000);
      throw new UserError(
        'TIMEOUT',
        `${options.what ?? '조건 (a condition)'}: ${seconds}초 안에 되지 않았습니다 (not within ${seconds} s)`,
      );
    }
    await sleepFor(options.everyMs ?? 50);
  }
}

export const sleep = (ms: number): Promise<void> => sleepFor(ms);
