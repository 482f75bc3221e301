import type { RowDataPacket } from 'mysql2';
import type { Pool } from '../database/database.ts';
import { readMigrations } from './migrations.ts';

/** The database is behind the code: migrations of the bundle have not run, or were edited after they ran. */
class SchemaBehindError extends Error {
  override readonly name = 'SchemaBehindError';
  /** Their ids. */
  readonly missing: readonly string[];
  constructor(missing: readonly string[]) {
    super(`migrations that have not run: ${missing.join(', ')}`);
    this.missing = missing;
  }
}

/**
 * Whether every migration of the bundle has run, for `GET /readyz`. Migrations of a later release are ignored: the
 * previous release keeps running while the next one starts.
 * @returns a check that rejects with SchemaBehindError, or with the database's error
 */
export function createSchemaCheck(pool: Pick<Pool, 'query'>, folders: readonly string[]): () => Promise<void> {
  // The files of a bundle do not change while it runs.
  const migrations = readMigrations(folders);
  migrations.catch(() => undefined);
  return async () => {
    const expected = await migrations;
    const [rows] = await pool.query<RowDataPacket[]>('SELECT id, checksum FROM schema_migration');
    const ran = new Map(rows.map((row) => [String(row.id), String(row.checksum)]));
    const missing = expected.filter(({ id, checksum }) => ran.get(id) !== checksum).map(({ id }) => id);
    if (missing.length > 0) throw new SchemaBehindError(missing);
  };
}
