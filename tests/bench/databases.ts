import { queueKey, STATUS } from '@enterwait/domain/protocol';
import { type Connection, createConnection, type ResultSetHeader } from 'mysql2/promise';
import type { StartedStack } from '../../localstack/stack/stack.ts';
import { BENCH_PREFIX, type BenchRow, benchNurseries } from './rows.ts';

const TYPES = { 2: 'Accept', 88: 'Reject', 99: 'Cancel' } as const;

/** Both databases as they would be after all those applications, written without the services: many rows per statement. */
export interface BenchDatabases {
  insert(rows: readonly BenchRow[]): Promise<void>;
  /** Refreshes the statistics, as in a database that has grown slowly. */
  analyse(): Promise<void>;
  /** Removes everything that the bench wrote. */
  clean(): Promise<void>;
  close(): Promise<void>;
}

export async function openDatabases({
  enterwaitDatabaseUrl,
  nurseryDatabaseUrl,
}: StartedStack): Promise<BenchDatabases> {
  const open = (uri: string): Promise<Connection> => createConnection({ uri, timezone: 'Z' });
  const [enterwait, nursery] = await Promise.all([open(enterwaitDatabaseUrl), open(nurseryDatabaseUrl)]);
  const both = [enterwait, nursery] as const;

  return {
    async insert(rows) {
      await Promise.all([
        Promise.all([
          insertAll(enterwait, 'request', rows.map(requestRow)),
          insertAll(
            enterwait,
            'command',
            rows.map((row) => commandRow(row, 'Request')),
          ),
          insertAll(enterwait, 'child', rows.map(childRow), true),
        ]),
        Promise.all([
          insertAll(nursery, 'request', rows.map(requestRow)),
          insertAll(
            nursery,
            'command',
            rows
              .filter(({ status }) => status === STATUS.accepted || status === STATUS.rejected)
              .map((row) => commandRow(row, TYPES[row.status as 2 | 88])),
          ),
          insertAll(nursery, 'nursery_child', rows.filter(({ status }) => status === STATUS.accepted).map(enrolledRow)),
        ]),
        ...both.map((connection) => insertAll(connection, 'nursery', benchNurseries(), true)),
      ]);
    },

    async analyse() {
      for (const connection of both) await connection.query('ANALYZE TABLE request, command');
      await nursery.query('ANALYZE TABLE nursery_child');
    },

    async clean() {
      const child = `${BENCH_PREFIX}%`;
      await Promise.all([
        (async () => {
          await removeAll(enterwait, 'DELETE FROM request WHERE child_id LIKE ?', child);
          await removeAll(enterwait, 'DELETE FROM command WHERE request_id LIKE ?', child);
          await removeAll(enterwait, 'DELETE FROM child WHERE child_id LIKE ?', child);
        })(),
        (async () => {
          await removeAll(nursery, 'DELETE FROM request WHERE child_id LIKE ?', child);
          await removeAll(nursery, 'DELETE FROM command WHERE request_id LIKE ?', child);
          await removeAll(nursery, 'DELETE FROM nursery_child WHERE request_id LIKE ?', child);
        })(),
      ]);
      for (const connection of both) {
        await connection.query('DELETE FROM nursery WHERE nursery_id IN (?)', [
          benchNurseries().map(({ nursery_id }) => nursery_id),
        ]);
      }
    },

    async close() {
      await Promise.all(both.map((connection) => connection.end()));
    },
  };
}

type Row = Readonly<Record<string, string | number | Date | null>>;

const requestRow = ({ request_id, application, status, version, entry, updated_at }: BenchRow): Row => ({
  request_id,
  ...application,
  status,
  version,
  priority_rules: entry.priority.rules,
  priority_items: JSON.stringify(entry.priority.items),
  points: entry.priority.points,
  tie_points: entry.priority.tie_points,
  requested_at: new Date(entry.requested_at),
  queue_key: queueKey(request_id, entry),
  created_at: new Date(entry.requested_at),
  updated_at,
});

const commandRow = ({ request_id, status, version, entry, events, updated_at }: BenchRow, type: string): Row => ({
  event_id: type === 'Request' ? events[0] : events[1],
  request_id,
  type,
  origin: type === 'Request' ? 'enterwait' : 'nursery',
  asked_at: type === 'Request' ? new Date(entry.requested_at) : updated_at,
  outcome: 'applied',
  status: type === 'Request' ? STATUS.requested : status,
  version: type === 'Request' ? 1 : version,
  judged_at: updated_at,
  settled_at: updated_at,
  note: type === 'Reject' ? '측정용 사유' : null,
});

const childRow = ({ application: one, updated_at }: BenchRow): Row => ({
  child_id: one.child_id,
  user_id: one.user_id,
  name: one.child_name,
  birthday: one.child_birthday,
  address: one.parent_address,
  postcode: one.parent_postcode,
  created_at: updated_at,
  updated_at,
});

const enrolledRow = ({ request_id, application: one, updated_at }: BenchRow): Row => ({
  request_id,
  nursery_id: one.nursery_id,
  child_id: one.child_id,
  child_name: one.child_name,
  child_birthday: one.child_birthday,
  enrolled_at: updated_at,
});

const CHUNK = 1000;

async function insertAll(connection: Connection, table: string, rows: readonly Row[], ignore = false): Promise<void> {
  const columns = Object.keys(rows[0] ?? {});
  for (let start = 0; start < rows.length; start += CHUNK) {
    const values = rows.slice(start, start + CHUNK).map((row) => columns.map((column) => row[column] ?? null));
    await connection.query(`INSERT ${ignore ? 'IGNORE ' : ''}INTO ?? (??) VALUES ?`, [table, columns, values]);
  }
}

async function removeAll(connection: Connection, sql: string, prefix: string): Promise<void> {
  for (let removed = 1; removed > 0; ) {
    const [result] = await connection.query<ResultSetHeader>(`${sql} LIMIT 5000`, [prefix]);
    removed = result.affectedRows;
  }
}
