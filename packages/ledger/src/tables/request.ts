import { type Application, wireApplication } from '@enterwait/domain/application';
import { type Entry, queueKey, STATUS, type Status } from '@enterwait/domain/protocol';
import type { Transaction } from '@enterwait/http/database';

/** Confirmed state of an application: what the judge last reported to this system. */
export interface RequestRow extends Application {
  readonly request_id: string;
  readonly status: Status | null;
  readonly version: number;
  /** Number of applied Requests, as the judge last reported; null: reported by a judge that does not count them. */
  readonly round: number | null;
  /** The status once the commands in flight are judged; read it by `expectedOf`. */
  readonly expected: Status | null;
  /** The version that `expected` was derived from. */
  readonly expected_version: number | null;
  /** How it was scored and when it was asked; NULL until a Request was applied. */
  readonly priority_rules: string | null;
  /** Codes of the items, JSON. */
  readonly priority_items: string | null;
  readonly points: number | null;
  readonly tie_points: number | null;
  readonly requested_at: Date | null;
  /**
   * The sort key of the line: `queueKey` of the domain; NULL until something was applied, and after the family's data
   * is erased.
   */
  readonly queue_key: string | null;
  readonly created_at: Date;
  readonly updated_at: Date;
}

const APPLICATION_COLUMNS =
  'child_id, child_name, child_birthday, user_id, parent_name, parent_tel, parent_address, parent_postcode, parent_email, nursery_id';
const ENTRY_COLUMNS = 'priority_rules, priority_items, points, tie_points, requested_at, queue_key';

/**
 * The round of a row of `request`. Unknown if the previous release has updated the row, because it writes neither
 * `round` nor `expected_version`: a decision then names no round instead of one that is over.
 * @param table its name in the statement
 */
export const knownRound = (table = 'request'): string =>
  `IF(${table}.expected_version <=> ${table}.version, ${table}.round, NULL)`;

const COLUMNS = `request_id, ${APPLICATION_COLUMNS}, status, version, ${knownRound()} AS round, expected, expected_version, ${ENTRY_COLUMNS}, created_at, updated_at`;

/**
 * The expected status of a row of `request`, from that row alone: `expected` if it was derived from this version, else
 * the confirmed one.
 */
export const EXPECTED_STATUS = 'IF(request.expected_version <=> request.version, request.expected, request.status)';

/** The same for a row that was read. */
export const expectedOf = (
  row: Pick<RequestRow, 'status' | 'version' | 'expected' | 'expected_version'>,
): Status | null => (row.expected_version === row.version ? row.expected : row.status);

const valuesOf = (a: Application) => [
  a.child_id,
  a.child_name,
  a.child_birthday,
  a.user_id,
  a.parent_name,
  a.parent_tel,
  a.parent_address,
  a.parent_postcode,
  a.parent_email,
  a.nursery_id,
];

export async function findRequest(tx: Transaction, requestId: string): Promise<RequestRow | undefined> {
  const rows = await tx.query<RequestRow>(`SELECT ${COLUMNS} FROM request WHERE request_id = ?`, [requestId]);
  return rows[0];
}

/** Every change of an application takes this lock, so its commands and outbox rows are numbered in order. */
export async function lockRequest(tx: Transaction, requestId: string): Promise<RequestRow | undefined> {
  const rows = await tx.query<RequestRow>(`SELECT ${COLUMNS} FROM request WHERE request_id = ? FOR UPDATE`, [
    requestId,
  ]);
  return rows[0];
}

/**
 * Inserts an application that is new to this system, unconfirmed. Waits for a concurrent insert; an existing row stays.
 * @param expected the status once the command it is inserted with is judged
 * @returns the row, locked by the insert: only one that was there is read
 */
