import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { type Connection, createConnection, type RowDataPacket } from 'mysql2/promise';
import { z } from 'zod';
import { RECORDS_MIGRATION, recordsSetup } from '../access-records/setup.ts';
import { databaseConnectionVariables } from '../config/config.ts';
import { connectionOptions } from './database.ts';
import { takes } from './password.ts';

/** The privileges of a system, in its own database only: its rows, and the tables that its migrations create. */
export const OWN_PRIVILEGES = 'SELECT, INSERT, UPDATE, DELETE, CREATE, ALTER, DROP, INDEX, REFERENCES, LOCK TABLES';

/** The user who may create users at the server: the master of an RDS instance. Both variables or none. */
export const masterVariables = {
  ...databaseConnectionVariables,
  MASTER_USERNAME: z.string().min(1).optional(),
  MASTER_PASSWORD: z.string().min(1).optional(),
  /** Values without an apostrophe or a backtick, which no name needs. */
  USERNAME: z.string().regex(/^[a-z][a-z0-9_]{0,31}$/),
  DATABASE: z.string().regex(/^[a-z][a-z0-9_]{0,63}$/),
};
export type MasterConfig = z.infer<z.ZodObject<typeof masterVariables>>;

/** The shortest time the previous password stays valid: pods read a new one within minutes. */
const KEPT_HOURS = 1;

/**
 * Sets a user's password. MySQL keeps accepting the previous one, so pods that have not read the new one still sign in.
 * The previous password stays valid until this runs again an hour later, or with another password; then the current one
 * also becomes the previous one. A job that restarts minutes after it changed the password revokes nothing. MariaDB has
 * one password per user: there the previous one ends at once.
 * @param holds whether the user already signs in with the password
 */
export async function setPassword(
  connection: Connection,
  user: string,
  password: string,
  holds: () => Promise<boolean>,
): Promise<void> {
  const [[server]] = await connection.query<RowDataPacket[]>('SELECT VERSION() AS version');
  if (/mariadb/i.test(String(server?.version))) {
    await connection.query(`ALTER USER ?@'%' IDENTIFIED BY ?`, [user, password]);
    return;
  }
  const [[row]] = await connection.query<RowDataPacket[]>(
    `SELECT password_last_changed > NOW() - INTERVAL ? HOUR AS recent FROM mysql.user WHERE user = ? AND host = '%'`,
    [KEPT_HOURS, user],
  );
  if (Number(row?.recent) === 1 && (await holds())) return;
  await connection.query(`ALTER USER ?@'%' IDENTIFIED BY ? RETAIN CURRENT PASSWORD`, [user, password]);
}

/**
 * Creates the database and the service's own user at a server that has only a master, and sets the user's current
 * password. It also creates a database of access records, where the user can insert but not change. May be repeated:
 * what exists stays.
 * @param folders of migrations; one of them has the tables of the access records
 */
export async function prepareUser(config: MasterConfig, folders: readonly string[] = []): Promise<void> {
  const { MASTER_USERNAME: user, MASTER_PASSWORD: password, DATABASE, USERNAME, PASSWORD, DB_TLS } = config;
  if (user === undefined || password === undefined) return;
  const { database: _notYetThere, ...server } = connectionOptions(config);
  const connection = await createConnection({ ...server, user, password });
  // These statements take no bound values, so the driver quotes the names, which were checked above.
  const encrypted = DB_TLS === 'off' ? '' : ' REQUIRE SSL';
  try {
    await connection.query(
      `CREATE DATABASE IF NOT EXISTS ${DATABASE} CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci`,
    );
    await connection.query(`CREATE USER IF NOT EXISTS ?@'%' IDENTIFIED BY ?${encrypted}`, [USERNAME, PASSWORD]);
    if (encrypted !== '') await connection.query(`ALTER USER ?@'%'${encrypted}`, [USERNAME]);
    await setPassword(connection, USERNAME, PASSWORD, () => takes({ ...server, user: USERNAME, password: PASSWORD }));
    await connection.query(`GRANT ${OWN_PRIVILEGES} ON ${DATABASE}.* TO ?@'%'`, [USERNAME]);
    for (const folder of folders.filter((one) => basename(one) === 'access')) {
      const tables = await readFile(join(folder, RECORDS_MIGRATION), 'utf8');
      for (const statement of recordsSetup(DATABASE, USERNAME, tables)) await connection.query(statement);
    }
  } finally {
    await connection.end();
  }
}
