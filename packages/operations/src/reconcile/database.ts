import type { Application } from '@enterwait/domain/application';
import { type CommandType, project, STATUS, type Status, type System, trail } from '@enterwait/domain/protocol';
import {
  type Bound,
  bind,
  limitPool,
  OPERATION_TIMEOUTS,
  prepareConnections,
  type Transaction,
} from '@enterwait/http/database';
import { askAgain } from '@enterwait/ledger/outbox';
import { createMysqlStore, expectedOf, type LedgerTables, type OutboxTables } from '@enterwait/ledger/tables';
import { createPool, type Pool, type RowDataPacket } from 'mysql2/promise';
import type { EntryColumns, Held, InFlight, Settled } from './examining/compare.ts';
import { placeOf } from './examining/compare.ts';

/** The database of one system. */
export interface SystemDatabase {
  /** The ids of all applications in any table, in order, a page at a time. */
  ids(pageSize: number): AsyncGenerator<string[]>;
  /** What it has of these applications. */
  held(requestIds: readonly string[]): Promise<Map<string, Held>>;
  /** Decrements a version, so that delivering the right one is an update. False: the row has changed meanwhile. */
  distrust(requestId: string, have: number, version: number): Promise<boolean>;
  /** Writes an application's outbox rows again, due at once, so that the running relay sends them. @returns the number of commands */
  askAgain(requestId: string): Promise<number>;
  /** Derives the stored expected status and the held place from the confirmed status and the commands in flight. */
  derive(requestId: string): Promise<void>;
  /** Corrects the note of a settled command. */
  correctNote(eventId: string, note: string | null): Promise<void>;
  close(): Promise<void>;
}

type RequestRow = RowDataPacket &
  Application & {
    request_id: string;
    status: Status | null;
    version: number;
    round: number | null;
    expected: Status | null;
    expected_version: number | null;
  } & Omit<EntryColumns, 'requested_at'> & { requested_at: Date | null };
type CommandRow = RowDataPacket & {
  request_id: string;
  event_id: string;
  type: CommandType;
  asked_at: Date;
  outbox: Date | null;
};
type SettledRow = RowDataPacket & Settled & { request_id: string };
type PlaceRow = RowDataPacket & { request_id: string; child_id: string; nursery_id: string };
type IdRow = RowDataPacket & { request_id: string };

/** The tables that contain a system's ids: each is read by an index that starts with request_id. */
const ID_SOURCES = {
  enterwait: [
    'SELECT request_id FROM request WHERE request_id > ? ORDER BY request_id LIMIT ?',
    'SELECT DISTINCT request_id FROM command WHERE request_id > ? AND outcome IS NULL ORDER BY request_id LIMIT ?',
  ],
  nursery: [
    'SELECT request_id FROM request WHERE request_id > ? ORDER BY request_id LIMIT ?',
    'SELECT DISTINCT request_id FROM command WHERE request_id > ? AND outcome IS NULL ORDER BY request_id LIMIT ?',
    'SELECT request_id FROM nursery_child WHERE request_id > ? ORDER BY request_id LIMIT ?',
  ],
} as const satisfies Record<System, readonly string[]>;

const REQUESTS = `SELECT request_id, child_id, child_name, child_birthday, user_id, parent_name, parent_tel, parent_address,
  parent_postcode, parent_email, nursery_id, status, version, round, expected, expected_version,
  priority_rules, priority_items, points, tie_points, requested_at, queue_key FROM request WHERE request_id IN (?)`;
const COMMANDS = `SELECT c.request_id, c.event_id, c.type, c.round, c.asked_at, COALESCE(o.sent_at, o.created_at) AS outbox
  FROM command c LEFT JOIN outbox o ON o.event_id = c.event_id
  WHERE c.request_id IN (?) AND c.outcome IS NULL ORDER BY c.seq`;
const SETTLED = `SELECT c.request_id, c.event_id, c.outcome, c.reason, c.status, c.version, c.note FROM command c JOIN (
    SELECT MAX(seq) AS seq FROM command WHERE request_id IN (?) AND outcome IS NOT NULL GROUP BY request_id
    UNION SELECT a.seq FROM command a JOIN (
      SELECT request_id, MAX(version) AS version FROM command WHERE request_id IN (?) AND outcome = 'applied' GROUP BY request_id
    ) highest ON highest.request_id = a.request_id AND highest.version = a.version AND a.outcome = 'applied'
  ) last ON last.seq = c.seq`;
const PLACES = 'SELECT request_id, child_id, nursery_id FROM nursery_child WHERE request_id IN (?)';
const DISTRUST = 'UPDATE request SET version = ? WHERE request_id = ? AND version = ?';

async function holdPlace(tx: Transaction, requestId: string): Promise<void> {
  const { child_id, nursery_id } = placeOf(requestId);
  await tx.execute(
    `INSERT INTO nursery_child (request_id, nursery_id, child_id, enrolled_at) VALUES (?, ?, ?, ?)
     ON DUPLICATE KEY UPDATE nursery_id = VALUES(nursery_id), child_id = VALUES(child_id)`,
    [requestId, nursery_id, child_id, new Date()],
  );
}

async function releasePlace(tx: Transaction, requestId: string): Promise<void> {
  await tx.execute('DELETE FROM nursery_child WHERE request_id = ?', [requestId]);
}

