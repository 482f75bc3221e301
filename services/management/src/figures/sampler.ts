import type { Pool } from '@enterwait/http/database';
import type { Logger } from '@enterwait/http/server';
import type { Samples } from './samples.ts';
import { EVERY_S, type Figures } from './series.ts';

/** Takes samples until it is stopped. */
export interface Sampler {
  start(): void;
  stop(): Promise<void>;
}

export interface Leadership {
  /** Whether this replica is the one that samples; checked before each sample. */
  lead(): Promise<boolean>;
  close(): Promise<void>;
}

export interface SamplerOptions {
  readonly take: () => Promise<Figures>;
  readonly samples: Samples;
  readonly leadership: Leadership;
  readonly logger: Pick<Logger, 'warn'>;
  /** Called on every turn. */
  readonly beat?: () => void;
  readonly clock?: () => Date;
}

const THIN_EVERY = 3600 / EVERY_S;

export function createSampler({
  take,
  samples,
  leadership,
  logger,
  beat = () => {},
  clock = () => new Date(),
}: SamplerOptions): Sampler {
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> = Promise.resolve();
  let stopped = false;

  const sample = async (): Promise<void> => {
    beat();
    const at = Math.floor(clock().getTime() / 1000 / EVERY_S) * EVERY_S;
    try {
      if (!(await leadership.lead())) return;
      await samples.insert({ at, figures: await take() });
      if ((at / EVERY_S) % THIN_EVERY === 0) await samples.thin(at);
    } catch (error) {
      logger.warn({ err: error }, 'no sample could be taken, will try again');
    }
  };
  const next = (): void => {
    if (stopped) return;
    // Just after a multiple of the interval, so all replicas and days have the same times.
    const wait = EVERY_S * 1000 - (clock().getTime() % (EVERY_S * 1000)) + 50;
    timer = setTimeout(() => {
      running = sample().finally(next);
    }, wait);
    timer.unref();
  };

  return {
    start() {
      // Also at once, so that a new stack has something to show.
      running = sample().finally(next);
    },
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await running;
      await leadership.close();
    },
  };
}

/** Leader election: one replica's connection holds a lock. If the connection dies, the lock is released. */
export function createLeadership(pool: Pool, lock: string): Leadership {
  type Connection = Awaited<ReturnType<Pool['getConnection']>>;
  let connection: Connection | undefined;
  const letGo = (): void => {
    // Closed instead of returned to the pool: that releases the lock.
    connection?.destroy();
    connection = undefined;
  };
  return {
    async lead() {
      try {
        connection ??= await pool.getConnection();
        const sql = 'SELECT IF(IS_USED_LOCK(?) = CONNECTION_ID(), 1, GET_LOCK(?, 0)) AS taken';
        const [rows] = await connection.query(sql, [lock, lock]);
        const leads = Array.isArray(rows) && (rows[0] as { taken?: unknown } | undefined)?.taken === 1;
        if (!leads) {
          connection.release();
          connection = undefined;
        }
        return leads;
      } catch (error) {
        letGo();
        throw error;
      }
    },
    async close() {
      letGo();
    },
  };
}
