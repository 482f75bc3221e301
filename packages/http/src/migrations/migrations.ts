import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { type Connection, createConnection, type RowDataPacket } from 'mysql2/promise';

import { connectionOptions, type PoolSettings } from '../database/database.ts';
import { isDefinition, partsOfAlter, statementsOf } from './statements.ts';

/** A migration that has run was edited afterwards: the database and the code no longer agree. */
class ChangedMigrationError extends Error {
  override readonly name = 'ChangedMigrationError';
}

export interface Migration {
  readonly id: string;
  readonly sql: string;
  readonly checksum: string;
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** The `.sql` files of the folders, in order: folder by folder, each by name. The id is `folder/file`. */
export async function readMigrations(folders: readonly string[]): Promise<Migration[]> {
  const lists = await Promise.all(
    folders.map(async (folder) => {
      const files = (await readdir(folder)).filter((file) => file.endsWith('.sql')).sort();
      return Promise.all(
        files.map(async (file) => {
          const sql = await readFile(join(folder, file), 'utf8');
          return { id: `${basename(folder)}/${file}`, sql, checksum: sha256(sql) };
        }),
      );
    }),
  );
  return lists.flat();
}

/** What a migration needs of a connection. */
export type MigrationConnection = Pick<Connection, 'query' | 'execute' | 'end'>;

/**
 * Runs the migrations that have not been run. Safe to repeat, to run from several processes at once, and to resume
 * after a crash at any point: each statement is a step of its own.
 * @param connect opens another connection to the same database, for tests that lose it
 * @returns the ids of those that ran now
 * @throws ChangedMigrationError
 */
export async function migrate(
  config: PoolSettings,
  folders: readonly string[],
  connect: () => Promise<MigrationConnection> = () => createConnection(connectionOptions(config)),
): Promise<string[]> {
  const migrations = await readMigrations(folders);
  const connection = await connect();
  try {
    // The same isolation as the services: an UPDATE of many rows then locks no gap that traffic wants to insert into.
    await connection.query('SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED');
    return await withLock(connection, config.DATABASE, () => runMissing(connection, migrations));
  } finally {
    await connection.end();
  }
}

// The steps of an unfinished migration; they are deleted when it is done.
const TABLES = [
  'CREATE TABLE IF NOT EXISTS schema_migration (id VARCHAR(100) NOT NULL PRIMARY KEY, checksum CHAR(64) NOT NULL, ran_at DATETIME(3) NOT NULL) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4',
  'CREATE TABLE IF NOT EXISTS schema_migration_step (migration VARCHAR(100) NOT NULL, step SMALLINT UNSIGNED NOT NULL, checksum CHAR(64) NOT NULL, ran_at DATETIME(3) NOT NULL, PRIMARY KEY (migration, step)) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4',
];

async function runMissing(connection: MigrationConnection, migrations: readonly Migration[]): Promise<string[]> {
  for (const table of TABLES) await connection.query(table);
  const done = await checksumsOf(connection, 'SELECT id, checksum FROM schema_migration');
  const ran: string[] = [];
  for (const migration of migrations) {
    const before = done.get(migration.id);
    if (before === migration.checksum) continue;
    if (before !== undefined) throw changed(migration.id);
    await run(connection, migration);
    ran.push(migration.id);
  }
  return ran;
}

async function run(connection: MigrationConnection, { id, sql, checksum }: Migration): Promise<void> {
  const done = await checksumsOf(
    connection,
    'SELECT step AS id, checksum FROM schema_migration_step WHERE migration = ?',
    [id],
  );
  for (const [index, statement] of statementsOf(sql).entries()) {
    const step = String(index + 1);
    const before = done.get(step);
    if (before === sha256(statement)) continue;
    if (before !== undefined) throw changed(`${id}, statement ${step},`);
    await runStep(connection, statement, () =>
      connection.execute(
        'INSERT INTO schema_migration_step (migration, step, checksum, ran_at) VALUES (?, ?, ?, UTC_TIMESTAMP(3))',
        [id, step, sha256(statement)],
      ),
    );
  }
  await together(connection, async () => {
    await connection.execute('INSERT INTO schema_migration (id, checksum, ran_at) VALUES (?, ?, UTC_TIMESTAMP(3))', [
      id,
      checksum,
    ]);
    await connection.execute('DELETE FROM schema_migration_step WHERE migration = ?', [id]);
  });
}

/**
 * Rows and their record change together. A schema change commits by itself: if it crashed before its record, a retry
 * finds out what was done.
 */
async function runStep(connection: MigrationConnection, statement: string, record: () => Promise<unknown>) {
  if (isDefinition(statement)) {
    await define(connection, statement);
    await record();
    return;
  }
  await together(connection, async () => {
    await connection.query(statement);
    await record();
  });
}

/**
 * The server's error numbers for what already exists or is already gone. Numbers, because MariaDB and MySQL name some
 * of them differently: a table, view, column, key, primary key, foreign key or check that exists; a table, column, key
 * or check that is gone.
 */
const DONE_ALREADY = new Set([1050, 1060, 1061, 1068, 1826, 3822, 1051, 1091, 3821, 3940]);

async function define(connection: MigrationConnection, statement: string): Promise<void> {
  try {
    await connection.query(statement);
  } catch (error) {
    if (!isDoneAlready(error)) throw error;
    // One part that is done hides whether the others are: each runs by itself.
    const parts = partsOfAlter(statement) ?? [];
    if (parts.length < 2) return;
    for (const part of parts) await define(connection, part);
  }
}

const isDoneAlready = (error: unknown): boolean =>
  error instanceof Error && 'errno' in error && typeof error.errno === 'number' && DONE_ALREADY.has(error.errno);

async function together(connection: MigrationConnection, work: () => Promise<void>): Promise<void> {
  await connection.query('START TRANSACTION');
  try {
    await work();
    await connection.query('COMMIT');
  } catch (error) {
    // The server rolls back a lost connection.
    await connection.query('ROLLBACK').catch(() => undefined);
    throw error;
  }
}

/** Checksums of migrations or steps, by name. */
async function checksumsOf(
  connection: MigrationConnection,
  sql: string,
  values: string[] = [],
): Promise<Map<string, string>> {
  const [rows] = await connection.execute<RowDataPacket[]>(sql, values);
  return new Map(rows.map((row) => [String(row.id), String(row.checksum)]));
}

const changed = (what: string): ChangedMigrationError =>
  new ChangedMigrationError(`migration ${what} has run with another text; add a new one`);

async function withLock<Result>(
  connection: MigrationConnection,
  database: string,
  work: () => Promise<Result>,
): Promise<Result> {
  const lock = `${database}.migrations`;
  const [rows] = await connection.execute<RowDataPacket[]>('SELECT GET_LOCK(?, 60) AS taken', [lock]);
  if (rows[0]?.taken !== 1) throw new Error('another process has been migrating for a minute');
  try {
    return await work();
  } finally {
    // The lock ends with its connection in any case; the earlier error is the one to report.
    await connection.execute('SELECT RELEASE_LOCK(?)', [lock]).catch(() => undefined);
  }
}
