import { join } from 'node:path';
import { UserError } from '@enterwait/command-line/errors';
import { defaultStateDir } from '@enterwait/command-line/files';
import type { Service } from '@enterwait/domain/protocol';
import { SERVICES } from '@enterwait/domain/protocol';
import { type RemovalConnection, removalConnection } from '@enterwait/operations/access-records';
import { type Connection, type ConnectionOptions, createConnection } from 'mysql2/promise';
import { attach } from '../../../localstack/stack/attach.ts';
import { readDeployment, readOutputs } from '../deploy/deployment.ts';
import { reachDatabases } from '../deploy/reaching/databases.ts';
import { createRunner } from '../deploy/runner.ts';

/** The databases with access records, with one connection each. */
export interface RecordDatabases {
  readonly connections: Readonly<Record<Service, RemovalConnection>>;
  close(): Promise<void>;
}

interface Access {
  readonly options: Readonly<Record<Service, ConnectionOptions>>;
  readonly leave: () => void;
}

/**
 * `TARGET=aws`, otherwise the running stack; `ENTERWAIT_DATABASE_URL` and its siblings name other accounts.
 * @param removing uses an account that may remove records, which the service's own account may not
 * @throws UserError (`NOT_RUNNING`, `NEEDS_MASTER`)
 */
export async function openRecordDatabases(env: NodeJS.ProcessEnv, removing: boolean): Promise<RecordDatabases> {
  const { options, leave } = await accessFor(env, removing);
  const opened: Connection[] = [];
  const close = async (): Promise<void> => {
    await Promise.all(opened.map((connection) => connection.end().catch(() => undefined)));
    leave();
  };
  const open = async (system: Service): Promise<RemovalConnection> => {
    const connection = await createConnection({ ...options[system], timezone: 'Z', connectTimeout: 5_000 });
    opened.push(connection);
    return removalConnection(connection);
  };
  try {
    const connections = {
      enterwait: await open('enterwait'),
      nursery: await open('nursery'),
      management: await open('management'),
    };
    return { connections, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function accessFor(env: NodeJS.ProcessEnv, removing: boolean): Promise<Access> {
  const { ENTERWAIT_DATABASE_URL, NURSERY_DATABASE_URL, MANAGEMENT_DATABASE_URL } = env;
  if (ENTERWAIT_DATABASE_URL && NURSERY_DATABASE_URL && MANAGEMENT_DATABASE_URL) {
    const urls = {
      enterwait: ENTERWAIT_DATABASE_URL,
      nursery: NURSERY_DATABASE_URL,
      management: MANAGEMENT_DATABASE_URL,
    };
    return { options: optionsOf(urls), leave: () => {} };
  }
  if (env.TARGET === 'aws') {
    if (removing) throw needsMaster();
    const deployment = await readDeployment(env, await readOutputs(env));
    const reached = await reachDatabases(createRunner(false, console.error), deployment, console.error, SERVICES);
    return { options: optionsOf(reached.urls), leave: reached.close };
  }
  return { options: ofStack(removing), leave: () => {} };
}

function ofStack(removing: boolean): Access['options'] {
  const { stack, context } = attach(defaultStateDir);
  const { enterwaitDatabaseUrl, nurseryDatabaseUrl, managementDatabaseUrl } = stack;
  if (!removing) {
    return optionsOf({
      enterwait: enterwaitDatabaseUrl,
      nursery: nurseryDatabaseUrl,
      management: managementDatabaseUrl,
    });
  }
  // The server only admits root on its socket.
  if (stack.kind !== 'embedded') throw needsMaster();
  const root = (database: string): ConnectionOptions => ({
    socketPath: join(context.paths.database, 'data', 'mysql.sock'),
    user: 'root',
    password: context.secrets.DATABASE_ROOT_PASSWORD,
    database,
  });
  return { enterwait: root('enterwait'), nursery: root('nursery'), management: root('management') };
}

const optionsOf = (urls: Readonly<Record<Service, string>>): Access['options'] => ({
  enterwait: { uri: urls.enterwait },
  nursery: { uri: urls.nursery },
  management: { uri: urls.management },
});

const needsMaster = (): UserError =>
  new UserError(
    'NEEDS_MASTER',
    '기록은 서비스의 계정으로 지울 수 없습니다 (the account of a service cannot remove records)',
    '클러스터에서는 CronJob …-access-records 가 지웁니다. 아니면 ENTERWAIT_DATABASE_URL NURSERY_DATABASE_URL MANAGEMENT_DATABASE_URL 에 관리 계정을 (in a cluster the CronJob does it; else name accounts that may)',
  );
