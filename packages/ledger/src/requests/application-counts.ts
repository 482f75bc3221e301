import { STATUS_NAMES } from '@enterwait/domain/protocol';
import { inTransaction, type Pool } from '@enterwait/http/database';
import type { Metrics } from '@enterwait/http/server';
import { countByStatus } from '../tables/status-counts.ts';

/** It reads a whole index: 100,000 applications are some 30 ms, and nobody needs it to the second. */
const EVERY_MS = 10_000;

/** Keeps the gauge of the applications by status current while it is read. */
export function createApplicationCounts(pool: Pool, metrics: Pick<Metrics, 'applications'>): () => Promise<void> {
  let next = 0;
  return async () => {
    if (Date.now() < next) return;
    next = Date.now() + EVERY_MS;
    const counts = await inTransaction(pool, countByStatus);
    // One that nobody has any more is 0, not what it was.
    for (const status of Object.keys(STATUS_NAMES)) metrics.applications.set({ status }, counts.get(status) ?? 0);
  };
}
