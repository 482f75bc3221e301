import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { createConnection } from 'mysql2/promise';
import { z } from 'zod';
import { RECORDS_MIGRATION, recordsSetup } from './access-records/setup.ts';
import { databaseConnectionVariables } from './config.ts';
import { connectionOptions } from './database.ts';

/** What a system may do, in its own database alone: its rows, and the tables that its migrations make. */
export const OWN_PRIVILEGES = 'SELECT, INSERT, UPDATE, DELETE, CREATE, ALTER, DROP, INDEX, REFERENCES, LOCK TABLES';

/** Who may make users at the database server: the master of an RDS instance. Both or none. */
export const masterVariables = {
  ...databaseConnectionVariables,
  MASTER_USERNAME: z.string().min(1).optional(),
  MASTER_PASSWORD: z.string().min(1).optional(),
  /** In these an apostrophe or a backtick is nobody's name. */
  USERNAME: z.string().regex(/^[a-z][a-z0-9_]{0,31}$/),
  DATABASE: z.string().regex(/^[a-z][a-z0-9_]{0,63}$/),
};
export type MasterConfig = z.infer<z.ZodObject<typeof masterVariables>>;

/**
 * Makes the database and the service's own user at a server where there is only a master, and gives the user the password of
 * today. Beside it a database of access records, which the user can add to and not change. Any number of times: what is there stays.
 * @param folders of migrations; one of them has the tables of the access records
 */
export async function prepareUser(config: MasterConfig, folders: readonly string[] = []): Promise<void> {
  const { MASTER_USERNAME: user, MASTER_PASSWORD: password, DATABASE, USERNAME, PASSWORD, DB_TLS } = config;
  if (user === undefined || password === undefined) return;
  const { database: _notYetThere, ...server } = connectionOptions(config);
  const connection = await createConnection({ ...server, user, password });
  // Users are no rows: these statements take no bound values, so the driver quotes them; names were checked above.
  const encrypted = DB_TLS === 'off' ? '' : ' REQUIRE SSL';
  try {
    await connection.query(
      `CREATE DATABASE IF NOT EXISTS ${DATABASE} CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci`,
    );
    await connection.query(`CREATE USER IF NOT EXISTS ?@'%' IDENTIFIED BY ?${encrypted}`, [USERNAME, PASSWORD]);
    await connection.query(`ALTER USER ?@'%' IDENTIFIED BY ?${encrypted}`, [USERNAME, PASSWORD]);
    await connection.query(`GRANT ${OWN_PRIVILEGES} ON ${DATABASE}.* TO ?@'%'`, [USERNAME]);
    for (const folder of folders.filter((one) => basename(one) === 'access')) {
      const tables = await readFile(join(folder, RECORDS_MIGRATION), 'utf8');
      for (const statement of recordsSetup(DATABASE, USERNAME, tables)) await connection.query(statement);
    }
  } finally {
    await connection.end();
  }
}
