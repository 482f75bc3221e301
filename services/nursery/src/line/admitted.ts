import type { Transaction } from '@enterwait/http/database';
import { knownRound } from '@enterwait/ledger/tables';
import type { Bounds, Cursor } from './filter.ts';
import { PAGE_SIZE, type Page, toPage } from './waiting-line.ts';

/** An enrolled child. */
export interface AdmittedRow {
  readonly request_id: string;
  readonly child_name: string;
  readonly child_birthday: string;
  readonly round: number | null;
  readonly enrolled_at: Date;
}

/**
 * The children of a daycare by name, as in their applications. A few hundred at most, so they are joined and sorted.
 * The cursor is a child's id, because a name must not appear in a URL. If that child has left meanwhile, the list
 * starts over.
 */
export async function pageOfAdmitted(
  tx: Transaction,
  nurseryId: string,
  bounds: Pick<Bounds, 'bornAfter' | 'bornUntil' | 'name'>,
  cursor: Cursor,
): Promise<Page<AdmittedRow>> {
  const edge = await findEdge(tx, nurseryId, cursor.before ?? cursor.after);
  const from: Cursor = edge === undefined ? {} : cursor;
  const backwards = from.before !== undefined;
  const rows = await tx.query<AdmittedRow>(backwards ? BACKWARDS : FORWARDS, [
    nurseryId,
    edge?.child_name ?? '',
    edge?.child_name ?? '',
    edge?.request_id ?? '',
    bounds.bornAfter,
    bounds.bornUntil,
    bounds.name,
  ]);
  return toPage(rows, backwards, from, ({ request_id }) => request_id);
}

const FROM = 'FROM nursery_child c JOIN request r ON r.request_id = c.request_id';
const SELECT = `SELECT r.request_id, r.child_name, r.child_birthday, ${knownRound('r')} AS round, c.enrolled_at ${FROM}`;
const FILTERS = 'r.child_birthday > ? AND r.child_birthday <= ? AND r.child_name LIKE ?';
const FORWARDS = `${SELECT} WHERE c.nursery_id = ? AND r.child_name >= ? AND (r.child_name > ? OR r.request_id > ?) AND ${FILTERS}
  ORDER BY r.child_name, r.request_id LIMIT ${PAGE_SIZE + 1}`;
const BACKWARDS = `${SELECT} WHERE c.nursery_id = ? AND r.child_name <= ? AND (r.child_name < ? OR r.request_id < ?) AND ${FILTERS}
  ORDER BY r.child_name DESC, r.request_id DESC LIMIT ${PAGE_SIZE + 1}`;

type Edge = Pick<AdmittedRow, 'request_id' | 'child_name'>;

async function findEdge(tx: Transaction, nurseryId: string, requestId: string | undefined): Promise<Edge | undefined> {
  if (requestId === undefined) return undefined;
  const rows = await tx.query<Edge>(
    `SELECT r.request_id, r.child_name ${FROM} WHERE r.request_id = ? AND c.nursery_id = ?`,
    [requestId, nurseryId],
  );
  return rows[0];
}
