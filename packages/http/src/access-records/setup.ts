import { statementsOf } from '../migrations/statements.ts';
import { recordsDatabaseOf } from './table.ts';

/** The migration whose tables also exist in a separate database. */
export const RECORDS_MIGRATION = '003_access_record.sql';

/**
 * The SQL that the server's master runs so that a service can add access records but change none: a separate database
 * with the tables of the migration, where the service may only read and insert. May be repeated; one statement per
 * line, as a server reads them at startup.
 * @param database, user names that need no quoting
 * @param migration text of {@link RECORDS_MIGRATION}
 */
export function recordsSetup(database: string, user: string, migration: string): string[] {
  const records = recordsDatabaseOf(database);
  const tables = statementsOf(migration).map((statement) =>
    statement
      .replace(/^(CREATE TABLE IF NOT EXISTS )(\w+)/, `$1${records}.$2`)
      .replace(/\s+/g, ' ')
      .trim(),
  );
  return [
    `CREATE DATABASE IF NOT EXISTS ${records} CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci`,
    ...tables,
    `GRANT SELECT, INSERT ON ${records}.access_record TO '${user}'@'%'`,
    `GRANT SELECT, INSERT ON ${records}.access_seal TO '${user}'@'%'`,
    `GRANT SELECT ON ${records}.access_removal TO '${user}'@'%'`,
  ];
}
