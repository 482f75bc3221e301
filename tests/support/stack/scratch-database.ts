import { join } from 'node:path';
import { repositoryRoot } from '@enterwait/command-line/files';
import { databaseConnectionVariables, readConfig } from '@enterwait/http/config';
import { createPool, type Pool, type RowDataPacket } from 'mysql2/promise';
import { asRoot } from '../faults/database-faults.ts';
import { theStack } from './stack.ts';

const PASSWORD = 'of-the-scratch';

/** The folders of a service's migrations, as in its bundle. */
export const migrationFolders = (service: 'enterwait' | 'nursery' | 'management'): string[] =>
  [
    ...(service === 'management' ? [] : ['packages/ledger/sql']),
    'packages/http/sql/access',
    'packages/accounts/sql',
    `services/${service}/sql`,
  ].map((folder) => join(repositoryRoot, folder));

/** An empty database beside those of the stack, on the same server. */
export interface ScratchDatabase {
  readonly config: ReturnType<typeof configOf>;
  readonly pool: Pool;
  readonly url: string;
  rows<Row>(sql: string): Promise<Row[]>;
  /** Drops every table. */
  clear(): Promise<void>;
  drop(): Promise<void>;
}

export async function createScratchDatabase(name: string): Promise<ScratchDatabase> {
  const { host, ports } = theStack();
  await asRoot(`DROP DATABASE IF EXISTS ${name}`);
  await asRoot(`CREATE DATABASE ${name} CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci`);
  await asRoot(`CREATE USER IF NOT EXISTS '${name}'@'%' IDENTIFIED BY '${PASSWORD}'`);
  await asRoot(`GRANT ALL PRIVILEGES ON ${name}.* TO '${name}'@'%'`);
  const pool = createPool({
    host,
    port: ports.database,
    user: name,
    password: PASSWORD,
    database: name,
    connectionLimit: 4,
    timezone: 'Z',
  });
  return {
    config: configOf(name),
    pool,
    url: `mysql://${name}:${PASSWORD}@${host}:${ports.database}/${name}`,
    async rows<Row>(sql: string) {
      const [rows] = await pool.query<RowDataPacket[]>(sql);
      return rows as Row[];
    },
    async clear() {
      const connection = await pool.getConnection();
      try {
        await connection.query('SET FOREIGN_KEY_CHECKS = 0');
        const [tables] = await connection.query<RowDataPacket[]>('SHOW TABLES');
        for (const table of tables) await connection.query('DROP TABLE ??', [Object.values(table)[0]]);
        await connection.query('SET FOREIGN_KEY_CHECKS = 1');
      } finally {
        connection.release();
      }
    },
    async drop() {
      await pool.end();
      await asRoot(`DROP DATABASE IF EXISTS ${name}`);
      await asRoot(`DROP USER IF EXISTS '${name}'@'%'`);
    },
  };
}

function configOf(name: string) {
  const { host, ports } = theStack();
  return readConfig(databaseConnectionVariables, {
    HOSTNAME: host,
    DB_PORT: String(ports.database),
    USERNAME: name,
    PASSWORD,
    DATABASE: name,
  });
}
