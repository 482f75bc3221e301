import { setImmediate, setTimeout as sleep } from 'node:timers/promises';
import { Scheduler, type Verdict } from './scheduler.ts';

/** Numbers from 0 to 1 from a seed (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Nothing tells operations when to continue: real time does, after a random delay, and some of them fail. */
export class LiveScheduler extends Scheduler {
  readonly random: () => number;
  /** The probability that an operation fails. */
  failures = 0;
  #jumped = 0;

  constructor(random: () => number) {
    super();
    this.random = random;
    Object.defineProperty(this, 'now', { get: () => Date.now() + this.#jumped });
  }

  /** Hours pass at once. */
  jump(milliseconds: number): void {
    this.#jumped += milliseconds;
  }

  /** A delay that is usually zero. */
  async pause(longestMs: number): Promise<void> {
    const chance = this.random();
    if (chance < 0.5) await setImmediate();
    else if (chance < 0.9) for (let turns = Math.ceil(chance * 5); turns > 0; turns -= 1) await setImmediate();
    else await sleep(this.random() * longestMs);
  }

  override async arrive(): Promise<Verdict> {
    await this.pause(3);
    if (this.random() >= this.failures) return 'ok';
    this.faults += 1;
    return this.random() < 0.5 ? 'fail' : 'lose';
  }
}
