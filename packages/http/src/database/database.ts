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
  /** @returns how many rows were changed (an upsert counts 2 for a row that it updated: MySQL's own count). */
  execute(sql: string, values?: readonly Value[]): Promise<number>;
  /** @returns the AUTO_INCREMENT that the inserted row was given */
  insert(sql: string, values?: readonly Value[]): Promise<number>;
}

/** Where the database is, who asks and whether the way there is encrypted. */
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
/** Where the database is; time-outs are those of the configuration's defaults where they are left out. */
export type PoolSettings = Omit<DatabaseConnection, Timeouts> & Partial<Pick<DatabaseConnection, Timeouts>>;

/** Connections in UTC and READ COMMITTED: a waiting lock then sees what the one before it committed, and no gap is locked. */
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

/** Every new connection of a pool: UTC, READ COMMITTED, strict, and no wait for a lock that outlasts a statement. */
export function prepareConnections(pool: Pool, statementMs: number): void {
  // The server knows what a statement waits for: it must say so before silence is taken for death.
  const lockSeconds = Math.max(1, Math.floor(statementMs / 2000));
  pool.pool.on('connection', (connection) => {
    // One that could not be prepared would decide by other rules.
    const onAnswer = (error: unknown): void => {
      if (error) connection.destroy();
    };
    // Two statements: the two servers name the variable of the isolation level differently.
    connection.query('SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED', onAnswer);
    connection.query(
      `SET SESSION time_zone = '+00:00', sql_mode = 'STRICT_ALL_TABLES', innodb_lock_wait_timeout = ${lockSeconds}, lock_wait_timeout = ${lockSeconds}`,
      onAnswer,
    );
  });
}

const RETRIED = new Set(['ER_LOCK_DEADLOCK', 'ER_LOCK_WAIT_TIMEOUT', 'ER_CHECKREAD']);
const TRIES = 5;
/** Whoever asked waits: what was in the way for so long is most likely still there. */
const RETRY_WITHIN_MS = 10_000;

/** Runs `work` in a transaction: commits what it returns, rolls back what it throws, runs it again after a deadlock. */
export const inTransaction = <Result>(pool: Pool, work: (tx: Transaction) => Promise<Result>): Promise<Result> =>
  run(pool, ['START TRANSACTION'], work);

/**
 * Runs `work`, which only reads, upon one snapshot: what its statements find fits together, whatever is committed between them. What decides
 * something takes its facts under locks instead, in a transaction: a snapshot may be old by then.
 */
export const inSnapshot = <Result>(pool: Pool, work: (tx: Transaction) => Promise<Result>): Promise<Result> =>
  run(
    pool,
    [
      // Of the next transaction alone.
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
      // One that did not begin may keep an isolation level that was meant for this transaction alone.
      broken = !began || !(await rolledBack(connection));
      if (attempt === TRIES || performance.now() > lastTry || !RETRIED.has(errorCode(error))) throw error;
    } finally {
      // A connection that could not roll back may still hold its locks: it is closed, and the server rolls back.
      if (broken) connection.destroy();
      else connection.release();
    }
  }
}

/** Fails at once where the connection has ended, or was ended because it said nothing. */
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
