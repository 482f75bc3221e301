import type { Application, CommandType, Status } from '@enterwait/domain';
import { createPool, type RowDataPacket } from 'mysql2/promise';
import type { Held, InFlight, System } from './compare.ts';

/** The database of one system. */
export interface SystemDatabase {
  /** The ids of all applications that any table knows, in order, a page at a time. */
  ids(pageSize: number): AsyncGenerator<string[]>;
  /** What it holds of these applications; `judged` is not known here. */
  held(requestIds: readonly string[]): Promise<Map<string, Held>>;
  /** Takes a version back, so that the delivery of the right one is newer. False: the row has moved meanwhile. */
  distrust(requestId: string, have: number, version: number): Promise<boolean>;
  close(): Promise<void>;
}

type RequestRow = RowDataPacket &
  Application & { request_id: string; status: Status | null; version: number; queue_key: string | null };
type CommandRow = RowDataPacket & {
  request_id: string;
  event_id: string;
  type: CommandType;
  asked_at: Date;
  queued: number;
};
type IdRow = RowDataPacket & { request_id: string };

/** Where the ids of a system stand: each is walked by an index that starts with request_id. */
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
  parent_postcode, parent_email, nursery_id, status, version, queue_key FROM request WHERE request_id IN (?)`;
const COMMANDS = `SELECT c.request_id, c.event_id, c.type, c.asked_at, o.id IS NOT NULL AS queued
  FROM command c LEFT JOIN outbox o ON o.event_id = c.event_id
  WHERE c.request_id IN (?) AND c.outcome IS NULL ORDER BY c.seq`;
const CHILDREN = 'SELECT request_id FROM nursery_child WHERE request_id IN (?)';
const DISTRUST = 'UPDATE request SET version = ? WHERE request_id = ? AND version = ?';

export function openSystemDatabase(system: System, url: string): SystemDatabase {
  const pool = createPool({ uri: url, connectionLimit: 2, timezone: 'Z', charset: 'utf8mb4_bin' });

  /** One snapshot: a row, its commands and its child of different moments would look like a difference. */
  const held = async (requestIds: readonly string[]): Promise<Map<string, Held>> => {
    const connection = await pool.getConnection();
    try {
      await connection.query('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ');
      await connection.query('START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY');
      const [requests] = await connection.query<RequestRow[]>(REQUESTS, [requestIds]);
      const [commands] = await connection.query<CommandRow[]>(COMMANDS, [requestIds]);
      const [children] = system === 'nursery' ? await connection.query<IdRow[]>(CHILDREN, [requestIds]) : [undefined];
      await connection.query('COMMIT');
      const rows = new Map(requests.map((row) => [row.request_id, rowOf(row)]));
      const inFlight = Map.groupBy(commands, ({ request_id }) => request_id);
      const enrolled = children && new Set(children.map(({ request_id }) => request_id));
      return new Map(
        requestIds.map((id) => [
          id,
          { row: rows.get(id), inFlight: (inFlight.get(id) ?? []).map(inFlightOf), enrolled: enrolled?.has(id) },
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
      const [result] = await pool.query(DISTRUST, [version, requestId, have]);
      return 'affectedRows' in result && result.affectedRows === 1;
    },
    close: () => pool.end(),
  };
}

function rowOf({ request_id: _id, status, version, queue_key, ...application }: RequestRow): Held['row'] {
  return { status, version, application, queue_key };
}

const inFlightOf = ({ event_id, type, asked_at, queued }: CommandRow): InFlight => ({
  event_id,
  type,
  asked_at,
  queued: Boolean(queued),
  judged: false,
});
