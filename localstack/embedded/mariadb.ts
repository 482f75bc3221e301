import { chownSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { UserError } from '@enterwait/command-line/errors';
import {
  cleanEnvironment,
  type ProcessRecord,
  runCommand,
  startDaemon,
  waitFor,
} from '@enterwait/command-line/processes';
import { canConnect } from '../database/database-ping.ts';
import { databaseSql, SERVER_ARGUMENTS } from '../database/database-setup.ts';
import type { StackPaths } from '../state/paths.ts';
import type { Secrets } from '../state/secrets.ts';
import { canInstall, installPackages } from './apt.ts';
import { type DataFolder, hasDatabases, prepareDataFolder } from './data-folder.ts';
import { failedStart } from './failed-start.ts';

export const DATABASE_PROCESS = 'database';
export const DATABASE_GRACE_MS = 20_000;

const SERVERS = ['mariadbd', 'mysqld'] as const;
const DEBIAN_PACKAGES = ['mariadb-server-core', 'mariadb-client-core'] as const;

interface Server {
  binary: string;
  flavour: 'mariadb' | 'mysql';
}

export interface DatabaseOptions {
  paths: StackPaths;
  host: string;
  port: number;
  secrets: Secrets;
  signal?: AbortSignal | undefined;
  progress: (text: string) => void;
}

/**
 * Starts one of the machine's database servers on its own data folder and waits until both systems can connect.
 * @throws UserError (`DATABASE_MISSING`) if there is no server and none can be installed
 */
export async function startDatabase(options: DatabaseOptions): Promise<ProcessRecord> {
  const server = await ensureServer(options);
  if (!hasDatabases(options.paths)) await createDataFolder(server, options);
  else requireFlavour(server, options.paths);
  return startServer(server, options);
}

/** The full path of one of this machine's database servers. Debian keeps it in a folder that is not on every user's PATH. */
export function findServer(path: string = process.env.PATH ?? ''): string | undefined {
  const folders = [
    ...path.split(delimiter),
    '/usr/sbin',
    '/usr/local/sbin',
    '/opt/homebrew/bin',
    '/usr/local/mysql/bin',
  ];
  return SERVERS.flatMap((name) => folders.map((folder) => join(folder, name))).find((file) => existsSync(file));
}

async function ensureServer(options: DatabaseOptions): Promise<Server> {
  let binary = findServer();
  if (!binary && canInstall()) {
    await installPackages(DEBIAN_PACKAGES, {
      ...options,
      pidDir: options.paths.pids,
      logFile: join(options.paths.logs, 'install.log'),
    });
    binary = findServer();
  }
  if (!binary) {
    throw new UserError(
      'DATABASE_MISSING',
      'Docker 도 MySQL/MariaDB 서버도 없습니다 (neither Docker nor a MySQL or MariaDB server)',
      'Debian/Ubuntu: sudo apt install mariadb-server-core mariadb-client-core · macOS: brew install mariadb · 또는 Docker 를 설치하세요 (or install Docker)',
    );
  }
  const { stdout } = await runCommand(binary, ['--no-defaults', '--version']);
  return { binary, flavour: /mariadb/i.test(stdout) ? 'mariadb' : 'mysql' };
}

/** Records which server created the data. Neither server can read the other's. */
const flavourFile = (paths: StackPaths): string => join(paths.database, 'flavour');

/** @throws UserError (`OTHER_SERVER`) */
function requireFlavour({ flavour }: Server, paths: StackPaths): void {
  const file = flavourFile(paths);
  const made = existsSync(file) ? readFileSync(file, 'utf8').trim() : flavour;
  if (made === flavour) return;
  throw new UserError(
    'OTHER_SERVER',
    `자료는 ${made} 의 것인데 이 컴퓨터의 서버는 ${flavour} 입니다 (the data were made by ${made}, and the server here is ${flavour})`,
    `${made} 를 설치하거나, 자료를 지우고 새로 (install it, or remove the data and begin anew): make up RESET=1`,
  );
}

/** Creates the data folder in a temporary place and moves it when it is complete, so an existing data folder is never half-made. */
async function createDataFolder(server: Server, options: DatabaseOptions): Promise<void> {
  const { paths } = options;
  const folder = prepareDataFolder(paths);
  const unfinished = join(folder.path, 'unfinished');
  for (const left of [unfinished, join(folder.path, 'data')]) rmSync(left, { recursive: true, force: true });
  mkdirSync(unfinished, { mode: 0o700 });
  if (folder.account) chownSync(unfinished, folder.account.uid, folder.account.gid);
  makeTemporaryFolder(folder);
  await initialise(server, options, folder, unfinished);
  writeFileSync(flavourFile(paths), server.flavour);
  renameSync(unfinished, join(folder.path, 'data'));
}

/**
 * A relative path next to the data, because a path with a colon would count as two. A starting server removes every temporary table in this
 * folder. In a shared folder it would remove those that another server has just created.
 */
const TEMPORARY = '--tmpdir=../tmp';

function makeTemporaryFolder({ path, account }: DataFolder): void {
  const folder = join(path, 'tmp');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { mode: 0o700 });
  if (account) chownSync(folder, account.uid, account.gid);
}

