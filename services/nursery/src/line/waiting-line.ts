import { STATUS, type Status } from '@enterwait/domain/protocol';
import type { Transaction } from '@enterwait/http/database';
import { knownRound } from '@enterwait/ledger/tables';
import type { Bounds, Cursor } from './filter.ts';

/** An application as a list shows it. */
export interface LineRow {
  readonly request_id: string;
  readonly child_name: string;
  readonly child_birthday: string;
  readonly status: Status;
  readonly version: number;
  /** Decisions name it: see `RequestRow`. */
  readonly round: number | null;
  readonly requested_at: Date | null;
  readonly priority_rules: string | null;
  readonly priority_items: string | null;
  readonly points: number | null;
  readonly tie_points: number | null;
  /** Never NULL for a waiting application. */
  readonly queue_key: string | null;
  /** When this system received the status. */
  readonly updated_at: Date;
}

/** A page of a list, with the cursors of its neighbours. */
export interface Page<Row> {
  readonly rows: readonly Row[];
  readonly previous: string | undefined;
  readonly next: string | undefined;
}

export const PAGE_SIZE = 20;

const COLUMNS = `request_id, child_name, child_birthday, status, version, ${knownRound()} AS round, requested_at, priority_rules, priority_items, points, tie_points, queue_key, updated_at`;

/**
 * The line of a daycare in order, the next child first. A page is a range of the index `request_in_line`, never an
 * offset.
 */
export async function pageOfLine(
  tx: Transaction,
  nurseryId: string,
  bounds: Bounds,
  cursor: Cursor,
): Promise<Page<LineRow>> {
  const backwards = cursor.before !== undefined;
  // The key descends by points, so a minimum of points is a range of the same index.
  const behind = bounds.leastPoints === 0 ? LAST : String(10_000 - bounds.leastPoints).padStart(4, '0');
  const rows = await tx.query<LineRow>(backwards ? LINE_BACKWARDS : LINE, [
    nurseryId,
    STATUS.requested,
    cursor.after ?? FIRST,
    backwards ? least(cursor.before ?? LAST, behind) : behind,
    bounds.bornAfter,
    bounds.bornUntil,
    timeInKey(bounds.askedFrom),
    timeInKey(bounds.askedBefore),
    bounds.name,
  ]);
  return toPage(rows, backwards, cursor, ({ queue_key }) => queue_key ?? '');
}

/** Sort before and after every `queue_key`. */
const FIRST = '';
const LAST = '~';
/** Characters 9 to 22 of a `queue_key`. */
const timeInKey = (time: Date): string => String(time.getTime()).padStart(14, '0');
const least = (a: string, b: string): string => (a < b ? a : b);

// The time of the request, from the key: applications from before entries existed have no other.
const LINE_RANGE = `SELECT ${COLUMNS} FROM request
  WHERE nursery_id = ? AND status = ? AND queue_key > ? AND queue_key < ?
    AND child_birthday > ? AND child_birthday <= ? AND SUBSTRING(queue_key, 9, 14) >= ? AND SUBSTRING(queue_key, 9, 14) < ?
    AND child_name LIKE ?`;
const LINE = `${LINE_RANGE} ORDER BY queue_key LIMIT ${PAGE_SIZE + 1}`;
const LINE_BACKWARDS = `${LINE_RANGE} ORDER BY queue_key DESC LIMIT ${PAGE_SIZE + 1}`;

/**
 * What a daycare has accepted or rejected, or parents have withdrawn, latest first. A range of the index
 * `request_decided`.
 */
export async function pageOfDecided(
  tx: Transaction,
  nurseryId: string,
  status: Status,
  bounds: Bounds,
  cursor: Cursor,
): Promise<Page<LineRow>> {
  const backwards = cursor.before !== undefined;
  const edge = momentOf(cursor.before ?? cursor.after) ?? { at: new Date('9999-01-01T00:00:00Z'), requestId: LAST };
  const rows = await tx.query<LineRow>(backwards ? DECIDED_BACKWARDS : DECIDED, [
    nurseryId,
    status,
    edge.at,
    edge.at,
    edge.requestId,
    bounds.bornAfter,
    bounds.bornUntil,
    bounds.askedFrom,
    bounds.askedBefore,
    bounds.leastPoints,
    bounds.name,
  ]);
  return toPage(rows, backwards, cursor, cursorOf);
}

