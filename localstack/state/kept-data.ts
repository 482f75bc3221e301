import { rmSync } from 'node:fs';
import { stopDaemon, waitFor } from '@enterwait/command-line/processes';
import { SYSTEMS } from '@enterwait/domain/protocol';
import { createConnection, type RowDataPacket } from 'mysql2/promise';
import { canConnect } from '../database/database-ping.ts';
import { databaseUrl } from '../database/database-setup.ts';
import { compose, removeContainers } from '../docker/compose.ts';
import { hasVolume, setUpAgain } from '../docker/volume.ts';
import { hasDatabases, removeDatabases } from '../embedded/data-folder.ts';
import { DATABASE_GRACE_MS, DATABASE_PROCESS, startDatabase } from '../embedded/mariadb.ts';
import { findFreePorts } from '../settings/ports.ts';
import { DEFAULT_REGION, type StackKind } from '../settings/settings.ts';
import type { StackContext } from '../stack/context.ts';
import { pathsOf } from './paths.ts';
import { readRecord, type StackRecord } from './record.ts';
import { loadSecrets } from './secrets.ts';

/** Which kinds of stack have left databases here. @param engine whether a Docker engine can be asked */
export async function keptKinds(stateDir: string, engine: boolean): Promise<StackKind[]> {
  const paths = pathsOf(stateDir);
  return [
    ...(hasDatabases(paths) ? (['embedded'] as const) : []),
    ...(engine && (await hasVolume(paths)) ? (['docker'] as const) : []),
  ];
}

/**
 * The number of applications in a kind's databases. If the database is not running, it is started alone for this and stopped again.
 * @returns undefined if the number cannot be found
 */
export async function countKept(stateDir: string, kind: StackKind): Promise<number | undefined> {
  const paths = pathsOf(stateDir);
  const record = readRecord(paths.record);
  const secrets = loadSecrets(paths.secrets);
  try {
    if (record?.kind === kind && record.status === 'running') {
      const { host, ports } = record;
      if (await canConnect({ host, port: ports.database, secrets })) return await count({ paths, record, secrets });
    }
    return await countAlone(stateDir, kind);
  } catch {
    return undefined;
  }
}

async function countAlone(stateDir: string, kind: StackKind): Promise<number> {
  const paths = pathsOf(stateDir);
  const host = '127.0.0.1';
  const ports = await findFreePorts(host);
  const secrets = loadSecrets(paths.secrets);
  const record: StackRecord = {
    status: 'starting',
    kind,
    host,
    ports,
    region: DEFAULT_REGION,
    terraformVars: {},
    serviceEnv: {},
    bundles: {},
  };
  const context: StackContext = { paths, record, secrets };
  if (kind === 'embedded') {
    // A database that runs but does not answer would keep the data locked.
    await stopDaemon(paths.pids, DATABASE_PROCESS, DATABASE_GRACE_MS);
    try {
      await startDatabase({ paths, host, port: ports.database, secrets, progress: () => {} });
      return await count(context);
    } finally {
      await stopDaemon(paths.pids, DATABASE_PROCESS, DATABASE_GRACE_MS);
    }
  }
  await removeContainers(paths, { volumes: false });
  try {
    await compose(context, ['up', '--detach', '--no-build', 'mysql']);
    await waitFor(() => setUpAgain(context), { timeoutMs: 60_000, everyMs: 1000, what: 'MySQL' });
    return await count(context);
  } finally {
    await removeContainers(paths, { volumes: false });
  }
}

/** The applications that either system knows, at least. */
async function count({ record, secrets }: StackContext): Promise<number> {
  const address = { host: record.host, port: record.ports.database, secrets };
  const counts = await Promise.all(
    SYSTEMS.map(async (name) => {
      const connection = await createConnection({ uri: databaseUrl(name, address), connectTimeout: 2_000 });
      try {
        const [rows] = await connection.query<(RowDataPacket & { n: number })[]>('SELECT COUNT(*) AS n FROM request');
        return Number(rows[0]?.n ?? 0);
      } catch (error) {
        // The start never came as far as creating the table.
        if ((error as { code?: string }).code === 'ER_NO_SUCH_TABLE') return 0;
        throw error;
      } finally {
        connection.destroy();
      }
    }),
  );
  return Math.max(...counts);
}

/** Removes the databases of a kind. The stack must have been stopped. */
export async function removeKept(stateDir: string, kind: StackKind): Promise<void> {
  const paths = pathsOf(stateDir);
  if (kind === 'embedded') removeDatabases(paths);
  else await removeContainers(paths, { volumes: true });
  if (readRecord(paths.record)?.kind === kind) rmSync(paths.record, { force: true });
}
