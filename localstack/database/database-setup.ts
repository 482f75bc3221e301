import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '@enterwait/command-line/files';
import { RECORDS_MIGRATION, recordsSetup } from '@enterwait/http/access-records';
import type { Secrets } from '../state/secrets.ts';

/** The systems, each with its own database, and the secret that holds each password. Database and user are both named after the system. */
export const DATABASES = {
  enterwait: 'ENTERWAIT_DATABASE_PASSWORD',
  nursery: 'NURSERY_DATABASE_PASSWORD',
  management: 'MANAGEMENT_DATABASE_PASSWORD',
} as const satisfies Record<string, keyof Secrets>;

export type DatabaseName = keyof typeof DATABASES;
export const DATABASE_NAMES = Object.keys(DATABASES) as DatabaseName[];

/** The same list as in packages/http/src/database/user.ts, which creates the users in AWS. A test compares the two. */
export const PRIVILEGES = 'SELECT, INSERT, UPDATE, DELETE, CREATE, ALTER, DROP, INDEX, REFERENCES, LOCK TABLES';

/** Options that both MariaDB and MySQL know. A commit survives a killed server and a power cut, because the data outlive `make down`. */
export const SERVER_ARGUMENTS = [
  '--character-set-server=utf8mb4',
  '--collation-server=utf8mb4_unicode_ci',
  '--default-time-zone=+00:00',
  '--skip-name-resolve',
  '--max-connections=200',
  '--innodb-buffer-pool-size=64M',
  '--innodb-flush-log-at-trx-commit=1',
  '--performance-schema=OFF',
] as const;

/** SQL that creates the databases and their users. It can be run again: it resets the passwords to those in `secrets`. */
export function databaseSql(secrets: Secrets): string {
  const records = readFileSync(join(repositoryRoot, 'packages', 'http', 'sql', 'access', RECORDS_MIGRATION), 'utf8');
  const perSystem = DATABASE_NAMES.flatMap((name) => [
    `CREATE DATABASE IF NOT EXISTS ${name} CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;`,
    `CREATE USER IF NOT EXISTS '${name}'@'%' IDENTIFIED BY '${secrets[DATABASES[name]]}';`,
    `ALTER USER '${name}'@'%' IDENTIFIED BY '${secrets[DATABASES[name]]}';`,
    `GRANT ${PRIVILEGES} ON ${name}.* TO '${name}'@'%';`,
    ...recordsSetup(name, name, records).map((statement) => `${statement};`),
  ]);
  return [`ALTER USER 'root'@'localhost' IDENTIFIED BY '${secrets.DATABASE_ROOT_PASSWORD}';`, ...perSystem, ''].join(
    '\n',
  );
}

/** The `mysql://user:password@host:port/database` URL of one system. */
export const databaseUrl = (name: DatabaseName, address: { host: string; port: number; secrets: Secrets }): string =>
  `mysql://${name}:${address.secrets[DATABASES[name]]}@${address.host}:${address.port}/${name}`;
