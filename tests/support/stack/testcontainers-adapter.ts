import { join } from 'node:path';
import { repositoryRoot } from '@enterwait/command-line/files';
import { runCommand } from '@enterwait/command-line/processes';
import { LocalstackContainer } from '@testcontainers/localstack';
import { MySqlContainer } from '@testcontainers/mysql';
import { GenericContainer, Network, type StartedNetwork, type StartedTestContainer, Wait } from 'testcontainers';
import { z } from 'zod';
import { compose, composeArguments, composeEnvironment } from '../../../localstack/docker/compose.ts';
import { waitForLocalStack } from '../../../localstack/docker/localstack.ts';
import type { StackContext } from '../../../localstack/stack/context.ts';
import { SERVICE_NAMES } from '../../../localstack/stack/stack.ts';
import type { StackAdapter } from '../../../localstack/stack/start.ts';
import { stopDocker } from '../../../localstack/stack/stop.ts';
import { type Containers, containerHandles, keepContainers, labelsOf, onLoopback } from './containers.ts';

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

/** Images, settings and ports of the parts, from docker-compose.yml: the tests run what `make up` runs. */
async function composeParts(context: StackContext): Promise<Parts> {
  const { stdout } = await runCommand('docker', composeArguments(context.paths, ['config', '--format', 'json']), {
    cwd: repositoryRoot,
    env: composeEnvironment(context),
  });
  return composeSchema.parse(JSON.parse(stdout)).services;
}

/**
 * The stack of `make up` in containers of testcontainers: the same images and settings, on free ports. After a crash Ryuk removes what is
 * left, except the Lambdas of a killed LocalStack: those have the label of the stack.
 * @param stopping raised when everything must go at once
 */
export function testcontainersAdapter(stopping?: AbortSignal): StackAdapter {
  const started = new Map<keyof Containers, StartedTestContainer>();
  let network: Promise<StartedNetwork> | undefined;
  let parts: Promise<Parts> | undefined;
  const itsNetwork = () => {
    network ??= new Network().start();
    return network;
  };
  const itsParts = (context: StackContext) => {
    parts ??= composeParts(context);
    return parts;
  };
  const keep = async (name: keyof Containers, starting: Promise<StartedTestContainer>): Promise<void> => {
    started.set(name, await starting);
  };
  const stop = async (stateDir: string): Promise<void> => {
    const inHurry = stopping?.aborted;
    if (!inHurry) {
      await Promise.all([...started.values()].map((container) => container.stop({ timeout: 20_000 })));
    }
    // Everything else with the label: all of it in a hurry, otherwise functions whose emulator ended before them. They hold the network.
    await stopDocker(stateDir, { reset: true });
    if (!inHurry) await (await network)?.stop().catch(unlessGone);
  };

  return {
    kind: 'docker',
    check: async () => {},
    hasDatabases: () => false,
    async startDatabase(context, log) {
      const { mysql } = await itsParts(context);
      const { record, paths, secrets } = context;
      const container = new MySqlContainer(mysql.image)
        .withExposedPorts({ container: 3306, host: record.ports.database })
        .withNetwork(await itsNetwork())
        .withLabels(labelsOf(paths))
        .withNetworkAliases('mysql')
        .withCommand(mysql.command ?? [])
        .withRootPassword(secrets.DATABASE_ROOT_PASSWORD)
        .withEnvironment(mysql.environment)
        .withCopyFilesToContainer([
          {
            source: join(repositoryRoot, 'localstack', 'docker', 'mysql-init.sh'),
            target: '/docker-entrypoint-initdb.d/enterwait.sh',
            mode: 0o755,
          },
        ]);
      await log.step('MySQL', () => keep('mysql', onLoopback(container).start()));
    },
    async startEmulator(context, log) {
      const { localstack } = await itsParts(context);
      const { record, paths, signal } = context;
      const containers = await itsNetwork();
      const container = new LocalstackContainer(localstack.image)
        .withExposedPorts({ container: 4566, host: record.ports.aws })
        .withNetwork(containers)
        .withLabels(labelsOf(paths))
        .withNetworkAliases('localstack')
        .withBindMounts([{ source: '/var/run/docker.sock', target: '/var/run/docker.sock' }])
        .withCopyFilesToContainer([
          guardFile('localstack_start.py', '/etc/localstack/init/start.d/guard.py'),
          guardFile('emulator_guard.py', '/opt/enterwait/emulator_guard.py'),
        ])
        // Its name stays LocalStack's own: otherwise the network alias would become the host of every queue URL.
        .withEnvironment({
          ...localstack.environment,
          LOCALSTACK_HOST: 'localhost.localstack.cloud',
          LAMBDA_DOCKER_NETWORK: containers.getName(),
        });
      await log.step('LocalStack', async () => {
        await keep('localstack', onLoopback(container).start());
        await waitForLocalStack({ host: record.host, port: record.ports.aws, region: record.region, signal });
      });
    },
    makeServices: (context, log) => log.step('images', () => compose(context, ['build', ...SERVICE_NAMES])),
    async startService(context, name) {
      const { image, environment, ports } = (await itsParts(context))[name];
      const port = ports[0]?.target ?? 0;
      // This is the image that EKS runs; inside the network the parts call each other by name.
      const container = new GenericContainer(image)
        .withExposedPorts({ container: port, host: context.record.ports[name] })
        .withNetwork(await itsNetwork())
        .withLabels(labelsOf(context.paths))
        .withNetworkAliases(name)
        .withEnvironment({ ...environment, ...context.record.serviceEnv })
        .withWaitStrategy(Wait.forHttp('/healthz', port));
      await keep(name, onLoopback(container).start());
    },
    logHint: (_context, name) => `docker logs ${started.get(name)?.getId() ?? name}`,
    handles(context) {
      const ids = Object.fromEntries([...started].map(([name, container]) => [name, container.getId()])) as Containers;
      keepContainers(context.paths.stateDir, ids);
      return { ...containerHandles(context, ids), stop: () => stop(context.paths.stateDir) };
    },
    putAway: stop,
  };
}

/** Containers of functions that outlived their emulator were removed together with the network that they held. */
function unlessGone(error: unknown): void {
  if ((error as { statusCode?: number }).statusCode !== 404) throw error;
}

/** As in docker-compose.yml. */
const guardFile = (name: string, target: string) => ({
  source: join(repositoryRoot, 'localstack', 'emulator', 'extensions', name),
  target,
  mode: 0o644,
});
