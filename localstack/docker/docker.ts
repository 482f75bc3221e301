import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Reporter } from '@enterwait/command-line/output';
import { rememberProcess, waitFor } from '@enterwait/command-line/processes';
import type { Rebuilt } from '@enterwait/operations/rebuild';
import { canConnect } from '../database/database-ping.ts';
import { rebuildStep } from '../database/rebuild.ts';
import { waitForHttp } from '../emulator/http.ts';
import { putLogsAside } from '../logs/logs.ts';
import { ensurePython } from '../python/python.ts';
import { build, bundleHashes } from '../services/bundles.ts';
import { prepareService } from '../services/services.ts';
import { requireFreePorts } from '../settings/ports.ts';
import { httpUrl, type Settings } from '../settings/settings.ts';
import { connect } from '../stack/connect.ts';
import { type StackContext, terraformOptions } from '../stack/context.ts';
import { SERVICE_NAMES, type StartedStack } from '../stack/stack.ts';
import { LAUNCHER_PROCESS, stopDocker } from '../stack/stop.ts';
import { together } from '../stack/together.ts';
import { takeOver } from '../state/belonging.ts';
import { pathsOf } from '../state/paths.ts';
import { type StackRecord, writeRecord } from '../state/record.ts';
import { loadSecrets } from '../state/secrets.ts';
import { apply } from '../terraform/pipeline.ts';
import { copyTerraform, requireTerraform, terraformInit } from '../terraform/terraform.ts';
import { compose } from './compose.ts';
import { dockerHandles } from './containers.ts';
import { requireDocker } from './engine.ts';
import { waitForLocalStack } from './localstack.ts';
import { requireToken } from './localstack-image.ts';
import { hasVolume, setUpAgain } from './volume.ts';

export interface DockerOptions extends Pick<Settings, 'host' | 'ports' | 'region' | 'terraformVars'> {
  stateDir: string;
  log: Reporter;
  onRebuilt?: ((rebuilt: Rebuilt) => void) | undefined;
  signal?: AbortSignal | undefined;
}

/**
 * Starts the whole stack in containers by docker-compose.yml: LocalStack, MySQL, the services' own images; the pipeline by Terraform.
 * @throws StackError with a message for people; nothing is left running then.
 */
export async function startDocker(options: DockerOptions): Promise<StartedStack> {
  const { host, ports } = options;
  const paths = pathsOf(options.stateDir);
  await requireDocker();
  requireToken(process.env);
  await requireFreePorts(host, ports);
  await requireTerraform();

  takeOver(options.stateDir);
  putLogsAside(paths);
  mkdirSync(paths.pids, { recursive: true });
  rememberProcess(paths.pids, LAUNCHER_PROCESS, process.pid);
  const record: StackRecord = {
    status: 'starting',
    kind: 'docker',
    host,
    ports,
    region: options.region,
    terraformVars: options.terraformVars,
    serviceEnv: {},
    bundles: {},
  };
  writeRecord(paths.record, record);
  const context: StackContext = { paths, record, secrets: loadSecrets(paths.secrets) };

  try {
    const kept = await hasVolume(paths);
    await together(options.signal, (signal) => startParts({ ...context, signal }, options, kept));
    record.bundles = bundleHashes(paths);
    record.status = 'running';
    writeRecord(paths.record, record);
    return connect(context, dockerHandles(context));
  } catch (error) {
    // Should that fail too, the first error is the one to tell; `make down` is still there.
    await stopDocker(options.stateDir).catch(() =>
      options.log.note('정리하지 못했습니다 (could not put it away): make down'),
    );
    throw error;
  }
}

/** Every part as early as what it needs is there; the apply is the long one (the provider waits 50 s on queues). */
function startParts(context: StackContext, { log, onRebuilt }: DockerOptions, kept: boolean): Promise<unknown>[] {
  const { paths, record, secrets, signal } = context;
  const { host, ports } = record;

  const bundles = log.step('묶음 (bundles)', () => build(paths, signal));
  const python = log.step('Python venv', (progress) =>
    ensurePython({ pidDir: paths.pids, logFile: join(paths.logs, 'python.log'), signal, progress }),
  );
  const containers = log.step('컨테이너 (containers): LocalStack, MySQL', async () => {
    await compose(context, ['up', '--detach', '--no-build', 'localstack', 'mysql']);
  });
  const emulator = containers.then(() =>
    log.step('AWS: LocalStack', () => waitForLocalStack({ host, port: ports.aws, region: record.region, signal })),
  );
  const database = containers.then(() =>
    log.step('데이터베이스 (database): MySQL', async () => {
      const patience = { timeoutMs: 120_000, everyMs: 200, what: 'MySQL', signal };
      // The image makes databases and users in a new volume alone: this release may know more of them.
      if (kept) await waitFor(() => setUpAgain(context), { ...patience, everyMs: 1000 });
      await waitFor(() => canConnect({ host, port: ports.database, secrets }), patience);
    }),
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
  const images = bundles.then(() => log.step('이미지 (images)', () => compose(context, ['build', ...SERVICE_NAMES])));
  // No service may ask, and no judge answer, before the table knows what was answered before.
  const rebuilt = kept
    ? Promise.all([bundles, database, applied]).then(() => rebuildStep(context, log, onRebuilt))
    : undefined;
  const created = Promise.all([images, containers, rebuilt]).then(() =>
    compose(context, ['up', '--detach', '--no-build', ...SERVICE_NAMES]),
  );
  const services = SERVICE_NAMES.map(async (name) => {
    await Promise.all([created, database, name === 'management' ? applied : undefined]);
    await log.step(name, async () => {
      const url = httpUrl(host, ports[name]);
      await waitForHttp(`${url}/healthz`, { timeoutMs: 60_000, what: name, signal });
      await prepareService(name, url, { secrets, logHint: `make logs PART=${name}`, signal });
    });
  });
  const parts = [bundles, python, containers, emulator, database, initialised, applied, images, rebuilt, created];
  return [...parts, ...services].filter((part) => part !== undefined);
}
