import type { Reporter } from '@enterwait/command-line/output';
import { waitFor } from '@enterwait/command-line/processes';
import { canConnect } from '../database/database-ping.ts';
import { waitForHttp } from '../emulator/http.ts';
import { httpUrl } from '../settings/settings.ts';
import type { StackContext } from '../stack/context.ts';
import { SERVICE_NAMES } from '../stack/stack.ts';
import type { StackAdapter } from '../stack/start.ts';
import { stopDocker } from '../stack/stop.ts';
import { compose } from './compose.ts';
import { dockerHandles } from './containers.ts';
import { requireDocker } from './engine.ts';
import { waitForLocalStack } from './localstack.ts';
import { requireToken } from './localstack-image.ts';
import { hasVolume, setUpAgain } from './volume.ts';

/** A stack in containers, run by docker-compose.yml: LocalStack, MySQL and the services' own images. */
export function dockerAdapter(): StackAdapter {
  let infrastructure: Promise<unknown> | undefined;
  let services: Promise<unknown> | undefined;
  /** Compose starts several parts in one call, so parts that start together wait for the same call. */
  const upInfrastructure = (context: StackContext, log: Reporter) => {
    infrastructure ??= log.step('컨테이너 (containers): LocalStack, MySQL', () =>
      compose(context, ['up', '--detach', '--no-build', 'localstack', 'mysql']),
    );
    return infrastructure;
  };
  const upServices = (context: StackContext) => {
    services ??= compose(context, ['up', '--detach', '--no-build', ...SERVICE_NAMES]);
    return services;
  };
  return {
    kind: 'docker',
    async check() {
      await requireDocker();
      requireToken(process.env);
    },
    hasDatabases: hasVolume,
    async startDatabase(context, log, kept) {
      await upInfrastructure(context, log);
      const { record, secrets, signal } = context;
      await log.step('데이터베이스 (database): MySQL', async () => {
        const patience = { timeoutMs: 120_000, everyMs: 200, what: 'MySQL', signal };
        // The image creates databases and users only in a new volume, and this release may need more of them.
        if (kept) await waitFor(() => setUpAgain(context), { ...patience, everyMs: 1000 });
        await waitFor(() => canConnect({ host: record.host, port: record.ports.database, secrets }), patience);
      });
    },
    async startEmulator(context, log) {
      await upInfrastructure(context, log);
      const { record, signal } = context;
      await log.step('AWS: LocalStack', () =>
        waitForLocalStack({ host: record.host, port: record.ports.aws, region: record.region, signal }),
      );
    },
    makeServices: (context, log) => log.step('이미지 (images)', () => compose(context, ['build', ...SERVICE_NAMES])),
    async startService(context, name) {
      await upServices(context);
      const { host, ports } = context.record;
      await waitForHttp(`${httpUrl(host, ports[name])}/healthz`, {
        timeoutMs: 60_000,
        what: name,
        signal: context.signal,
      });
    },
    logHint: (_context, name) => `make logs PART=${name}`,
    handles: dockerHandles,
    putAway: stopDocker,
  };
}