async function initialise(
  server: Server,
  options: DatabaseOptions,
  { account }: DataFolder,
  data: string,
): Promise<void> {
  const { paths } = options;
  options.progress(`${server.flavour}: 데이터 폴더 (data folder)`);
  const user = account ? [`--user=${account.name}`] : [];
  const common = {
    env: cleanEnvironment(paths.stateDir),
    pidDir: paths.pids,
    logFile: join(paths.logs, 'database.log'),
    name: 'database-setup',
    cwd: data,
    ...(options.signal ? { signal: options.signal } : {}),
  };
  if (server.flavour === 'mysql') {
    const args = ['--no-defaults', '--initialize-insecure', `--datadir=${data}`, TEMPORARY];
    await runCommand(server.binary, [...args, ...user], common);
    return;
  }
  const installer = join(server.binary, '..', 'mariadb-install-db');
  const program = existsSync(installer) ? installer : 'mariadb-install-db';
  const args = [
    '--no-defaults',
    // A relative path, because the installer is a shell script that does not quote its paths.
    '--datadir=./',
    TEMPORARY,
    '--auth-root-authentication-method=normal',
    '--skip-test-db',
    '--skip-name-resolve',
  ];
  await runCommand(program, [...args, ...user], common);
}

async function startServer(server: Server, options: DatabaseOptions): Promise<ProcessRecord> {
  const { paths, host, port, secrets } = options;
  const folder = prepareDataFolder(paths);
  const { path, account } = folder;
  makeTemporaryFolder(folder);
  const data = join(path, 'data');
  const logFile = join(paths.logs, 'database.log');
  // The server reads this file before it takes connections. It holds the passwords, so it is removed right after.
  const initFile = join(data, 'init.sql');
  writeFileSync(initFile, databaseSql(secrets), { mode: 0o600 });
  if (account) chownSync(initFile, account.uid, account.gid);
  try {
    const record = startDaemon({
      name: DATABASE_PROCESS,
      command: server.binary,
      args: [
        '--no-defaults',
        `--datadir=${data}`,
        TEMPORARY,
        `--init-file=${initFile}`,
        `--bind-address=${host}`,
        `--port=${port}`,
        // Relative to the data folder, because a socket's path must be short.
        '--socket=mysql.sock',
        '--pid-file=server.pid',
        ...SERVER_ARGUMENTS,
        ...(server.flavour === 'mysql' ? ['--mysqlx=OFF', '--disable-log-bin'] : []),
        ...(account ? [`--user=${account.name}`] : []),
      ],
      cwd: data,
      logFile,
      pidDir: paths.pids,
      env: cleanEnvironment(paths.stateDir),
    });
    await waitFor(
      async () => {
        const failure = failedStart('데이터베이스 (database)', record, logFile);
        if (failure) throw failure;
        return canConnect({ host, port, secrets });
      },
      { timeoutMs: 60_000, signal: options.signal, what: '데이터베이스 (database)' },
    );
    return record;
  } finally {
    rmSync(initFile, { force: true });
  }
}
