import { join } from 'node:path';
import { startService } from '../services/services.ts';
import { serviceOptions } from '../stack/context.ts';
import type { StackAdapter } from '../stack/start.ts';
import { stopEmbedded } from '../stack/stop.ts';
import { hasDatabases } from './data-folder.ts';
import { startDatabase } from './mariadb.ts';
import { startMiniStack } from './ministack.ts';
import { embeddedHandles } from './parts.ts';

/**
 * A stack without Docker: MiniStack, MariaDB or MySQL, and the services as Node processes.
 * @param recordCalls record the AWS calls of services and functions in `paths.calls`, for the tests
 */
export const embeddedAdapter = ({ recordCalls = false }: { recordCalls?: boolean } = {}): StackAdapter => ({
  kind: 'embedded',
  check: async () => {},
  hasDatabases,
  startDatabase: ({ paths, record: { host, ports }, secrets, signal }, log) =>
    log.step('데이터베이스 (database)', (progress) =>
      startDatabase({ paths, host, port: ports.database, secrets, signal, progress }),
    ),
  async startEmulator({ paths, record: { host, ports, region }, signal }, log, python) {
    const environment = await python;
    await log.step('AWS: MiniStack', () =>
      startMiniStack({
        ...{ paths, python: environment, host, port: ports.aws, region, signal },
        callsFile: recordCalls ? paths.calls : undefined,
        deadLettersLater: true,
      }),
    );
  },
  startService: (context, name) => startService(name, serviceOptions(context)),
  logHint: ({ paths }, name) => join(paths.logs, `${name}.log`),
  handles: embeddedHandles,
  putAway: stopEmbedded,
});
