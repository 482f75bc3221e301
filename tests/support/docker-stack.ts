import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { messageOf } from '@enterwait/command-line/errors';
import { repositoryRoot } from '@enterwait/command-line/files';
import type { Reporter } from '@enterwait/command-line/output';
import { rememberProcess, runCommand } from '@enterwait/command-line/processes';
import { LocalstackContainer } from '@testcontainers/localstack';
import { MySqlContainer } from '@testcontainers/mysql';
import { GenericContainer, Network, type StartedNetwork, type StartedTestContainer, Wait } from 'testcontainers';
import { z } from 'zod';
import { compose, composeArguments, composeEnvironment } from '../../localstack/docker/compose.ts';
import { waitForLocalStack } from '../../localstack/docker/localstack.ts';
import { ensurePython } from '../../localstack/python/python.ts';
import { build, bundleHashes } from '../../localstack/services/bundles.ts';
import { prepareService } from '../../localstack/services/services.ts';
import { findFreePorts } from '../../localstack/settings/ports.ts';
import { DEFAULT_REGION, httpUrl } from '../../localstack/settings/settings.ts';
import { type StackContext, terraformOptions } from '../../localstack/stack/context.ts';
import { SERVICE_NAMES, type ServiceName, type StartedStack } from '../../localstack/stack/stack.ts';
import { LAUNCHER_PROCESS, stopDocker } from '../../localstack/stack/stop.ts';
import { takeOver } from '../../localstack/state/belonging.ts';
import { pathsOf } from '../../localstack/state/paths.ts';
import { type StackRecord, writeRecord } from '../../localstack/state/record.ts';
import { loadSecrets } from '../../localstack/state/secrets.ts';
import { apply } from '../../localstack/terraform/pipeline.ts';
import { copyTerraform, requireTerraform, terraformInit } from '../../localstack/terraform/terraform.ts';
import { type Containers, keepContainers, labelsOf, onLoopback } from './containers.ts';
import { TEST_SERVICE_ENV } from './test-settings.ts';

const partSchema = z.object({
  image: z.string(),
  environment: z.record(z.string(), z.string()).default({}),
  command: z.array(z.string()).nullish(),
  ports: z.array(z.object({ target: z.number() })).min(1),
});
const composeSchema = z.object({
  services: z.object({
    localstack: partSchema,
    mysql: partSchema,
    enterwait: partSchema,
    nursery: partSchema,
    management: partSchema,
  }),
});
type Parts = z.infer<typeof composeSchema>['services'];

/** Images, settings and ports of the parts as docker-compose.yml has them: what is tested is what `make up` runs. */
async function composeParts(context: StackContext): Promise<Parts> {
  const { stdout } = await runCommand('docker', composeArguments(context.paths, ['config', '--format', 'json']), {
    cwd: repositoryRoot,
    env: composeEnvironment(context),
  });
  return composeSchema.parse(JSON.parse(stdout)).services;
}

/**
 * Starts LocalStack, MySQL and the services' own images by testcontainers and applies the Terraform.
 * @param signal raised to call the start off; what was started is removed again then
 * @returns how to stop it. What a crash leaves is Ryuk's to remove, but for Lambdas of a killed LocalStack: those bear the label of the stack.
 */
