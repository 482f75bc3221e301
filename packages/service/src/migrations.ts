import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { type Connection, createConnection, type RowDataPacket } from 'mysql2/promise';
import type { DatabaseConnection } from './config.ts';
import { connectionOptions } from './database.ts';

/** A migration that was run once has another text now: the database and the code no longer tell the same story. */
export class ChangedMigrationError extends Error {
  override readonly name = 'ChangedMigrationError';
}

interface Migration {
  readonly id: string;
  readonly sql: string;
  readonly checksum: string;
}

/** The `.sql` files of the folders, in order: folder by folder, each by name. The id is `folder/file`. */
export async function readMigrations(folders: readonly string[]): Promise<Migration[]> {
  const lists = await Promise.all(
    folders.map(async (folder) => {
      const files = (await readdir(folder)).filter((file) => file.endsWith('.sql')).sort();
      return Promise.all(
        files.map(async (file) => {
          const sql = await readFile(join(folder, file), 'utf8');
          return { id: `${basename(folder)}/${file}`, sql, checksum: createHash('sha256').update(sql).digest('hex') };
        }),
      );
    }),
  );
  return lists.flat();
}

/**
 * Runs the migrations that have not been run. Any number of times, from any number of processes at once.
 * @returns the ids of those that ran now.
 */
export async function migrate(config: DatabaseConnection, folders: readonly string[]): Promise<string[]> {
  const migrations = await readMigrations(folders);
  // Of its own, not of the pool: only here may one query hold several statements.
  const connection = await createConnection({ ...connectionOptions(config), multipleStatements: true });
  try {
    return await withLock(connection, config.DATABASE, () => runMissing(connection, migrations));
  } finally {
    await connection.end();
  }
}

async function runMissing(connection: Connection, migrations: readonly Migration[]): Promise<string[]> {
  await connection.query(
    'CREATE TABLE IF NOT EXISTS schema_migration (id VARCHAR(100) NOT NULL PRIMARY KEY, checksum CHAR(64) NOT NULL, ran_at DATETIME(3) NOT NULL) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4',
  );
  const [rows] = await connection.query<RowDataPacket[]>('SELECT id, checksum FROM schema_migration');
  const done = new Map(rows.map((row) => [String(row.id), String(row.checksum)]));
  const ran: string[] = [];
  for (const { id, sql, checksum } of migrations) {
    const before = done.get(id);
    if (before === checksum) continue;
    if (before !== undefined)
      throw new ChangedMigrationError(`migration ${id} has run with another text; add a new one`);
    await connection.query(sql);
    await connection.execute('INSERT INTO schema_migration (id, checksum, ran_at) VALUES (?, ?, UTC_TIMESTAMP(3))', [
      id,
      checksum,
    ]);
    ran.push(id);
  }
  return ran;
}

async function withLock<Result>(
  connection: Connection,
  database: string,
  work: () => Promise<Result>,
): Promise<Result> {
  const lock = `${database}.migrations`;
  const [rows] = await connection.execute<RowDataPacket[]>('SELECT GET_LOCK(?, 60) AS taken', [lock]);
  if (rows[0]?.taken !== 1) throw new Error('another process has been migrating for a minute');
  try {
    return await work();
  } finally {
    await connection.execute('SELECT RELEASE_LOCK(?)', [lock]);
  }
}
