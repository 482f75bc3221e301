import type { Application } from '@enterwait/domain/application';
import { type Bound, bind, type Transaction } from '@enterwait/http/database';
import { insertNurseries, lockNursery } from '@enterwait/ledger/tables';

async function isEnrolled(tx: Transaction, requestId: string): Promise<boolean> {
  const rows = await tx.query('SELECT 1 FROM nursery_child WHERE request_id = ?', [requestId]);
  return rows.length > 0;
}

export async function countEnrolled(tx: Transaction, nurseryId: string): Promise<number> {
  const rows = await tx.query<{ enrolled: number }>(
    'SELECT COUNT(*) AS enrolled FROM nursery_child WHERE nursery_id = ?',
    [nurseryId],
  );
  return Number(rows[0]?.enrolled ?? 0);
}

/**
 * Whether the child holds a place through another application; none can be added before the transaction ends. Taking a
 * place locks all of the child's applications: two concurrent daycares are serialised, or one of them is retried.
 */
async function lockChild(tx: Transaction, childId: string, requestId: string): Promise<boolean> {
  await tx.query('SELECT request_id FROM request WHERE child_id = ? FOR UPDATE', [childId]);
  const rows = await tx.query('SELECT 1 FROM nursery_child WHERE child_id = ? AND request_id <> ? LIMIT 1', [
    childId,
    requestId,
  ]);
  return rows.length > 0;
}

async function insertChild(tx: Transaction, requestId: string, application: Application, now: Date): Promise<void> {
  await tx.execute('INSERT INTO nursery_child (request_id, nursery_id, child_id, enrolled_at) VALUES (?, ?, ?, ?)', [
    requestId,
    application.nursery_id,
    application.child_id,
    now,
  ]);
}

async function deleteChild(tx: Transaction, requestId: string): Promise<void> {
  await tx.execute('DELETE FROM nursery_child WHERE request_id = ?', [requestId]);
}

/** What enrolment does with its tables, in the ledger's transaction. */
const OPERATIONS = { isEnrolled, countEnrolled, lockChild, insertChild, deleteChild, lockNursery, insertNurseries };
export type EnrolmentTables = Bound<typeof OPERATIONS>;
export const mysqlEnrolmentTables = (tx: Transaction): EnrolmentTables => bind(OPERATIONS, tx);
