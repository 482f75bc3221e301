import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { LocalstackContainer } from '@testcontainers/localstack';
import { MySqlContainer } from '@testcontainers/mysql';
import { GenericContainer, Network, type StartedTestContainer, Wait } from 'testcontainers';
import { build, bundleHashes } from '../../localstack/bundles.ts';
import { type StackContext, terraformOptions } from '../../localstack/context.ts';
import { databaseSql, SERVER_ARGUMENTS } from '../../localstack/database-setup.ts';
import { pathsOf, repositoryRoot } from '../../localstack/paths.ts';
import { apply } from '../../localstack/pipeline.ts';
import { findFreePorts } from '../../localstack/ports.ts';
import { ensurePython } from '../../localstack/python.ts';
import { type StackRecord, writeRecord } from '../../localstack/record.ts';
import type { Reporter } from '../../localstack/reporter.ts';
import { loadSecrets } from '../../localstack/secrets.ts';
import { integrateQueueUrl, prepareService, serviceEnvironment } from '../../localstack/services.ts';
import { DEFAULT_REGION, httpUrl } from '../../localstack/settings.ts';
import { SERVICE_NAMES, type ServiceName } from '../../localstack/stack.ts';
import { copyTerraform, requireTerraform, terraformInit } from '../../localstack/terraform.ts';
import type { Containers } from './containers.ts';
import { CONTAINERS_FILE } from './stack.ts';

const LOCALSTACK_IMAGE = process.env.LOCALSTACK_IMAGE || 'localstack/localstack:4.14.0';
const MYSQL_IMAGE = process.env.MYSQL_IMAGE || 'mysql:8.4';
/** Ports inside the containers, as in docker-compose.yml. */
const SERVICE_PORTS: Record<ServiceName, number> = { enterwait: 3000, nursery: 4000, management: 9000 };

/** Publishes on the loopback address alone: what a test starts is nobody else's. */
const onLoopback = <Made extends GenericContainer>(container: Made): Made => {
  const { hostConfig } = container as unknown as {
    hostConfig: { PortBindings?: Record<string, { HostIp?: string }[]> };
  };
  for (const bindings of Object.values(hostConfig.PortBindings ?? {}))
    for (const binding of bindings) binding.HostIp = '127.0.0.1';
  return container;
};

/**
 * Starts LocalStack, MySQL and the services' own images by testcontainers and applies the Terraform.
 * @returns how to stop it; containers that are left by a crash are Ryuk's to remove.
 */
