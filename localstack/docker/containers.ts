import { waitFor } from '@enterwait/command-line/processes';
import { canConnect } from '../database/database-ping.ts';
import { waitForHttp } from '../emulator/http.ts';
import { fetchMails } from '../emulator/mailbox.ts';
import { prepareService } from '../services/services.ts';
import { httpUrl } from '../settings/settings.ts';
import type { StackHandles } from '../stack/connect.ts';
import type { StackContext } from '../stack/context.ts';
import type { PartHandle, ServiceHandle, ServiceName } from '../stack/stack.ts';
import { stopDocker } from '../stack/stop.ts';
import { compose } from './compose.ts';

/** One container of the compose project. It has no pid, because a container's pid means nothing on this machine. */
function containerHandle(context: StackContext, name: string): PartHandle {
  return {
    pid: undefined,
    isRunning: async () =>
      (await compose(context, ['ps', '--status', 'running', '--quiet', name])).stdout.trim() !== '',
    stop: async () => {
      await compose(context, ['stop', name]);
    },
    kill: async (signal) => {
      await compose(context, ['kill', '--signal', signal, name]);
    },
  };
}

function serviceHandle(context: StackContext, name: ServiceName): ServiceHandle {
  const { host, ports } = context.record;
  const url = httpUrl(host, ports[name]);
  const handle = containerHandle(context, name);
  const start = async (until: 'ready' | 'alive' = 'ready') => {
    await compose(context, ['start', name]);
    await waitForHttp(`${url}/healthz`, { timeoutMs: 60_000, what: name });
    if (until === 'alive') return;
    await prepareService(name, url, { secrets: context.secrets, logHint: `make logs PART=${name}` });
  };
  const restart = async () => {
    await handle.stop();
    await start();
  };
  return { ...handle, url, start, restart };
}

/** Handles of a stack in containers. */
export function dockerHandles(context: StackContext): StackHandles {
  const { record, secrets, paths } = context;
  const { host, ports } = record;
  const startDatabase = async () => {
    await compose(context, ['start', 'mysql']);
    // After a crash MySQL replays its log first.
    await waitFor(() => canConnect({ host, port: ports.database, secrets }), { timeoutMs: 120_000, what: 'MySQL' });
  };
  return {
    services: {
      enterwait: serviceHandle(context, 'enterwait'),
      nursery: serviceHandle(context, 'nursery'),
      management: serviceHandle(context, 'management'),
    },
    database: {
      ...containerHandle(context, 'mysql'),
      start: startDatabase,
      pause: async () => {
        await compose(context, ['pause', 'mysql']);
      },
      resume: async () => {
        await compose(context, ['unpause', 'mysql']);
      },
    },
    emulator: {
      pid: undefined,
      pause: async () => {
        await compose(context, ['pause', 'localstack']);
      },
      resume: async () => {
        await compose(context, ['unpause', 'localstack']);
      },
    },
    mails: (to) => fetchMails('localstack', httpUrl(host, ports.aws), to),
    stop: async (options) => {
      await stopDocker(paths.stateDir, options);
    },
  };
}
