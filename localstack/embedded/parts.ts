import { join } from 'node:path';
import {
  isRunning,
  type ProcessRecord,
  recallProcess,
  signalProcess,
  stopDaemon,
  waitFor,
} from '@enterwait/command-line/processes';
import { fetchMails } from '../emulator/mailbox.ts';
import { prepareService, SERVICE_GRACE_MS, type ServiceOptions, startService } from '../services/services.ts';
import { httpUrl } from '../settings/settings.ts';
import type { StackHandles } from '../stack/connect.ts';
import { type StackContext, serviceOptions } from '../stack/context.ts';
import type { DatabaseHandle, EmulatorHandle, PartHandle, ServiceHandle, ServiceName } from '../stack/stack.ts';
import { stopEmbedded } from '../stack/stop.ts';
import { DATABASE_GRACE_MS, DATABASE_PROCESS, startDatabase } from './mariadb.ts';
import { EMULATOR_GRACE_MS, EMULATOR_PROCESS } from './ministack.ts';

/** Signals that do not end a process. */
const HARMLESS = new Set<NodeJS.Signals>(['SIGSTOP', 'SIGCONT', 'SIGUSR1', 'SIGUSR2']);

/** Handles of an embedded stack. They work through pid files, so any process may hold them, not only the one that started the part. */
function processHandle(pidDir: string, name: string, graceMs: number): PartHandle {
  const current = (): ProcessRecord | undefined => {
    const record = recallProcess(pidDir, name);
    return record && isRunning(record) ? record : undefined;
  };
  return {
    get pid() {
      return current()?.pid;
    },
    isRunning: async () => current() !== undefined,
    stop: async () => {
      await stopDaemon(pidDir, name, graceMs);
    },
    kill: async (signal) => {
      const record = current();
      if (!record) return;
      signalProcess(record, signal);
      if (!HARMLESS.has(signal))
        await waitFor(() => !isRunning(record), { timeoutMs: graceMs, everyMs: 10, what: `${name} ${signal}` });
    },
  };
}

function serviceHandle(name: ServiceName, options: ServiceOptions): ServiceHandle {
  const { paths, host, ports, secrets } = options;
  const url = httpUrl(host, ports[name]);
  const handle = processHandle(paths.pids, name, SERVICE_GRACE_MS);
  const start = async (until: 'ready' | 'alive' = 'ready') => {
    if (await handle.isRunning()) return;
    await startService(name, options);
    if (until === 'ready') await prepareService(name, url, { secrets, logHint: join(paths.logs, `${name}.log`) });
  };
  const restart = async () => {
    await handle.stop();
    await start();
  };
  // Not spread, because the pid must be read anew each time.
  return Object.assign(Object.create(handle) as PartHandle, { url, start, restart });
}

function databaseHandle({ paths, host, ports, secrets }: ServiceOptions): DatabaseHandle {
  const handle = processHandle(paths.pids, DATABASE_PROCESS, DATABASE_GRACE_MS);
  const start = async () => {
    if (await handle.isRunning()) return;
    await startDatabase({ paths, host, port: ports.database, secrets, progress: () => {} });
  };
  return Object.assign(Object.create(handle) as PartHandle, {
    start,
    pause: () => handle.kill('SIGSTOP'),
    resume: () => handle.kill('SIGCONT'),
  });
}

function emulatorHandle(pidDir: string): EmulatorHandle {
  const handle = processHandle(pidDir, EMULATOR_PROCESS, EMULATOR_GRACE_MS);
  return {
    get pid() {
      return handle.pid;
    },
    pause: () => handle.kill('SIGSTOP'),
    resume: () => handle.kill('SIGCONT'),
  };
}

export function embeddedHandles(context: StackContext): StackHandles {
  const options = serviceOptions(context);
  const { paths, record } = context;
  return {
    services: {
      enterwait: serviceHandle('enterwait', options),
      nursery: serviceHandle('nursery', options),
      management: serviceHandle('management', options),
    },
    database: databaseHandle(options),
    emulator: emulatorHandle(paths.pids),
    mails: (to) => fetchMails('ministack', httpUrl(record.host, record.ports.aws), to),
    stop: async (options) => {
      await stopEmbedded(paths.stateDir, options);
    },
  };
}
