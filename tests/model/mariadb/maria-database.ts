import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { repositoryRoot } from '@enterwait/command-line/files';
import { stopDaemon } from '@enterwait/command-line/processes';
import type { Origin } from '@enterwait/domain/protocol';
import { openPool, type Pool, type PoolSettings } from '@enterwait/http/database';
import { migrate } from '@enterwait/http/migrations';
import { DATABASES, databaseUrl } from '../../../localstack/database/database-setup.ts';
import { canInstall } from '../../../localstack/embedded/apt.ts';
import {
  DATABASE_GRACE_MS,
  DATABASE_PROCESS,
  findServer,
  startDatabase,
} from '../../../localstack/embedded/mariadb.ts';
import { findFreePorts } from '../../../localstack/settings/ports.ts';
import { pathsOf } from '../../../localstack/state/paths.ts';
import { loadSecrets } from '../../../localstack/state/secrets.ts';

const HOST = '127.0.0.1';
const folder = (path: string): string => join(repositoryRoot, path);
const ACCESS = folder('packages/http/sql/access');
const ACCOUNTS = folder('packages/accounts/sql');
const COMMON = [folder('packages/ledger/sql'), ACCESS, ACCOUNTS];
const FOLDERS: Readonly<Record<Origin, readonly string[]>> = {
  enterwait: [...COMMON, folder('services/enterwait/sql')],
  nursery: [...COMMON, folder('services/nursery/sql')],
  management: [ACCESS, ACCOUNTS, folder('services/management/sql')],
};
export const HOMES = Object.keys(FOLDERS) as Origin[];

/** Whether this machine has a server, or may install one. CI must have one. */
export const isServerThere = findServer() !== undefined || canInstall() || process.env.CI !== undefined;

/** The machine's MariaDB (or MySQL) on a separate data folder, with the tables of the systems. */
export interface MariaServer {
  /** Each process of a system has its own. */
  openPool(home: Origin): Pool;
  url(home: Origin): string;
  stop(): Promise<void>;
}

/** @param homes systems whose tables are created */
export async function startMariaServer(homes: readonly Origin[] = HOMES): Promise<MariaServer> {
  const root = mkdtempSync(join(tmpdir(), 'enterwait-model-'));
  const paths = pathsOf(root);
  const secrets = loadSecrets(paths.secrets);
  const { database: port } = await findFreePorts(HOST);
  const stop = async (): Promise<void> => {
    await stopDaemon(paths.pids, DATABASE_PROCESS, DATABASE_GRACE_MS);
    rmSync(root, { recursive: true, force: true });
  };
  const settings = (home: Origin): PoolSettings => ({
    HOSTNAME: HOST,
    DB_PORT: port,
    USERNAME: home,
    PASSWORD: secrets[DATABASES[home]],
    DATABASE: home,
    DB_TLS: 'off',
    DB_POOL_SIZE: 10,
  });
  try {
    await startDatabase({ paths, host: HOST, port, secrets, progress: () => {} });
    for (const home of homes) await migrate(settings(home), FOLDERS[home]);
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    openPool: (home) => openPool(settings(home)),
    url: (home) => databaseUrl(home, { host: HOST, port, secrets }),
    stop,
  };
}
