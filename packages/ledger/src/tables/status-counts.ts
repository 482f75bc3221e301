import type { Transaction } from '@enterwait/http/database';

/** How many applications have each confirmed status, by its code; from an index only. */
export async function countByStatus(tx: Transaction): Promise<Map<string, number>> {
  const rows = await tx.query<{ status: number; applications: number }>(
    'SELECT status, COUNT(*) AS applications FROM request WHERE status IS NOT NULL GROUP BY status',
  );
  return new Map(rows.map(({ status, applications }) => [String(status), Number(applications)]));
}