export async function insertUnconfirmed(
  tx: Transaction,
  requestId: string,
  application: Application,
  expected: Status | null,
  now: Date,
): Promise<RequestRow | undefined> {
  // It changes nothing: LAST_INSERT_ID(x) comes back as the inserted id, and a new row has none.
  const isThere = await tx.insert(
    `INSERT INTO request (request_id, ${APPLICATION_COLUMNS}, status, version, expected, expected_version, created_at, updated_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, NULL, 0, ?, 0, ?, ?)
     ON DUPLICATE KEY UPDATE version = LAST_INSERT_ID(version + 1) - 1`,
    [requestId, ...valuesOf(application), expected, now, now],
  );
  if (isThere > 0) return findRequest(tx, requestId);
  return {
    ...wireApplication(application),
    request_id: requestId,
    status: null,
    version: 0,
    round: null,
    expected,
    expected_version: 0,
    priority_rules: null,
    priority_items: null,
    points: null,
    tie_points: null,
    requested_at: null,
    queue_key: null,
    created_at: now,
    updated_at: now,
  };
}

/**
 * Like `queueKey` of the domain, for applications judged before entries existed: no points, in the order they arrived.
 */
const KEY_WITHOUT_ENTRY = `CONCAT('99999999', LPAD(TIMESTAMPDIFF(MICROSECOND, '1970-01-01', created_at) DIV 1000, 14, '0'), request_id)`;

/** Stores the status after the commands in flight. The caller holds the row's lock. */
export async function updateExpected(
  tx: Transaction,
  requestId: string,
  expected: Status | null,
  version: number,
): Promise<void> {
  await tx.execute(
    // Assignments run from left to right: the round first, while the old values still show whether it is known.
    `UPDATE request SET round = ${knownRound()}, expected = ?, expected_version = ? WHERE request_id = ?`,
    [expected, version, requestId],
  );
}

/** What the judge reported, and the status after the commands in flight. */
export interface ConfirmedState {
  readonly application: Application;
  readonly status: Status | null;
  readonly version: number;
  readonly entry: Entry | null;
  readonly round: number | null;
  readonly expected: Status | null;
}

/** Applies what the judge reported. The caller holds the row's lock and has compared the versions. */
export async function updateConfirmed(
  tx: Transaction,
  requestId: string,
  state: ConfirmedState,
  now: Date,
): Promise<void> {
  await tx.execute(
    `UPDATE request SET child_id = ?, child_name = ?, child_birthday = ?, user_id = ?, parent_name = ?, parent_tel = ?,
       parent_address = ?, parent_postcode = ?, parent_email = ?, nursery_id = ?, status = ?, version = ?, round = ?, expected = ?, expected_version = ?,
       priority_rules = ?, priority_items = ?, points = ?, tie_points = ?, requested_at = ?, queue_key = COALESCE(?, ${KEY_WITHOUT_ENTRY}), updated_at = ?
     WHERE request_id = ?`,
    [
      ...valuesOf(state.application),
      state.status,
      state.version,
      state.round,
      state.expected,
      state.version,
      ...entryValuesOf(requestId, state.entry),
      now,
      requestId,
    ],
  );
}

function entryValuesOf(requestId: string, entry: Entry | null): (string | number | Date | null)[] {
  if (entry === null) return [null, null, null, null, null, null];
  const { priority, requested_at } = entry;
  return [
    priority.rules,
    JSON.stringify(priority.items),
    priority.points,
    priority.tie_points,
    new Date(requested_at),
    queueKey(requestId, entry),
  ];
}

/** How many wait ahead of this application at its daycare; `undefined` if it does not wait. One range of one index. */
export async function waitingBefore(
  tx: Transaction,
  { nursery_id, status, queue_key }: Pick<RequestRow, 'nursery_id' | 'status' | 'queue_key'>,
): Promise<number | undefined> {
  if (status !== STATUS.requested || queue_key === null) return undefined;
  const rows = await tx.query<{ before: number }>(
    'SELECT COUNT(*) AS `before` FROM request WHERE nursery_id = ? AND status = ? AND queue_key < ?',
    [nursery_id, STATUS.requested, queue_key],
  );
  return Number(rows[0]?.before ?? 0);
}
