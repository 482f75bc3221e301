import { join } from 'node:path';
import { UserError } from '@enterwait/command-line/errors';
import { nodeBinary } from '@enterwait/command-line/files';
import { cleanEnvironment, type ProcessRecord, startDaemon } from '@enterwait/command-line/processes';
import { COMMAND_QUEUE, MAIL_QUEUE } from '@enterwait/domain/protocol';
import { DATABASES } from '../database/database-setup.ts';
import { demoEntries } from '../demo/accounts.ts';
import { failedStart } from '../embedded/failed-start.ts';
import { waitForHttp } from '../emulator/http.ts';
import { EMULATOR_CREDENTIALS, httpUrl, type Ports } from '../settings/settings.ts';
import type { ServiceName } from '../stack/stack.ts';
import type { StackPaths } from '../state/paths.ts';
import type { Secrets } from '../state/secrets.ts';
import { serviceBundle } from './bundles.ts';

/** A service exits within ten seconds of being asked to stop (packages/http/src/server/server.ts). After that it is killed. */
export const SERVICE_GRACE_MS = 12_000;

/** The table's name is part of the contract: the monitor starts before Terraform has output it. */
const TABLE_NAME = 'EnterwaitApplications';

const AUTH_SECRETS = {
  enterwait: 'ENTERWAIT_AUTH_SECRET',
  nursery: 'NURSERY_AUTH_SECRET',
  management: 'MANAGEMENT_AUTH_SECRET',
} as const satisfies Record<ServiceName, keyof Secrets>;

export interface ServiceOptions {
  paths: StackPaths;
  host: string;
  ports: Ports;
  region: string;
  secrets: Secrets;
  /** More variables, or different values, for every service. */
  serviceEnv: Record<string, string>;
  signal?: AbortSignal | undefined;
}

/** The queue's URL is known before the queue exists, because an emulator's account and the queue's name are fixed. */
export const integrateQueueUrl = (awsEndpointUrl: string): string => `${awsEndpointUrl}/000000000000/${COMMAND_QUEUE}`;
export const mailQueueUrl = (awsEndpointUrl: string): string => `${awsEndpointUrl}/000000000000/${MAIL_QUEUE}`;

/** The environment of one service, with the names of the wire contract. */
export function serviceEnvironment(
  name: ServiceName,
  options: Omit<ServiceOptions, 'paths' | 'signal'>,
): Record<string, string> {
  const { host, ports, region, secrets } = options;
  const endpoint = httpUrl(host, ports.aws);
  const common = {
    NODE_ENV: 'production',
    PORT: String(ports[name]),
    HOST: host,
    REGION: region,
    AWS_REGION: region,
    ...EMULATOR_CREDENTIALS,
    // Each service signs with its own credentials, as in AWS. The emulators accept any.
    AWS_ACCESS_KEY_ID: name,
    AWS_ENDPOINT_URL: endpoint,
    QUEUE_URL: integrateQueueUrl(endpoint),
    ADMIN_TOKEN: secrets.ADMIN_TOKEN,
    LOG_LEVEL: 'info',
  };
  const database = {
    HOSTNAME: host,
    DB_PORT: String(ports.database),
    USERNAME: name,
    PASSWORD: secrets[DATABASES[name]],
    DATABASE: name,
  };
  const accounts = {
    AUTH_SECRET: secrets[AUTH_SECRETS[name]],
    PUBLIC_URL: httpUrl(host, ports[name]),
    MAIL_QUEUE_URL: mailQueueUrl(endpoint),
  };
  const own =
    name === 'management'
      ? {
          TABLE_NAME,
          ENTERWAIT_URL: httpUrl(host, ports.enterwait),
          NURSERY_URL: httpUrl(host, ports.nursery),
          PEER_KEY: secrets.PEER_KEY,
        }
      : { WEBHOOK_SECRET: secrets.WEBHOOK_SECRET };
  return { ...common, ...database, ...accounts, ...own, ...options.serviceEnv };
}

/** Starts a service as a Node process and waits until it is alive. `prepareService` makes it ready. */
export async function startService(name: ServiceName, options: ServiceOptions): Promise<ProcessRecord> {
  const { paths, host, ports } = options;
  const folder = serviceBundle(paths, name);
  const logFile = join(paths.logs, `${name}.log`);
  const record = startDaemon({
    name,
    command: nodeBinary,
    args: [join(folder, 'main.mjs')],
    cwd: paths.stateDir,
    logFile,
    pidDir: paths.pids,
    env: cleanEnvironment(paths.stateDir, serviceEnvironment(name, options)),
  });
  await waitForHttp(`${httpUrl(host, ports[name])}/healthz`, {
    timeoutMs: 30_000,
    what: name,
    signal: options.signal,
    stillAlive: () => failedStart(name, record, logFile),
  });
  return record;
}

/**
 * Makes a live service ready: migrations, sample daycares, the demo's people and keys. Every step can be repeated.
 * @throws UserError (`TIMEOUT`) naming the service's log
 */
export async function prepareService(
  name: ServiceName,
  url: string,
  options: { secrets: Secrets; logHint: string; signal?: AbortSignal | undefined },
): Promise<void> {
  const headers = { authorization: `Bearer ${options.secrets.ADMIN_TOKEN}`, 'content-type': 'application/json' };
  const { signal } = options;
  try {
    const admin = (method: string, path: string, body?: unknown) =>
      waitForHttp(url + path, {
        timeoutMs: 40_000,
        what: `${name} ${path}`,
        signal,
        init: { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) },
      });
    await admin('GET', '/admin/init');
    await Promise.all(demoEntries(name, options.secrets).map(({ method, path, body }) => admin(method, path, body)));
    await waitForHttp(`${url}/readyz`, { timeoutMs: 30_000, what: `${name} /readyz`, signal });
  } catch (error) {
    if (error instanceof UserError && error.code === 'TIMEOUT')
      throw new UserError('NOT_READY', error.message, `기록 (log): ${options.logHint}`);
    throw error;
  }
}
