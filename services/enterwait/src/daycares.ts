import { STATUS } from '@enterwait/domain/protocol';
import { containing, type Transaction } from '@enterwait/http/database';
import type { Nursery } from '@enterwait/ledger/tables';

/** A daycare as parents see it. */
export interface Daycare extends Nursery {
  /** How many children wait there. */
  readonly waiting: number;
}

export const PAGE_SIZE = 10;

const MATCHES = 'WHERE name LIKE ? OR address LIKE ? OR CONVERT(nursery_id USING utf8mb4) LIKE ?';

/** Daycares whose name, address or number contains the search text, by name. `page` starts at 1. */
export async function searchDaycares(
  tx: Transaction,
  search: string,
  page: number,
): Promise<{ daycares: Daycare[]; found: number }> {
  const pattern = containing(search);
  const values = [pattern, pattern, pattern.toUpperCase()];
  const counted = await tx.query<{ found: number }>(`SELECT COUNT(*) AS found FROM nursery ${MATCHES}`, values);
  const nurseries = await tx.query<Nursery>(
    `SELECT nursery_id, name, address, capacity FROM nursery ${MATCHES} ORDER BY name, nursery_id LIMIT ${PAGE_SIZE} OFFSET ${offsetOf(page)}`,
    values,
  );
  const waiting = await countWaiting(
    tx,
    nurseries.map(({ nursery_id }) => nursery_id),
  );
  return {
    found: Number(counted[0]?.found ?? 0),
    daycares: nurseries.map((nursery) => ({ ...nursery, waiting: waiting.get(nursery.nursery_id) ?? 0 })),
  };
}

export async function findDaycare(tx: Transaction, nurseryId: string): Promise<Daycare | undefined> {
  const rows = await tx.query<Nursery>('SELECT nursery_id, name, address, capacity FROM nursery WHERE nursery_id = ?', [
    nurseryId,
  ]);
  const [nursery] = rows;
  if (nursery === undefined) return undefined;
  return { ...nursery, waiting: (await countWaiting(tx, [nurseryId])).get(nurseryId) ?? 0 };
}

/** One range of one index per daycare. */
async function countWaiting(tx: Transaction, nurseryIds: readonly string[]): Promise<Map<string, number>> {
  if (nurseryIds.length === 0) return new Map();
  const rows = await tx.query<{ nursery_id: string; waiting: number }>(
    `SELECT nursery_id, COUNT(*) AS waiting FROM request
     WHERE nursery_id IN (${nurseryIds.map(() => '?').join(', ')}) AND status = ${STATUS.requested} GROUP BY nursery_id`,
    nurseryIds,
  );
  return new Map(rows.map(({ nursery_id, waiting }) => [nursery_id, Number(waiting)]));
}

/** Written into the statement itself, because MariaDB and MySQL differ in what they accept as a bound OFFSET. */
const offsetOf = (page: number): number => (Math.max(1, Math.trunc(page)) - 1) * PAGE_SIZE;