export async function startDockerStack(
  stateDir: string,
  log: Reporter,
  signal?: AbortSignal,
): Promise<Pick<StartedStack, 'stop'>> {
  await requireTerraform();
  const paths = pathsOf(stateDir);
  mkdirSync(paths.pids, { recursive: true });
  takeOver(stateDir);
  rememberProcess(paths.pids, LAUNCHER_PROCESS, process.pid);
  const host = '127.0.0.1';
  const ports = await findFreePorts(host);
  const record: StackRecord = {
    status: 'starting',
    kind: 'docker',
    host,
    ports,
    region: DEFAULT_REGION,
    terraformVars: {},
    serviceEnv: TEST_SERVICE_ENV,
    bundles: {},
  };
  writeRecord(paths.record, record);
  const context: StackContext = { paths, record, secrets: loadSecrets(paths.secrets), signal };
  const network = await new Network().start();
  const started: StartedTestContainer[] = [];
  const keep = async <Started extends StartedTestContainer>(starting: Promise<Started>): Promise<Started> => {
    const container = await starting;
    started.push(container);
    return container;
  };
  const stop = async (): Promise<void> => {
    const inHurry = signal?.aborted;
    if (!inHurry) await Promise.all(started.map((container) => container.stop({ timeout: 20_000 })));
    // Whatever else bears the label: in a hurry all of it, else functions whose emulator ended before them. They hold the network.
    await stopDocker(stateDir, { reset: true });
    if (!inHurry) await network.stop();
  };

  const works: Promise<unknown>[] = [];
  const noted = <Work extends Promise<unknown>>(work: Work): Work => {
    works.push(work);
    return work;
  };

  try {
    const bundles = noted(log.step('bundles', () => build(paths, signal)));
    const python = noted(
      log.step('Python venv', (progress) =>
        ensurePython({ pidDir: paths.pids, logFile: join(paths.logs, 'python.log'), signal, progress }),
      ),
    );
    const images = noted(bundles.then(() => log.step('images', () => compose(context, ['build', ...SERVICE_NAMES]))));
    const parts = await composeParts(context);
    const mysql = noted(
      log.step('MySQL', () =>
        keep(
          onLoopback(new MySqlContainer(parts.mysql.image).withExposedPorts({ container: 3306, host: ports.database }))
            .withNetwork(network)
            .withLabels(labelsOf(paths))
            .withNetworkAliases('mysql')
            .withCommand(parts.mysql.command ?? [])
            .withRootPassword(context.secrets.DATABASE_ROOT_PASSWORD)
            .withEnvironment(parts.mysql.environment)
            .withCopyFilesToContainer([
              {
                source: join(repositoryRoot, 'localstack', 'docker', 'mysql-init.sh'),
                target: '/docker-entrypoint-initdb.d/enterwait.sh',
                mode: 0o755,
              },
            ])
            .start(),
        ),
      ),
    );
    const localstack = noted(
      log.step('LocalStack', async () => {
        const container = await keep(
          onLoopback(
            new LocalstackContainer(parts.localstack.image).withExposedPorts({ container: 4566, host: ports.aws }),
          )
            .withNetwork(network)
            .withLabels(labelsOf(paths))
            .withNetworkAliases('localstack')
            .withBindMounts([{ source: '/var/run/docker.sock', target: '/var/run/docker.sock' }])
            .withCopyFilesToContainer([
              guardFile('localstack_start.py', '/etc/localstack/init/start.d/guard.py'),
              guardFile('emulator_guard.py', '/opt/enterwait/emulator_guard.py'),
            ])
            // Its name stays LocalStack's own: the network alias would become the host of every queue URL.
            .withEnvironment({
              ...parts.localstack.environment,
              LOCALSTACK_HOST: 'localhost.localstack.cloud',
              LAMBDA_DOCKER_NETWORK: network.getName(),
            })
            .start(),
        );
        await waitForLocalStack({ host, port: ports.aws, region: record.region, signal });
        return container;
      }),
    );
    const initialised = noted(
      python.then(async () => {
        copyTerraform(paths, true);
        await log.step('Terraform init', (progress) => terraformInit(terraformOptions(context), progress));
      }),
    );
    const applied = noted(
      Promise.all([initialised, localstack, bundles]).then(() =>
        log.step('Terraform apply', (progress) => apply(context, progress)),
      ),
    );
    const services = SERVICE_NAMES.map((name) =>
      noted(
        (async () => {
          await Promise.all([images, mysql]);
          const container = await log.step(name, () =>
            keep(startService(name, parts, ports[name], network, { labels: labelsOf(paths), ...record })),
          );
          if (name === 'management') await applied;
          await prepareService(name, httpUrl(host, ports[name]), {
            secrets: context.secrets,
            logHint: name,
            signal,
          });
          return container.getId();
        })(),
      ),
    );
    const [enterwait, nursery, management] = await Promise.all(services);
    await applied;
    const ids = {
      enterwait: enterwait ?? '',
      nursery: nursery ?? '',
      management: management ?? '',
      mysql: (await mysql).getId(),
      localstack: (await localstack).getId(),
    } satisfies Containers;
    keepContainers(stateDir, ids);
    record.bundles = bundleHashes(paths);
    record.status = 'running';
    writeRecord(paths.record, record);
    return { stop };
  } catch (error) {
    // Nothing goes on starting behind the back of the clean-up, and the first error is the one to tell.
    await Promise.allSettled(works);
    await stop().catch((failure) => log.note(`make down: ${messageOf(failure)}`));
    throw error;
  }
}

/** As docker-compose.yml mounts it. */
const guardFile = (name: string, target: string) => ({
  source: join(repositoryRoot, 'localstack', 'emulator', 'extensions', name),
  target,
  mode: 0o644,
});

/** The image that EKS runs; inside the network the parts call each other by name. */
async function startService(
  name: ServiceName,
  parts: Parts,
  hostPort: number,
  network: StartedNetwork,
  { serviceEnv, labels }: Pick<StackRecord, 'serviceEnv'> & { labels: Record<string, string> },
): Promise<StartedTestContainer> {
  const { image, environment, ports } = parts[name];
  const port = ports[0]?.target ?? 0;
  return onLoopback(new GenericContainer(image).withExposedPorts({ container: port, host: hostPort }))
    .withNetwork(network)
    .withLabels(labels)
    .withNetworkAliases(name)
    .withEnvironment({ ...environment, ...serviceEnv })
    .withWaitStrategy(Wait.forHttp('/healthz', port))
    .start();
}
