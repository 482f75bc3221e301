import { setTimeout as delay } from 'node:timers/promises';

/** How long a test waits for the pipeline's effect. It is generous, because it is not a measurement. */
const DEADLINE_MS = 180_000;

/** Tries until `attempt` no longer throws. After the deadline it throws the last error. */
export async function eventually<Result>(
  attempt: () => Promise<Result> | Result,
  deadlineMs = DEADLINE_MS,
  everyMs = 50,
): Promise<Result> {
  const deadline = performance.now() + deadlineMs;
  for (;;) {
    const started = performance.now();
    try {
      return await attempt();
    } catch (error) {
      const now = performance.now();
      if (now >= deadline) throw error;
      // A slow look is work for the stack: it must not be most of what the stack does.
      await delay(Math.max(everyMs, 2 * (now - started)));
    }
  }
}