/** The effect of deriving on the nursery's own tables. */
const PLACE_OPERATIONS = { holdPlace, releasePlace };
export type PlaceTables = Bound<typeof PLACE_OPERATIONS>;

/** A few connections to a system's database, in UTC and READ COMMITTED like the system's own. */
export function connectTo(url: string, { readOnly = false }: { readonly readOnly?: boolean } = {}): Pool {
  const pool = createPool({
    uri: url,
    connectionLimit: 2,
    connectTimeout: OPERATION_TIMEOUTS.connectMs,
    timezone: 'Z',
    charset: 'utf8mb4_bin',
  });
  limitPool(pool, OPERATION_TIMEOUTS);
  prepareConnections(pool, OPERATION_TIMEOUTS.statementMs);
  if (readOnly) {
    pool.pool.on('connection', (connection) => {
      connection.query('SET SESSION TRANSACTION READ ONLY');
    });
  }
  return pool;
}

/** @param url `mysql://…` of a user who may read; a repair also writes */
export function openSystemDatabase(
  system: System,
  url: string,
  options: { readonly readOnly?: boolean } = {},
): SystemDatabase {
  const pool = connectTo(url, options);
  const store = createMysqlStore<PlaceTables>(pool, (tx) => bind(PLACE_OPERATIONS, tx));

  /** One snapshot: a row, its commands and its place from different moments would look like a difference. */
  const held = async (requestIds: readonly string[]): Promise<Map<string, Held>> => {
    const connection = await pool.getConnection();
    try {
      await connection.query('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ');
      await connection.query('START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY');
      const [requests] = await connection.query<RequestRow[]>(REQUESTS, [requestIds]);
      const [commands] = await connection.query<CommandRow[]>(COMMANDS, [requestIds]);
      const [settled] = await connection.query<SettledRow[]>(SETTLED, [requestIds, requestIds]);
      const [places] = system === 'nursery' ? await connection.query<PlaceRow[]>(PLACES, [requestIds]) : [undefined];
      await connection.query('COMMIT');
      const rows = new Map(requests.map((row) => [row.request_id, rowOf(row)]));
      const inFlight = Map.groupBy(commands, ({ request_id }) => request_id);
      const known = Map.groupBy(settled, ({ request_id }) => request_id);
      const placeById = places && new Map(places.map((place) => [place.request_id, place]));
      return new Map(
        requestIds.map((id) => [
          id,
          {
            row: rows.get(id),
            inFlight: (inFlight.get(id) ?? []).map(inFlightOf),
            settled: known.get(id) ?? [],
            place: placeById === undefined ? undefined : (placeById.get(id) ?? null),
          },
        ]),
      );
    } finally {
      connection.release();
    }
  };

  return {
    async *ids(pageSize) {
      for (const sql of ID_SOURCES[system]) {
        for (let last: string | undefined = ''; last !== undefined; ) {
          const [rows]: [IdRow[], unknown] = await pool.query<IdRow[]>(sql, [last, pageSize]);
          if (rows.length > 0) yield rows.map(({ request_id }) => request_id);
          last = rows.length < pageSize ? undefined : rows.at(-1)?.request_id;
        }
      }
    },
    held,
    async distrust(requestId, have, version) {
      const [result] = await pool.execute(DISTRUST, [version, requestId, have]);
      return 'affectedRows' in result && result.affectedRows === 1;
    },
    askAgain: (requestId) => store.transaction((tables) => askAgain(tables, requestId, system, new Date())),
    derive: (requestId) => store.transaction((tables) => derive(tables, system, requestId)),
    async correctNote(eventId, note) {
      await pool.execute('UPDATE command SET note = ? WHERE event_id = ? AND outcome IS NOT NULL', [note, eventId]);
    },
    close: () => pool.end(),
  };
}

/** Derives the stored expected status and the held place again. */
export async function derive(
  tables: LedgerTables & OutboxTables & PlaceTables,
  system: System,
  requestId: string,
): Promise<void> {
  const row = await tables.lockRequest(requestId);
  if (row === undefined) return;
  const inFlight = await tables.commandsInFlight(requestId);
  const expected = project(row, inFlight, system);
  if (expectedOf(row) !== expected) await tables.updateExpected(requestId, expected, row.version);
  if (system !== 'nursery') return;
  if (trail(row, inFlight, system).includes(STATUS.accepted)) await tables.holdPlace(requestId);
  else await tables.releasePlace(requestId);
}

function rowOf({
  request_id: _id,
  status,
  version,
  round,
  expected,
  expected_version,
  priority_rules,
  priority_items,
  points,
  tie_points,
  requested_at,
  queue_key,
  ...application
}: RequestRow): NonNullable<Held['row']> {
  return {
    status,
    version,
    round,
    expected: expectedOf({ status, version, expected, expected_version }),
    application,
    entry: {
      priority_rules,
      priority_items,
      points,
      tie_points,
      requested_at: requested_at?.toISOString() ?? null,
      queue_key,
    },
  };
}

const inFlightOf = ({ event_id, type, round, asked_at, outbox }: CommandRow): InFlight => ({
  event_id,
  type,
  round,
  asked_at,
  outbox,
});
