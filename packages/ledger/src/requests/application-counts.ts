import { STATUS_NAMES } from '@enterwait/domain/protocol';
import { inTransaction, type Pool } from '@enterwait/http/database';
import type { Metrics } from '@enterwait/http/server';
import { countByStatus } from '../tables/status-counts.ts';

/** The query reads a whole index: 100,000 applications take about 30 ms, and nobody needs it to the second. */
const EVERY_MS = 10_000;

/** Updates the gauge of the applications by status when it is read. */
export function createApplicationCounts(pool: Pool, metrics: Pick<Metrics, 'applications'>): () => Promise<void> {
  let next = 0;
  return async () => {
    if (Date.now() < next) return;
    next = Date.now() + EVERY_MS;
    const counts = await inTransaction(pool, countByStatus);
    // A status that no application has any more is 0, not its last value.
    for (const status of Object.keys(STATUS_NAMES)) metrics.applications.set({ status }, counts.get(status) ?? 0);
  };
}