// Erased applications, and those from before entries existed, have neither points nor a request time; they are counted,
// so they are listed.
const DECIDED_FILTERS =
  'child_birthday > ? AND child_birthday <= ? AND COALESCE(requested_at, created_at) >= ? AND COALESCE(requested_at, created_at) < ? AND COALESCE(points, 0) >= ? AND child_name LIKE ?';
const DECIDED = `SELECT ${COLUMNS} FROM request
  WHERE nursery_id = ? AND status = ? AND updated_at <= ? AND (updated_at < ? OR request_id < ?) AND ${DECIDED_FILTERS}
  ORDER BY updated_at DESC, request_id DESC LIMIT ${PAGE_SIZE + 1}`;
const DECIDED_BACKWARDS = `SELECT ${COLUMNS} FROM request
  WHERE nursery_id = ? AND status = ? AND updated_at >= ? AND (updated_at > ? OR request_id > ?) AND ${DECIDED_FILTERS}
  ORDER BY updated_at, request_id LIMIT ${PAGE_SIZE + 1}`;

const cursorOf = ({ updated_at, request_id }: LineRow): string => `${updated_at.getTime()}.${request_id}`;

function momentOf(cursor: string | undefined): { at: Date; requestId: string } | undefined {
  const [time, requestId] = cursor?.split('.') ?? [];
  return time === undefined || requestId === undefined ? undefined : { at: new Date(Number(time)), requestId };
}

/** Builds a page from one row more than requested, which only shows that there is another page. */
export function toPage<Row>(
  found: readonly Row[],
  backwards: boolean,
  { after }: Cursor,
  cursorOfRow: (row: Row) => string,
): Page<Row> {
  const more = found.length > PAGE_SIZE;
  const rows = backwards ? found.slice(0, PAGE_SIZE).reverse() : found.slice(0, PAGE_SIZE);
  const [first, last] = [rows.at(0), rows.at(-1)];
  const hasPrevious = backwards ? more : after !== undefined;
  const hasNext = backwards || more;
  return {
    rows,
    previous: hasPrevious && first !== undefined ? cursorOfRow(first) : undefined,
    next: hasNext && last !== undefined ? cursorOfRow(last) : undefined,
  };
}

/**
 * The places in the line of some of its rows, in order: numbers the line up to the last of them, from the index only.
 */
export async function positionsOf(
  tx: Transaction,
  nurseryId: string,
  rows: readonly Pick<LineRow, 'request_id' | 'queue_key'>[],
): Promise<Map<string, number>> {
  const last = rows.at(-1);
  if (last === undefined) return new Map();
  const found = await tx.query<{ request_id: string; position: number }>(
    `SELECT request_id, position FROM (
       SELECT request_id, ROW_NUMBER() OVER (ORDER BY queue_key) AS position FROM request
       WHERE nursery_id = ? AND status = ? AND queue_key <= ?
     ) AS line WHERE request_id IN (${rows.map(() => '?').join(', ')})`,
    [nurseryId, STATUS.requested, last.queue_key, ...rows.map(({ request_id }) => request_id)],
  );
  return new Map(found.map(({ request_id, position }) => [request_id, Number(position)]));
}

/** Counts stop here: nobody reads further. */
export const COUNTED = 10_000;

/** How many applications of a daycare have each status, each up to `COUNTED`. */
export async function countsOf(tx: Transaction, nurseryId: string): Promise<Map<Status, number>> {
  const statuses = [STATUS.requested, STATUS.accepted, STATUS.rejected, STATUS.cancelled] as const;
  const rows = await tx.query<{ status: Status; found: number }>(
    COUNTS,
    statuses.flatMap((status) => [status, nurseryId, status]),
  );
  return new Map(rows.map(({ status, found }) => [Number(status) as Status, Number(found)]));
}

const COUNT = `SELECT ? AS status, COUNT(*) AS found
  FROM (SELECT 1 FROM request WHERE nursery_id = ? AND status = ? LIMIT ${COUNTED}) AS some`;
const COUNTS = Array(4).fill(COUNT).join(' UNION ALL ');
