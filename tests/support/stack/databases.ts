import { createPool, type Pool, type RowDataPacket } from 'mysql2/promise';
import { theStack } from './stack.ts';

type System = 'enterwait' | 'nursery' | 'management';
const pools = new Map<System, Pool>();

/** The pool of a system's own database, for what a test must see beyond the API. */
export function databaseOf(system: System): Pool {
  const pool =
    pools.get(system) ?? createPool({ uri: theStack()[`${system}DatabaseUrl`], connectionLimit: 5, timezone: 'Z' });
  pools.set(system, pool);
  return pool;
}

export async function rowsOf<Row>(system: System, sql: string, values: (string | number)[] = []): Promise<Row[]> {
  const [rows] = await databaseOf(system).execute<RowDataPacket[]>(sql, values);
  return rows as Row[];
}

export interface Confirmed {
  status: number | null;
  version: number;
}

/** The confirmed state that a system holds, or `undefined` if it has not heard of the application. */
export async function confirmedIn(system: System, requestId: string): Promise<Confirmed | undefined> {
  const rows = await rowsOf<Confirmed>(system, 'SELECT status, version FROM request WHERE request_id = ?', [requestId]);
  return rows[0];
}

export const enrolled = async (requestId: string): Promise<boolean> =>
  (await rowsOf('nursery', 'SELECT 1 FROM nursery_child WHERE request_id = ?', [requestId])).length > 0;

/** How many rows each table has: a refused call must not change this. */
export async function rowCounts(system: System): Promise<Record<string, number>> {
  const tables = ['request', 'command', 'outbox', ...(system === 'nursery' ? ['nursery_child'] : [])];
  const counts = await Promise.all(
    tables.map(async (table) => {
      const [row] = await rowsOf<{ n: number }>(system, `SELECT COUNT(*) AS n FROM \`${table}\``);
      return [`${system}.${table}`, Number(row?.n)] as const;
    }),
  );
  return Object.fromEntries(counts);
}

export async function closeDatabases(): Promise<void> {
  await Promise.all([...pools.values()].map((pool) => pool.end()));
  pools.clear();
}
