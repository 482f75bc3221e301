import { deleteAuditBefore } from '../audit/table.ts';
import { inTransaction, type Pool } from '../database/database.ts';
import type { Limits } from '../limits/limits.ts';
import { deleteOverTries } from '../limits/table.ts';
import type { Logger } from './logging.ts';

const EVERY_SECONDS = 600;
const DAY_MS = 24 * 3_600_000;
/** Short transactions, so nobody waits for one. */
const BATCH = 500;
/** What is left after this many batches is deleted in the next run. */
const BATCHES = 200;

export interface HousekeepingOptions {
  readonly pool: Pool;
  readonly limits: Limits;
  readonly auditRetentionDays: number;
  readonly logger: Logger;
  readonly now?: () => number;
}

/** Deletes what has expired: audit entries past their retention, and counts of limits that have ended. */
export interface Housekeeping {
  /** One run. @returns how many rows were deleted; undefined when another process has just done it */
  turn(): Promise<{ audit: number; limits: number } | undefined>;
  start(): void;
  stop(): void;
}

export function createHousekeeping({
  pool,
  limits,
  auditRetentionDays,
  logger,
  now = Date.now,
}: HousekeepingOptions): Housekeeping {
  let timer: NodeJS.Timeout | undefined;

  async function batches(one: () => Promise<{ deleted: number; more: boolean }>): Promise<number> {
    let sum = 0;
    for (let batch = 0; batch < BATCHES; batch++) {
      const { deleted, more } = await one();
      sum += deleted;
      if (!more) break;
    }
    return sum;
  }

  async function turn() {
    if (!(await limits.consume('housekeeping', { window: EVERY_SECONDS, max: 1 })).allowed) return undefined;
    const before = new Date(now() - auditRetentionDays * DAY_MS);
    const audit = await batches(() => inTransaction(pool, (tx) => deleteAuditBefore(tx, before, BATCH)));
    const over = await batches(async () => {
      const deleted = await inTransaction(pool, (tx) => deleteOverTries(tx, new Date(now()), BATCH));
      return { deleted, more: deleted === BATCH };
    });
    return { audit, limits: over };
  }

  const tell = async (): Promise<void> => {
    try {
      const gone = await turn();
      if (gone !== undefined) logger.info({ auditEntries: gone.audit, limitCounts: gone.limits }, 'old rows removed');
    } catch (error) {
      logger.warn({ err: error }, 'old rows could not be removed');
    }
  };
  return {
    turn,
    start() {
      timer = setInterval(tell, EVERY_SECONDS * 1000);
      // It does not keep the process alive.
      timer.unref();
    },
    stop() {
      clearInterval(timer);
    },
  };
}
