import { setTimeout as sleep } from 'node:timers/promises';
import { OPERATION_TIMEOUTS } from '@enterwait/http/database';
import { type Connection, createConnection, type ResultSetHeader, type RowDataPacket } from 'mysql2/promise';
import type { DatabaseUrls } from '../../target/target.ts';
import type { OldRows } from '../reading/old-schema.ts';
import {
  childRow,
  commandRows,
  enrolledRows,
  type ImportedChild,
  type Placed,
  parentRow,
  personRow,
  type Row,
  requestRow,
} from './new-rows.ts';

/** Both systems' databases, as an import fills them. Existing rows stay as they are, and every step can be repeated. */
export interface ImportDatabases {
  readonly here: {
    nurseries(): Promise<{ nursery_id: string; capacity: number }[]>;
    /** Enrolled children, a page at a time. */
    enrolled(): AsyncGenerator<{ nursery_id: string; request_id: string }[]>;
    /** Which of these children exist, and whose they are. */
    childrenOf(childIds: readonly string[]): Promise<Map<string, string>>;
    /** Which of these mail addresses an account has, with its `user_id`. */
    accountsOf(addresses: readonly string[]): Promise<Map<string, string | null>>;
    /** Which of these keys exist. */
    among(where: Where, keys: readonly string[]): Promise<Set<string>>;
  };
  putNurseries(nurseries: readonly OldRows['nursery'][]): Promise<void>;
  /** Creates a parent and an account without a password for every user. If another account has the mail address, there is no account. */
  putUsers(users: readonly OldRows['user'][]): Promise<void>;
  putChildren(children: readonly ImportedChild[]): Promise<void>;
  putApplications(applications: readonly Placed[]): Promise<void>;
  close(): Promise<void>;
}

/** Where to look for a row of the old system. */
const PLACES = {
  nursery: { system: 'nursery', table: 'nursery', key: 'nursery_id' },
  user: { system: 'enterwait', table: 'parent', key: 'user_id' },
  account: { system: 'enterwait', table: 'person', key: 'user_id' },
  child: { system: 'enterwait', table: 'child', key: 'child_id' },
  nursery_child: { system: 'nursery', table: 'nursery_child', key: 'request_id' },
  request: { system: 'nursery', table: 'request', key: 'request_id' },
  'request-parents': { system: 'enterwait', table: 'request', key: 'request_id' },
} as const;
type Where = keyof typeof PLACES;

const PAGE = 2000;
const TRIES = 6;
/** Deadlock, lock wait timeout, and a key that a delivery has inserted in the meantime. */
const AGAIN = new Set(['ER_LOCK_DEADLOCK', 'ER_LOCK_WAIT_TIMEOUT', 'ER_DUP_ENTRY']);

