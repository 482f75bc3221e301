import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Reporter } from '@enterwait/command-line/output';
import { rememberProcess } from '@enterwait/command-line/processes';
import type { Rebuilt } from '@enterwait/operations/rebuild';
import { rebuildStep } from '../database/rebuild.ts';
import { putLogsAside } from '../logs/logs.ts';
import { ensurePython } from '../python/python.ts';
import { build, bundleHashes } from '../services/bundles.ts';
import { prepareService, startService } from '../services/services.ts';
import { findFreePorts, requireFreePorts } from '../settings/ports.ts';
import { DEFAULT_REGION, httpUrl, type Ports } from '../settings/settings.ts';
import { connect } from '../stack/connect.ts';
import { type StackContext, serviceOptions, terraformOptions } from '../stack/context.ts';
import { SERVICE_NAMES, type StartedStack } from '../stack/stack.ts';
import { LAUNCHER_PROCESS, stopEmbedded } from '../stack/stop.ts';
import { together } from '../stack/together.ts';
import { takeOver } from '../state/belonging.ts';
import { pathsOf } from '../state/paths.ts';
import { type StackRecord, writeRecord } from '../state/record.ts';
import { loadSecrets } from '../state/secrets.ts';
import { apply } from '../terraform/pipeline.ts';
import { copyTerraform, requireTerraform, terraformInit } from '../terraform/terraform.ts';
import { hasDatabases } from './data-folder.ts';
import { startDatabase } from './mariadb.ts';
import { startMiniStack } from './ministack.ts';
import { embeddedHandles } from './parts.ts';

export type { StartedStack } from '../stack/stack.ts';

export interface EmbeddedOptions {
  /** Everything of this stack lives here: pids, logs, data, secrets. One stack per folder. */
  stateDir: string;
  /** Loopback address to listen on; 127.0.0.1 if left out. */
  host?: string;
  ports: Ports | 'free';
  region?: string;
  terraformVars?: Record<string, string>;
  serviceEnv?: Record<string, string>;
  log: Reporter;
  /** Notes which calls of AWS the services and functions make, in `paths.calls`: for the tests. */
  recordCalls?: boolean;
  /** Called where the databases were there already, and table, queues and bus were built anew from them. */
  onRebuilt?: ((rebuilt: Rebuilt) => void) | undefined;
  /** Raised to call the start off; everything that was started is stopped again. */
  signal?: AbortSignal | undefined;
}

/**
 * Starts the whole stack without Docker: MiniStack, MariaDB or MySQL, the pipeline by Terraform, the three services.
 * @throws StackError with a message for people; nothing is left running then.
 */
export async function startEmbedded(options: EmbeddedOptions): Promise<StartedStack> {
  const paths = pathsOf(options.stateDir);
  const host = options.host ?? '127.0.0.1';
  const ports = options.ports === 'free' ? await findFreePorts(host) : options.ports;
  await requireFreePorts(host, ports);
  await requireTerraform();

  takeOver(options.stateDir);
  putLogsAside(paths);
  mkdirSync(paths.pids, { recursive: true });
  rememberProcess(paths.pids, LAUNCHER_PROCESS, process.pid);
  const record: StackRecord = {
    status: 'starting',
    kind: 'embedded',
    host,
    ports,
    region: options.region ?? DEFAULT_REGION,
    terraformVars: options.terraformVars ?? {},
    serviceEnv: options.serviceEnv ?? {},
    bundles: {},
  };
  writeRecord(paths.record, record);
  const context: StackContext = { paths, record, secrets: loadSecrets(paths.secrets) };

  try {
    await together(options.signal, (signal) => startParts({ ...context, signal }, options));
    record.bundles = bundleHashes(paths);
    record.status = 'running';
    writeRecord(paths.record, record);
    return connect(context, embeddedHandles(context));
  } catch (error) {
    // Should that fail too, the first error is the one to tell; `make down` is still there.
    await stopEmbedded(options.stateDir).catch(() =>
      options.log.note('정리하지 못했습니다 (could not put it away): make down'),
    );
    throw error;
  }
}

/** Every part as early as what it needs is there; the apply is the long one (the provider waits 50 s on queues). */
function startParts(context: StackContext, { log, recordCalls, onRebuilt }: EmbeddedOptions): Promise<unknown>[] {
  const { paths, record, secrets, signal } = context;
  const { host, ports, region } = record;

  const kept = hasDatabases(paths);

  const bundles = log.step('묶음 (bundles)', () => build(paths, signal));
  const python = log.step('Python venv', (progress) =>
    ensurePython({ pidDir: paths.pids, logFile: join(paths.logs, 'python.log'), signal, progress }),
  );
  const database = log.step('데이터베이스 (database)', (progress) =>
    startDatabase({ paths, host, port: ports.database, secrets, signal, progress }),
  );
  const emulator = python.then((environment) =>
    log.step('AWS: MiniStack', () =>
      startMiniStack({
        ...{ paths, python: environment, host, port: ports.aws, region, signal },
        callsFile: recordCalls ? paths.calls : undefined,
      }),
    ),
  );
  const initialised = python.then(() =>
    log.step('Terraform init', async (progress) => {
      copyTerraform(paths, true);
      await terraformInit(terraformOptions(context), progress);
    }),
  );
  const applied = Promise.all([initialised, emulator, bundles]).then(() =>
    log.step('Terraform apply', (progress) => apply(context, progress)),
  );
  // No service may ask, and no judge answer, before the table knows what was answered before.
  const rebuilt = kept
    ? Promise.all([bundles, database, applied]).then(() => rebuildStep(context, log, onRebuilt))
    : undefined;
  const services = SERVICE_NAMES.map(async (name) => {
    await Promise.all([bundles, database, rebuilt]);
    await log.step(name, async () => {
      await startService(name, serviceOptions(context));
      // What the monitor looks at is made by Terraform.
      if (name === 'management') await applied;
      const url = httpUrl(host, ports[name]);
      await prepareService(name, url, {
        secrets,
        logHint: join(paths.logs, `${name}.log`),
        signal,
      });
    });
  });
  return [bundles, python, database, emulator, initialised, applied, rebuilt, ...services].filter(
    (part) => part !== undefined,
  );
}
