import type { Gauge } from 'prom-client';
import type { Logger } from './logging.ts';

/** Whether a loop that must never end still turns. */
export interface Liveness {
  /** Called with every turn. */
  beat(): void;
  /** How long ago the last turn began, s. */
  ageSeconds(): number;
  isAlive(): boolean;
}

export interface LivenessOptions {
  /** What the log calls it. */
  readonly loop: string;
  readonly limitMs?: number;
  readonly logger: Pick<Logger, 'error'>;
  readonly gauge?: Pick<Gauge, 'set'>;
  readonly clock?: () => number;
}

/** Every call of a turn has a time-out far below: a loop that has not turned for so long stands still, and only another process helps. */
const LIMIT_MS = 60_000;

/** Watches from now on, and tells the log of a loop that stands still, whether or not anybody asks for `/healthz`. */
export function createLiveness({
  loop,
  limitMs = LIMIT_MS,
  logger,
  gauge,
  clock = () => performance.now(),
}: LivenessOptions): Liveness {
  let last = clock();
  let told = false;
  const age = (): number => clock() - last;
  const isAlive = (): boolean => {
    if (age() < limitMs) return true;
    if (!told) logger.error({ loop, ageSeconds: Math.round(age() / 1000) }, 'a loop stands still');
    told = true;
    return false;
  };
  // It keeps no process alive.
  setInterval(isAlive, limitMs / 4).unref();
  return {
    beat() {
      last = clock();
      told = false;
    },
    ageSeconds() {
      const seconds = age() / 1000;
      gauge?.set(seconds);
      return seconds;
    },
    isAlive,
  };
}