export async function startDockerStack(stateDir: string, log: Reporter): Promise<{ stop(): Promise<void> }> {
  await requireTerraform();
  const paths = pathsOf(stateDir);
  mkdirSync(paths.pids, { recursive: true });
  const host = '127.0.0.1';
  const ports = await findFreePorts(host);
  const record: StackRecord = {
    status: 'starting',
    kind: 'docker',
    host,
    ports,
    region: DEFAULT_REGION,
    terraformVars: {},
    serviceEnv: {},
    bundles: {},
  };
  writeRecord(paths.record, record);
  const context: StackContext = { paths, record, secrets: loadSecrets(paths.secrets) };
  const network = await new Network().start();
  const started: StartedTestContainer[] = [];
  const keep = async <Started extends StartedTestContainer>(starting: Promise<Started>): Promise<Started> => {
    const container = await starting;
    started.push(container);
    return container;
  };
  const stop = async (): Promise<void> => {
    await Promise.all(started.map((container) => container.stop({ timeout: 20_000 })));
    await network.stop();
    rmSync(paths.record, { force: true });
  };

  try {
    const bundles = log.step('bundles', () => build(paths));
    const python = log.step('Python venv', (progress) =>
      ensurePython({ pidDir: paths.pids, logFile: join(paths.logs, 'python.log'), progress }),
    );
    const mysql = log.step('MySQL', () =>
      keep(
        onLoopback(new MySqlContainer(MYSQL_IMAGE).withExposedPorts({ container: 3306, host: ports.database }))
          .withNetwork(network)
          .withNetworkAliases('mysql')
          .withCommand([...SERVER_ARGUMENTS])
          .withRootPassword(context.secrets.DATABASE_ROOT_PASSWORD)
          .withCopyContentToContainer([
            { content: databaseSql(context.secrets), target: '/docker-entrypoint-initdb.d/databases.sql' },
          ])
          .start(),
      ),
    );
    const localstack = log.step('LocalStack', () =>
      keep(
        onLoopback(new LocalstackContainer(LOCALSTACK_IMAGE).withExposedPorts({ container: 4566, host: ports.aws }))
          .withNetwork(network)
          .withNetworkAliases('localstack')
          .withBindMounts([{ source: '/var/run/docker.sock', target: '/var/run/docker.sock' }])
          .withEnvironment({
            SQS_ENDPOINT_STRATEGY: 'dynamic',
            LAMBDA_DOCKER_NETWORK: network.getName(),
            LAMBDA_REMOVE_CONTAINERS: '1',
            ...(process.env.LOCALSTACK_AUTH_TOKEN ? { LOCALSTACK_AUTH_TOKEN: process.env.LOCALSTACK_AUTH_TOKEN } : {}),
          })
          .start(),
      ),
    );
    const initialised = python.then(async () => {
      copyTerraform(paths, true);
      await log.step('Terraform init', (progress) => terraformInit(terraformOptions(context), progress));
    });
    const applied = Promise.all([initialised, localstack, bundles]).then(() =>
      log.step('Terraform apply', (progress) => apply(context, progress)),
    );
    const services = SERVICE_NAMES.map(async (name) => {
      await Promise.all([bundles, mysql]);
      const container = await log.step(name, () => keep(startService(name, context, network)));
      if (name === 'management') await applied;
      await prepareService(name, httpUrl(host, ports[name]), {
        adminToken: context.secrets.ADMIN_TOKEN,
        logHint: name,
      });
      return container.getId();
    });
    const [enterwait, nursery, management] = await Promise.all(services);
    await applied;
    const ids = {
      enterwait: enterwait ?? '',
      nursery: nursery ?? '',
      management: management ?? '',
      mysql: (await mysql).getId(),
      localstack: (await localstack).getId(),
    } satisfies Containers;
    writeFileSync(join(stateDir, CONTAINERS_FILE), JSON.stringify(ids));
    record.bundles = bundleHashes(paths);
    record.status = 'running';
    writeRecord(paths.record, record);
    return { stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** The image that EKS runs, built from the bundles; inside the network the parts call each other by name. */
async function startService(
  name: ServiceName,
  { record, secrets }: StackContext,
  network: Awaited<ReturnType<Network['start']>>,
): Promise<StartedTestContainer> {
  const image = await GenericContainer.fromDockerfile(repositoryRoot, 'services/Dockerfile')
    .withBuildArgs({ SERVICE: name, PORT: String(SERVICE_PORTS[name]) })
    .build(`enterwait-test/${name}:latest`, {
      deleteOnExit: false,
    });
  const inside = {
    ...serviceEnvironment(name, {
      host: record.host,
      ports: record.ports,
      region: record.region,
      secrets,
      serviceEnv: {},
    }),
    HOST: '0.0.0.0',
    PORT: String(SERVICE_PORTS[name]),
    AWS_ENDPOINT_URL: 'http://localstack:4566',
    QUEUE_URL: integrateQueueUrl('http://localstack:4566'),
    ...(name === 'management' ? {} : { HOSTNAME: 'mysql', DB_PORT: '3306' }),
  };
  return onLoopback(image.withExposedPorts({ container: SERVICE_PORTS[name], host: record.ports[name] }))
    .withNetwork(network)
    .withNetworkAliases(name)
    .withEnvironment(inside)
    .withWaitStrategy(Wait.forHttp('/healthz', SERVICE_PORTS[name]))
    .start();
}
