import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Reporter } from '@enterwait/command-line/output';
import { rememberProcess } from '@enterwait/command-line/processes';
import type { Rebuilt } from '@enterwait/operations/rebuild';
import { rebuildStep } from '../database/rebuild.ts';
import { putLogsAside } from '../logs/logs.ts';
import { ensurePython, type PythonEnvironment } from '../python/python.ts';
import { build, bundleHashes } from '../services/bundles.ts';
import { prepareService } from '../services/services.ts';
import { findFreePorts, requireFreePorts } from '../settings/ports.ts';
import { DEFAULT_REGION, httpUrl, type Ports, type StackKind } from '../settings/settings.ts';
import { takeOver } from '../state/belonging.ts';
import { pathsOf, type StackPaths } from '../state/paths.ts';
import { type StackRecord, writeRecord } from '../state/record.ts';
import { loadSecrets } from '../state/secrets.ts';
import { apply } from '../terraform/pipeline.ts';
import { copyForEmulator, requireTerraform, terraformInit } from '../terraform/terraform.ts';
import { connect, type StackHandles } from './connect.ts';
import { type StackContext, terraformOptions } from './context.ts';
import { SERVICE_NAMES, type ServiceName, type StartedStack } from './stack.ts';
import { LAUNCHER_PROCESS } from './stop.ts';
import { together } from './together.ts';

export interface StackOptions {
  /** Everything of this stack lives here: pids, logs, data, secrets. There is one stack per folder. */
  stateDir: string;
  /** Loopback address to listen on; 127.0.0.1 if left out. */
  host?: string;
  ports: Ports | 'free';
  region?: string;
  terraformVars?: Record<string, string>;
  serviceEnv?: Record<string, string>;
  log: Reporter;
  /** Called when the databases existed already, and the table, queues and bus were rebuilt from them. */
  onRebuilt?: ((rebuilt: Rebuilt) => void) | undefined;
  /** Cancels the start. Everything that was started is stopped again. */
  signal?: AbortSignal | undefined;
}

/**
 * What differs between the kinds of stack: how the emulator, the database and the services are started, held and stopped. Its methods
 * report their own steps to `log`. An adapter starts one stack.
 */
export interface StackAdapter {
  readonly kind: StackKind;
  /** @throws UserError when the machine lacks something that this kind needs */
  check(): Promise<void>;
  /** True if there are databases, which may hold entered data. */
  hasDatabases(paths: StackPaths): boolean | Promise<boolean>;
  /** @param kept whether the databases existed before */
  startDatabase(context: StackContext, log: Reporter, kept: boolean): Promise<unknown>;
  startEmulator(context: StackContext, log: Reporter, python: Promise<PythonEnvironment>): Promise<unknown>;
  /** Turns the bundles into what its services are started from. */
  makeServices?(context: StackContext, log: Reporter): Promise<unknown>;
  /** @returns once it is alive */
  startService(context: StackContext, name: ServiceName): Promise<unknown>;
  /** Where to read a service's output. */
  logHint(context: StackContext, name: ServiceName): string;
  handles(context: StackContext): StackHandles;
  /** Removes what a failed start has left behind. */
  putAway(stateDir: string): Promise<unknown>;
}

/**
 * Starts the whole stack: the emulator, the database, the pipeline (through Terraform) and the three services.
 * @throws UserError with a message for people; nothing is left running then
 */
export async function startStack(adapter: StackAdapter, options: StackOptions): Promise<StartedStack> {
  const paths = pathsOf(options.stateDir);
  const host = options.host ?? '127.0.0.1';
  await adapter.check();
  const ports = options.ports === 'free' ? await findFreePorts(host) : options.ports;
  await requireFreePorts(host, ports);
  await requireTerraform();

  takeOver(options.stateDir);
  putLogsAside(paths);
  mkdirSync(paths.pids, { recursive: true });
  rememberProcess(paths.pids, LAUNCHER_PROCESS, process.pid);
  const record: StackRecord = {
    status: 'starting',
    kind: adapter.kind,
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
    const kept = await adapter.hasDatabases(paths);
    await together(options.signal, (signal) => startParts(adapter, { ...context, signal }, options, kept));
    record.bundles = bundleHashes(paths);
    record.status = 'running';
    writeRecord(paths.record, record);
    return connect(context, adapter.handles(context));
  } catch (error) {
    // If this fails too, report the first error. `make down` still works.
    await adapter
      .putAway(options.stateDir)
      .catch(() => options.log.note('정리하지 못했습니다 (could not put it away): make down'));
    throw error;
  }
}

/** Starts each part as soon as its dependencies are up. The apply takes longest, because the provider waits 25 s for queues. */
function startParts(
  adapter: StackAdapter,
  context: StackContext,
  { log, onRebuilt }: StackOptions,
  kept: boolean,
): Promise<unknown>[] {
  const { paths, record, secrets, signal } = context;
  const { host, ports } = record;

  const bundles = log.step('묶음 (bundles)', () => build(paths, signal));
  const python = log.step('Python venv', (progress) =>
    ensurePython({ pidDir: paths.pids, logFile: join(paths.logs, 'python.log'), signal, progress }),
  );
  const database = adapter.startDatabase(context, log, kept);
  const emulator = adapter.startEmulator(context, log, python);
  const initialised = python.then(() =>
    log.step('Terraform init', async (progress) => {
      copyForEmulator(paths, true);
      await terraformInit(terraformOptions(context), progress);
    }),
  );
  const applied = Promise.all([initialised, emulator, bundles]).then(() =>
    log.step('Terraform apply', (progress) => apply(context, progress)),
  );
  const made = bundles.then(() => adapter.makeServices?.(context, log));
  // Until the table knows the earlier answers, no service may send a command and no judge may answer one.
  const rebuilt = kept
    ? Promise.all([bundles, database, applied]).then(() => rebuildStep(context, log, onRebuilt))
    : undefined;
  const services = SERVICE_NAMES.map(async (name) => {
    await Promise.all([made, database, rebuilt]);
    await log.step(name, async () => {
      await adapter.startService(context, name);
      // Terraform creates what the monitor reads.
      if (name === 'management') await applied;
      await prepareService(name, httpUrl(host, ports[name]), {
        secrets,
        logHint: adapter.logHint(context, name),
        signal,
      });
    });
  });
  return [bundles, python, database, emulator, initialised, applied, made, rebuilt, ...services].filter(
    (part) => part !== undefined,
  );
}
