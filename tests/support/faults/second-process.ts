import { join } from 'node:path';
import { nodeBinary } from '@enterwait/command-line/files';
import { cleanEnvironment, startDaemon, stopDaemon, stopProcess } from '@enterwait/command-line/processes';
import { GenericContainer, getContainerRuntimeClient, Wait } from 'testcontainers';
import { failedStart } from '../../../localstack/embedded/failed-start.ts';
import { waitForHttp } from '../../../localstack/emulator/http.ts';
import { serviceBundle } from '../../../localstack/services/bundles.ts';
import { SERVICE_GRACE_MS, type ServiceOptions, serviceEnvironment } from '../../../localstack/services/services.ts';
import { findFreePorts } from '../../../localstack/settings/ports.ts';
import { httpUrl } from '../../../localstack/settings/settings.ts';
import { contextOf, serviceOptions } from '../../../localstack/stack/context.ts';
import type { ServiceName } from '../../../localstack/stack/stack.ts';
import { pathsOf } from '../../../localstack/state/paths.ts';
import { readRecord } from '../../../localstack/state/record.ts';
import { openDoor } from '../commands/api.ts';
import { labelsOf, onLoopback, readContainers } from '../stack/containers.ts';
import { theStack } from '../stack/stack.ts';

/** Another process of a service beside the stack's: the same settings, a port of its own. */
export interface SecondProcess {
  readonly url: string;
  /** Ends it at once, as a crash does. */
  kill(): Promise<void>;
  /** Ends it properly. */
  stop(): Promise<void>;
}

/** The settings with which this run's embedded stack starts its services. */
export function embeddedOptions(): ServiceOptions {
  const { stateDir } = theStack();
  const record = readRecord(pathsOf(stateDir).record);
  if (record === undefined) throw new Error('the stack has no record');
  return serviceOptions(contextOf(stateDir, record));
}

/**
 * Starts a second process of a service. While it runs, the tests' calls to the service go to both in turn.
 * @param bundles of another release (embedded stack only); by default of this one
 * @param settings of its own
 */
export async function startSecond(
  name: ServiceName,
  bundles?: string,
  settings: Record<string, string> = {},
): Promise<SecondProcess> {
  const { kind } = theStack();
  if (kind === 'docker' && bundles !== undefined) throw new Error('another release runs on the embedded stack alone');
  const second =
    kind === 'docker' ? await secondContainer(name, settings) : await secondDaemon(name, bundles, settings);
  const closeDoor = openDoor(name, second.url);
  const leave = (end: () => Promise<void>) => async () => {
    closeDoor();
    await end();
  };
  return { url: second.url, kill: leave(second.kill), stop: leave(second.stop) };
}

/** A second process with a memory limit, on the embedded stack only. No other calls go to it. */
export const startSmall = (name: ServiceName, heapMb: number): Promise<SecondProcess> =>
  secondDaemon(name, undefined, {}, [`--max-old-space-size=${heapMb}`]);

let daemons = 1;

async function secondDaemon(
  name: ServiceName,
  bundles: string | undefined,
  settings: Record<string, string>,
  nodeOptions: readonly string[] = [],
): Promise<SecondProcess> {
  const options = embeddedOptions();
  const { paths, host } = options;
  const { [name]: port } = await findFreePorts(host);
  const url = httpUrl(host, port);
  daemons += 1;
  const daemon = `${name}-${daemons}`;
  const logFile = join(paths.logs, `${daemon}.log`);
  const folder = serviceBundle(bundles === undefined ? paths : { ...paths, bundles }, name);
  // People keep seeing the address of the first process.
  const environment = { ...serviceEnvironment(name, options), ...settings, PORT: String(port) };
  const record = startDaemon({
    name: daemon,
    command: nodeBinary,
    args: [...nodeOptions, join(folder, 'main.mjs')],
    cwd: paths.stateDir,
    logFile,
    // Whatever happens to the test, the teardown stops every process with a pid file here.
    pidDir: paths.pids,
    env: cleanEnvironment(paths.stateDir, environment),
  });
  try {
    await waitForHttp(`${url}/readyz`, {
      timeoutMs: 30_000,
      what: daemon,
      stillAlive: () => failedStart(name, record, logFile),
    });
  } catch (error) {
    await stopDaemon(paths.pids, daemon, 1_000);
    throw error;
  }
  return {
    url,
    kill: async () => {
      await stopProcess(record, 0);
      await stopDaemon(paths.pids, daemon, 0);
    },
    stop: async () => {
      await stopDaemon(paths.pids, daemon, SERVICE_GRACE_MS);
    },
  };
}

/** Made from the image and the settings of the first, in its network; Ryuk removes what a failed test leaves. */
async function secondContainer(name: ServiceName, settings: Record<string, string>): Promise<SecondProcess> {
  const { stateDir, host } = theStack();
  const client = await getContainerRuntimeClient();
  const { Config, NetworkSettings } = await client.container.getById(readContainers(stateDir)[name]).inspect();
  // Not the default bridge, which has no names. Docker lists both containers by name, and picks one of them at random.
  const network = Object.keys(NetworkSettings.Networks).find((its) => its !== 'bridge');
  if (network === undefined) throw new Error(`${name} stands in no network of its own`);
  const variables = (Config.Env ?? []).map((line) => [
    line.slice(0, line.indexOf('=')),
    line.slice(line.indexOf('=') + 1),
  ]);
  const environment: Record<string, string> = { ...Object.fromEntries(variables), ...settings };
  const port = Number(environment.PORT);
  const { [name]: hostPort } = await findFreePorts(host);
  const container = await onLoopback(
    new GenericContainer(Config.Image).withExposedPorts({ container: port, host: hostPort }),
  )
    .withNetworkMode(network)
    .withLabels(labelsOf({ stateDir }))
    .withEnvironment(environment)
    .withWaitStrategy(Wait.forHttp('/readyz', port))
    .start();
  return {
    url: httpUrl(host, hostPort),
    kill: async () => {
      await client.container.getById(container.getId()).kill({ signal: 'SIGKILL' });
      await container.stop();
    },
    stop: async () => {
      await container.stop({ timeout: 15_000 });
    },
  };
}