export async function openImportDatabases(urls: DatabaseUrls): Promise<ImportDatabases> {
  const [enterwait, nursery] = await Promise.all([open(urls.enterwait), open(urls.nursery)]);
  const systems = { enterwait, nursery } as const;

  const among = async (where: Where, keys: readonly string[]): Promise<Set<string>> => {
    if (keys.length === 0) return new Set();
    const { system, table, key } = PLACES[where];
    const [rows] = await systems[system].query<RowDataPacket[]>('SELECT ?? AS k FROM ?? WHERE ?? IN (?)', [
      key,
      table,
      key,
      keys,
    ]);
    return new Set(rows.map(({ k }) => String(k)));
  };

  /** Inserts the rows that one system does not have yet, with their commands and, at the daycares, the enrolled child. */
  const putSystem = (connection: Connection, all: readonly Placed[]): Promise<void> =>
    inTransaction(connection, async () => {
      const ids = all.map(({ request_id }) => request_id);
      const [there] = await connection.query<RowDataPacket[]>(
        'SELECT request_id FROM request WHERE request_id IN (?)',
        [ids],
      );
      const known = new Set(there.map(({ request_id }) => String(request_id)));
      const fresh = all.filter(({ request_id }) => !known.has(request_id));
      const now = new Date();
      await insert(connection, 'request', fresh.map(requestRow));
      await insert(
        connection,
        'command',
        fresh.flatMap((one) => commandRows(one, now)),
      );
      if (connection === nursery)
        await insert(
          connection,
          'nursery_child',
          fresh.flatMap((one) => enrolledRows(one)),
        );
    });

  return {
    here: {
      async nurseries() {
        const [rows] = await nursery.query<RowDataPacket[]>('SELECT nursery_id, capacity FROM nursery');
        return rows.map(({ nursery_id, capacity }) => ({ nursery_id: String(nursery_id), capacity: Number(capacity) }));
      },
      async *enrolled() {
        for (let last: string | undefined = ''; last !== undefined; ) {
          const [rows]: [RowDataPacket[], unknown] = await nursery.query<RowDataPacket[]>(
            'SELECT request_id, nursery_id FROM nursery_child WHERE request_id > ? ORDER BY request_id LIMIT ?',
            [last, PAGE],
          );
          yield rows.map(({ request_id, nursery_id }) => ({
            request_id: String(request_id),
            nursery_id: String(nursery_id),
          }));
          last = rows.length < PAGE ? undefined : String(rows.at(-1)?.request_id);
        }
      },
      async childrenOf(childIds) {
        if (childIds.length === 0) return new Map();
        const [rows] = await enterwait.query<RowDataPacket[]>(
          'SELECT child_id, user_id FROM child WHERE child_id IN (?)',
          [childIds],
        );
        return new Map(rows.map(({ child_id, user_id }) => [String(child_id), String(user_id)]));
      },
      async accountsOf(addresses) {
        if (addresses.length === 0) return new Map();
        const [rows] = await enterwait.query<RowDataPacket[]>('SELECT email, user_id FROM person WHERE email IN (?)', [
          addresses,
        ]);
        return new Map(rows.map(({ email, user_id }) => [String(email), user_id === null ? null : String(user_id)]));
      },
      among,
    },
    async putNurseries(nurseries) {
      const rows = nurseries.map(({ nursery_id, nursery_name: name, nursery_address: address, capacity }) => ({
        nursery_id,
        name,
        address,
        capacity,
      }));
      await Promise.all([insert(enterwait, 'nursery', rows, 'keep'), insert(nursery, 'nursery', rows, 'keep')]);
    },
    async putUsers(users) {
      const now = new Date();
      await insert(
        enterwait,
        'parent',
        users.map((user) => parentRow(user, now)),
        'keep',
      );
      await insert(
        enterwait,
        'person',
        users.map((user) => personRow(user, now)),
        'keep',
      );
    },
    async putChildren(children) {
      const now = new Date();
      await insert(
        enterwait,
        'child',
        children.map((one) => childRow(one, now)),
        'keep',
      );
    },
    async putApplications(applications) {
      if (applications.length === 0) return;
      await Promise.all([putSystem(enterwait, applications), putSystem(nursery, applications)]);
    },
    async close() {
      await Promise.all([enterwait.end(), nursery.end()]);
    },
  };
}

const open = (uri: string): Promise<Connection> =>
  createConnection({ uri, timezone: 'Z', charset: 'utf8mb4_bin', connectTimeout: OPERATION_TIMEOUTS.connectMs });

/** Repeats the whole transaction if a delivery got in the way. */
async function inTransaction(connection: Connection, work: () => Promise<void>): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    await connection.query('SET TRANSACTION ISOLATION LEVEL READ COMMITTED');
    await connection.beginTransaction();
    try {
      await work();
      await connection.commit();
      return;
    } catch (error) {
      await connection.rollback();
      if (attempt >= TRIES || !AGAIN.has(String((error as { code?: unknown }).code))) throw error;
      await sleep(50 * 2 ** attempt);
    }
  }
}

/** `keep`: an existing row with the same key stays as it is. Any other error is thrown. */
async function insert(
  connection: Connection,
  table: string,
  rows: readonly Row[],
  onKey: 'fail' | 'keep' = 'fail',
): Promise<void> {
  const columns = Object.keys(rows[0] ?? {});
  if (columns.length === 0) return;
  const values = rows.map((row) => columns.map((column) => row[column] ?? null));
  const tail = onKey === 'keep' ? ' ON DUPLICATE KEY UPDATE ?? = ??' : '';
  const first = columns[0];
  await connection.query<ResultSetHeader>(`INSERT INTO ?? (??) VALUES ?${tail}`, [
    table,
    columns,
    values,
    ...(onKey === 'keep' ? [`${table}.${first}`, `${table}.${first}`] : []),
  ]);
}
