import {
  type ConnectionOptions,
  createPool,
  type Pool,
  type PoolConnection,
  type ResultSetHeader,
  type RowDataPacket,
} from 'mysql2/promise';
import type { DatabaseConnection } from '../config/config.ts';
import { followPassword } from './password.ts';
import { limitPool, SERVICE_TIMEOUTS } from './timeouts.ts';

export type { Pool } from 'mysql2/promise';

type Value = string | number | boolean | Date | null;

/** A connection with an open transaction. All SQL is prepared; values are always bound. */
export interface Transaction {
  query<Row>(sql: string, values?: readonly Value[]): Promise<Row[]>;
  /** @returns how many rows were changed (an upsert counts 2 for an updated row, as MySQL does) */
  execute(sql: string, values?: readonly Value[]): Promise<number>;
  /** @returns the AUTO_INCREMENT value of the inserted row */
  insert(sql: string, values?: readonly Value[]): Promise<number>;
}

/** Where the database is, which user connects, and whether the connection is encrypted. */
export const connectionOptions = (config: PoolSettings): ConnectionOptions => ({
  host: config.HOSTNAME,
  port: config.DB_PORT,
  user: config.USERNAME,
  password: config.PASSWORD,
  database: config.DATABASE,
  charset: 'utf8mb4_bin',
  connectTimeout: config.DB_CONNECT_TIMEOUT_MS ?? SERVICE_TIMEOUTS.connectMs,
  ...(config.DB_TLS === 'rds' ? { ssl: 'Amazon RDS' } : {}),
});

type Timeouts = 'DB_CONNECT_TIMEOUT_MS' | 'DB_STATEMENT_TIMEOUT_MS' | 'DB_ACQUIRE_TIMEOUT_MS';
/** Where the database is; absent time-outs have the configuration's defaults. */
export type PoolSettings = Omit<DatabaseConnection, Timeouts> & Partial<Pick<DatabaseConnection, Timeouts>>;

/**
 * Connections in UTC and READ COMMITTED: after waiting for a lock, a statement sees what its holder committed, and no
 * gap is locked.
 */
export function openPool(config: PoolSettings): Pool {
  const {
    DB_STATEMENT_TIMEOUT_MS: statementMs = SERVICE_TIMEOUTS.statementMs,
    DB_ACQUIRE_TIMEOUT_MS: acquireMs = SERVICE_TIMEOUTS.acquireMs,
  } = config;
  const pool = createPool({
    ...connectionOptions(config),
    connectionLimit: config.DB_POOL_SIZE,
    enableKeepAlive: true,
    timezone: 'Z',
  });
  followPassword(pool, config.SECRETS_DIR, connectionOptions(config));
  limitPool(pool, { acquireMs, statementMs });
  prepareConnections(pool, statementMs);
  return pool;
}

/**
 * Prepares every new connection of a pool: UTC, READ COMMITTED, strict mode, and no lock wait longer than a statement's
 * timeout.
 */
export function prepareConnections(pool: Pool, statementMs: number): void {
  // The server knows what a statement waits for: it must report that before silence counts as a failure.
  const lockSeconds = Math.max(1, Math.floor(statementMs / 2000));
  pool.pool.on('connection', (connection) => {
    // An unprepared connection would follow other rules.
    const onAnswer = (error: unknown): void => {
      if (error) connection.destroy();
    };
    // Two statements, because MySQL and MariaDB name the isolation variable differently.
    connection.query('SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED', onAnswer);
    connection.query(
      `SET SESSION time_zone = '+00:00', sql_mode = 'STRICT_ALL_TABLES', innodb_lock_wait_timeout = ${lockSeconds}, lock_wait_timeout = ${lockSeconds}`,
      onAnswer,
    );
  });
}

const RETRIED = new Set(['ER_LOCK_DEADLOCK', 'ER_LOCK_WAIT_TIMEOUT', 'ER_CHECKREAD']);
const TRIES = 5;
/** The caller is waiting, and after this long the obstacle is most likely still there. */
const RETRY_WITHIN_MS = 10_000;

/** Runs `work` in a transaction: commits what it returns, rolls back what it throws, and retries after a deadlock. */
export const inTransaction = <Result>(pool: Pool, work: (tx: Transaction) => Promise<Result>): Promise<Result> =>
  run(pool, ['START TRANSACTION'], work);

/**
 * Runs the read-only `work` on one snapshot: the results of its statements are consistent, whatever is committed in
 * between. Decisions must use locking reads in a transaction instead, because a snapshot may be out of date.
 */
export const inSnapshot = <Result>(pool: Pool, work: (tx: Transaction) => Promise<Result>): Promise<Result> =>
  run(
    pool,
    [
      // For the next transaction only.
      'SET TRANSACTION ISOLATION LEVEL REPEATABLE READ',
      'START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY',
    ],
    work,
  );

async function run<Result>(
  pool: Pool,
  begin: readonly string[],
  work: (tx: Transaction) => Promise<Result>,
): Promise<Result> {
  const lastTry = performance.now() + RETRY_WITHIN_MS;
  for (let attempt = 1; ; attempt++) {
    const connection = await pool.getConnection();
    let began = false;
    let broken = false;
    try {
      for (const statement of begin) await connection.query(statement);
      began = true;
      const result = await work(transactionOn(connection));
      await connection.query('COMMIT');
      return result;
    } catch (error) {
      // If it did not begin, the connection may keep an isolation level meant for this transaction only.
      broken = !began || !(await rolledBack(connection));
      if (attempt === TRIES || performance.now() > lastTry || !RETRIED.has(errorCode(error))) throw error;
    } finally {
      // A connection that could not roll back may still hold locks: it is closed, and the server rolls back.
      if (broken) connection.destroy();
      else connection.release();
    }
  }
}

/** Fails at once if the connection has ended, or was ended by its timeout. */
const rolledBack = (connection: PoolConnection): Promise<boolean> =>
  connection.query('ROLLBACK').then(
    () => true,
    () => false,
  );

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
    async insert(sql: string, values: readonly Value[] = []) {
      const [result] = await connection.execute<ResultSetHeader>(sql, [...values]);
      return result.insertId;
    },
  };
}

/** The MySQL or network code of an error (`ER_DUP_ENTRY`, `ECONNREFUSED`), or an empty string. */
export const errorCode = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string' ? error.code : '';
