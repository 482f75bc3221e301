import type { Gauge } from 'prom-client';
import type { Logger } from './logging.ts';

/** Whether a loop that must never end is still running. */
export interface Liveness {
  /** Called on every turn. */
  beat(): void;
  /** Seconds since the last turn began. */
  ageSeconds(): number;
  isAlive(): boolean;
}

export interface LivenessOptions {
  /** Its name in the log. */
  readonly loop: string;
  readonly limitMs?: number;
  readonly logger: Pick<Logger, 'error'>;
  readonly gauge?: Pick<Gauge, 'set'>;
  readonly clock?: () => number;
}

/** Every call within a turn times out far sooner: a loop silent for this long is stuck, and only a restart helps. */
const LIMIT_MS = 60_000;

/** Watches from now on, and logs a stuck loop whether or not anybody requests `/healthz`. */
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
  // It does not keep the process alive.
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
