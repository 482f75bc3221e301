import type { Transaction } from '@enterwait/service';
import type { Bounds, Cursor } from './filter.ts';
import { PAGE_SIZE, type Page, toPage } from './waiting-line.ts';

/** An enrolled child. */
export interface AdmittedRow {
  readonly request_id: string;
  readonly child_name: string;
  readonly child_birthday: string;
  readonly enrolled_at: Date;
}

/**
 * The children of a daycare by name. A range of the index `nursery_child_by_name`. The cursor is the id of a child, for a name has no
 * place in an address; when that child has left meanwhile, the list begins at its beginning.
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

const SELECT = `SELECT request_id, child_name, child_birthday, enrolled_at FROM nursery_child`;
const FILTERS = 'child_birthday > ? AND child_birthday <= ? AND child_name LIKE ?';
const FORWARDS = `${SELECT} WHERE nursery_id = ? AND child_name >= ? AND (child_name > ? OR request_id > ?) AND ${FILTERS}
  ORDER BY child_name, request_id LIMIT ${PAGE_SIZE + 1}`;
const BACKWARDS = `${SELECT} WHERE nursery_id = ? AND child_name <= ? AND (child_name < ? OR request_id < ?) AND ${FILTERS}
  ORDER BY child_name DESC, request_id DESC LIMIT ${PAGE_SIZE + 1}`;

type Edge = Pick<AdmittedRow, 'request_id' | 'child_name'>;

async function findEdge(tx: Transaction, nurseryId: string, requestId: string | undefined): Promise<Edge | undefined> {
  if (requestId === undefined) return undefined;
  const rows = await tx.query<Edge>(
    'SELECT request_id, child_name FROM nursery_child WHERE request_id = ? AND nursery_id = ?',
    [requestId, nurseryId],
  );
  return rows[0];
}
