import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { waitFor } from '@enterwait/command-line/processes';
import { type GenericContainer, getContainerRuntimeClient } from 'testcontainers';
import { z } from 'zod';
import { canConnect } from '../../../localstack/database/database-ping.ts';
import { lambdaLabel } from '../../../localstack/docker/compose.ts';
import { waitForHttp } from '../../../localstack/emulator/http.ts';
import { fetchMails } from '../../../localstack/emulator/mailbox.ts';
import { prepareService } from '../../../localstack/services/services.ts';
import { httpUrl } from '../../../localstack/settings/settings.ts';
import type { StackHandles } from '../../../localstack/stack/connect.ts';
import type { StackContext } from '../../../localstack/stack/context.ts';
import type { PartHandle, ServiceHandle, ServiceName } from '../../../localstack/stack/stack.ts';

// Not `localhost`, which may resolve to ::1 first: ports are published only on 127.0.0.1.
process.env.TESTCONTAINERS_HOST_OVERRIDE ??= '127.0.0.1';

const FILE = 'containers.json';

const containersSchema = z.object({
  enterwait: z.string(),
  nursery: z.string(),
  management: z.string(),
  mysql: z.string(),
  localstack: z.string(),
});
/** Ids of the containers of a stack. */
export type Containers = z.infer<typeof containersSchema>;

/** They are kept in the stack's folder, so that any process can read them. */
export const keepContainers = (stateDir: string, ids: Containers): void =>
  writeFileSync(join(stateDir, FILE), JSON.stringify(ids));

export const readContainers = (stateDir: string): Containers =>
  containersSchema.parse(JSON.parse(readFileSync(join(stateDir, FILE), 'utf8')));

/** Publishes only on the loopback address: nobody else may reach what a test starts. */
export const onLoopback = <Made extends GenericContainer>(container: Made): Made => {
  const { hostConfig } = container as unknown as {
    hostConfig: { PortBindings?: Record<string, { HostIp?: string }[]> };
  };
  for (const bindings of Object.values(hostConfig.PortBindings ?? {}))
    for (const binding of bindings) binding.HostIp = '127.0.0.1';
  return container;
};

/** Labels a container as part of this stack: by this `make down` finds what a killed run has left. */
export const labelsOf = (paths: { stateDir: string }): Record<string, string> => {
  const [name = '', value = ''] = lambdaLabel(paths).split('=');
  return { [name]: value };
};

const containerOf = async (id: string) => (await getContainerRuntimeClient()).container.getById(id);

function partOf(id: string): PartHandle {
  const isRunning = async (): Promise<boolean> => (await (await containerOf(id)).inspect()).State.Running;
  const untilGone = () =>
    waitFor(async () => !(await isRunning()), { timeoutMs: 30_000, what: `container ${id.slice(0, 12)}` });
  return {
    pid: undefined,
    isRunning,
    async stop() {
      if (await isRunning()) await (await containerOf(id)).stop({ t: 15 });
    },
    async kill(signal) {
      if (!(await isRunning())) return;
      await (await containerOf(id)).kill({ signal });
      if (signal === 'SIGKILL' || signal === 'SIGTERM') await untilGone();
    },
  };
}

/** Handles of the containers. Their ports were chosen beforehand, so a restarted container is found where it was. */
export function containerHandles({ record, secrets }: StackContext, ids: Containers): StackHandles {
  const { host, ports } = record;

  function serviceOf(name: ServiceName): ServiceHandle {
    const url = httpUrl(host, ports[name]);
    const part = partOf(ids[name]);
    const start: ServiceHandle['start'] = async (until = 'ready') => {
      if (!(await part.isRunning())) await (await containerOf(ids[name])).start();
      await waitForHttp(`${url}/healthz`, { timeoutMs: 30_000, what: name });
      if (until === 'ready') await prepareService(name, url, { secrets, logHint: `docker logs ${ids[name]}` });
    };
    return {
      ...part,
      url,
      start,
      async restart() {
        await part.stop();
        await start();
      },
    };
  }

  const localstack = () => containerOf(ids.localstack);
  return {
    services: { enterwait: serviceOf('enterwait'), nursery: serviceOf('nursery'), management: serviceOf('management') },
    database: {
      ...partOf(ids.mysql),
      async pause() {
        await (await containerOf(ids.mysql)).pause();
      },
      async resume() {
        await (await containerOf(ids.mysql)).unpause();
      },
      async start() {
        const container = await containerOf(ids.mysql);
        if (!(await container.inspect()).State.Running) await container.start();
        await waitFor(() => canConnect({ host, port: ports.database, secrets }), { timeoutMs: 60_000, what: 'MySQL' });
      },
    },
    emulator: {
      pid: undefined,
      async pause() {
        await (await localstack()).pause();
      },
      async resume() {
        await (await localstack()).unpause();
      },
    },
    mails: (to) => fetchMails('localstack', httpUrl(host, ports.aws), to),
    stop: async () => {
      throw new Error('the global teardown stops the containers');
    },
  };
}
