import { statementsOf } from '../migrations/statements.ts';
import { recordsDatabaseOf } from './table.ts';

/** The migration whose tables stand in a database of their own as well. */
export const RECORDS_MIGRATION = '003_access_record.sql';

/**
 * What the master of a server runs so that a service can add access records and change none: a database that is not the service's, with the
 * tables of the migration, of which it may read and add rows. Any number of times; one statement a line, as a server reads them at its start.
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
