import {
  type ConnectionOptions,
  createPool,
  type Pool,
  type PoolConnection,
  type ResultSetHeader,
  type RowDataPacket,
} from 'mysql2/promise';
import type { DatabaseConnection } from './config.ts';
import { readSecretFiles } from './secret-files.ts';

export type { Pool } from 'mysql2/promise';

type Value = string | number | boolean | Date | null;

/** A connection with an open transaction. All SQL is prepared; values are always bound. */
export interface Transaction {
  query<Row>(sql: string, values?: readonly Value[]): Promise<Row[]>;
  /** @returns how many rows were changed (an upsert counts 2 for a row that it updated: MySQL's own count). */
  execute(sql: string, values?: readonly Value[]): Promise<number>;
}

/** Where the database is, who asks and whether the way there is encrypted. */
export const connectionOptions = (config: DatabaseConnection): ConnectionOptions => ({
  host: config.HOSTNAME,
  port: config.DB_PORT,
  user: config.USERNAME,
  password: config.PASSWORD,
  database: config.DATABASE,
  charset: 'utf8mb4_bin',
  ...(config.DB_TLS === 'rds' ? { ssl: 'Amazon RDS' } : {}),
});

/** Connections in UTC and READ COMMITTED: a waiting lock then sees what the one before it committed, and no gap is locked. */
export function openPool(config: DatabaseConnection): Pool {
  const pool = createPool({
    ...connectionOptions(config),
    connectionLimit: config.DB_POOL_SIZE,
    connectTimeout: 5_000,
    enableKeepAlive: true,
    timezone: 'Z',
  });
  followPassword(pool, config);
  pool.pool.on('connection', (connection) => {
    // Two statements: the two servers name the variable of the isolation level differently.
    connection.query('SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED');
    connection.query("SET SESSION time_zone = '+00:00', sql_mode = 'STRICT_ALL_TABLES'");
  });
  return pool;
}

/** What every new connection of a pool is made of; mysql2's types do not tell of it. */
export const newConnectionsOf = (pool: Pool): ConnectionOptions =>
  (pool.pool.config as unknown as { connectionConfig: ConnectionOptions }).connectionConfig;

/** A password that is kept in a file is rotated while the service runs: every new connection takes the one of that moment. */
function followPassword(pool: Pool, { SECRETS_DIR, PASSWORD }: DatabaseConnection): void {
  if (readSecretFiles(SECRETS_DIR).PASSWORD !== PASSWORD) return;
  Object.defineProperty(newConnectionsOf(pool), 'password', {
    enumerable: true,
    configurable: true,
    get: () => readSecretFiles(SECRETS_DIR).PASSWORD ?? PASSWORD,
  });
}

const RETRIED = new Set(['ER_LOCK_DEADLOCK', 'ER_LOCK_WAIT_TIMEOUT', 'ER_CHECKREAD']);
const TRIES = 5;

/** Runs `work` in a transaction: commits what it returns, rolls back what it throws, runs it again after a deadlock. */
export async function inTransaction<Result>(pool: Pool, work: (tx: Transaction) => Promise<Result>): Promise<Result> {
  for (let attempt = 1; ; attempt++) {
    const connection = await pool.getConnection();
    let broken = false;
    try {
      await connection.query('START TRANSACTION');
      const result = await work(transactionOn(connection));
      await connection.query('COMMIT');
      return result;
    } catch (error) {
      await connection.query('ROLLBACK').catch(() => {
        broken = true;
      });
      if (attempt === TRIES || !RETRIED.has(errorCode(error))) throw error;
    } finally {
      // A connection that could not roll back may still hold its locks: it is closed, and the server rolls back.
      if (broken) connection.destroy();
      else connection.release();
    }
  }
}

function transactionOn(connection: PoolConnection): Transaction {
  return {
    async query<Row>(sql: string, values: readonly Value[] = []) {
      const [rows] = await connection.execute<RowDataPacket[]>(sql, [...values]);
      return rows as Row[];
    },
    async execute(sql: string, values: readonly Value[] = []) {
      const [result] = await connection.execute<ResultSetHeader>(sql, [...values]);
      return result.affectedRows;
    },
  };
}

/** The MySQL or network code of an error (`ER_DUP_ENTRY`, `ECONNREFUSED`), or an empty string. */
export const errorCode = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string' ? error.code : '';
