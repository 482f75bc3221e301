import { join } from 'node:path';
import { CommandFailed, UserError } from '@enterwait/command-line/errors';
import { cacheDir, repositoryRoot } from '@enterwait/command-line/files';
import { type CommandResult, projectEnvironment, runCommand, STATE_MARKER } from '@enterwait/command-line/processes';
import { databaseSql } from '../database/database-setup.ts';
import type { StackContext } from '../stack/context.ts';
import { composeProject, stackId } from '../state/belonging.ts';
import type { StackPaths } from '../state/paths.ts';

type StateDir = Pick<StackPaths, 'stateDir'>;

/**
 * Label of a stack's containers outside its compose project: those in which its LocalStack runs Lambdas, and all containers of a test
 * suite.
 */
export const lambdaLabel = (paths: StateDir): string => `enterwait.stack=${stackId(paths)}`;

/**
 * Labels of the compose project's containers. The project label alone is not enough: images built by compose pass it on to every container
 * that anyone starts from them.
 */
const composeLabels = (paths: StateDir): string[] => [projectLabel(paths), 'com.docker.compose.container-number'];
const projectLabel = (paths: StateDir): string => `com.docker.compose.project=${composeProject(paths)}`;

/** The container name of a part. */
export const containerName = (paths: StateDir, part: string): string => `${composeProject(paths)}-${part}-1`;

/**
 * The variables that docker-compose.yml leaves open. They travel in the environment, so that no secret appears in a file or an argument.
 */
export function composeVariables({ paths, record, secrets }: StackContext): Record<string, string> {
  const { host, ports, region } = record;
  return {
    ...secrets,
    // Compose would expand anything after a dollar sign as a variable. None of our secrets contains one.
    DATABASE_SQL: databaseSql(secrets),
    LAMBDA_LABEL: lambdaLabel(paths),
    NETWORK: composeProject(paths),
    // The stacks of one checkout share its images. Two checkouts do not, because one would start the other's code.
    IMAGE_TAG: `local-${stackId({ stateDir: cacheDir })}`,
    BIND_ADDRESS: host,
    REGION: region,
    AWS_PORT: String(ports.aws),
    DATABASE_PORT: String(ports.database),
    ENTERWAIT_PORT: String(ports.enterwait),
    NURSERY_PORT: String(ports.nursery),
    MANAGEMENT_PORT: String(ports.management),
  };
}

export const composeArguments = (paths: StateDir, args: readonly string[]): string[] => [
  'compose',
  '--project-name',
  composeProject(paths),
  '--file',
  join(repositoryRoot, 'docker-compose.yml'),
  ...args,
];

export const composeEnvironment = (context: StackContext): NodeJS.ProcessEnv => ({
  ...projectEnvironment(composeVariables(context)),
  [STATE_MARKER]: context.paths.stateDir,
  COMPOSE_PROGRESS: 'plain',
  COMPOSE_MENU: '0',
});

/** Runs `docker compose` on this project. @throws UserError (`COMPOSE_FAILED`) with the last lines it printed */
export async function compose(context: StackContext, args: readonly string[]): Promise<CommandResult> {
  const { paths, signal } = context;
  // Two commands may run at the same time, so their names differ by subject.
  const subject = args.filter((arg) => !arg.startsWith('-')).slice(0, 2);
  try {
    return await runCommand('docker', composeArguments(paths, args), {
      cwd: repositoryRoot,
      env: composeEnvironment(context),
      pidDir: paths.pids,
      logFile: join(paths.logs, 'docker.log'),
      name: `compose-${subject.join('-')}`,
      ...(signal ? { signal } : {}),
    });
  } catch (error) {
    if (!(error instanceof CommandFailed)) throw error;
    throw new UserError('COMPOSE_FAILED', error.message, error.advice ?? adviceFor(error.output));
  }
}

function adviceFor(output: string): string {
  if (/port is already allocated|address already in use/i.test(output))
    return '다른 포트를 쓰세요 (choose other ports): make help';
  if (
    /pull access denied|failed to resolve reference|no such host|connection refused|TLS handshake|i\/o timeout/i.test(
      output,
    )
  ) {
    return '이미지를 받을 수 없습니다. Docker 없이 (an image cannot be pulled; without Docker): make up STACK=embedded';
  }
  return 'Docker 없이 (without Docker): make up STACK=embedded';
}

/**
 * Removes what `make up` started and is still running: containers (including those of Lambdas) and the network. Images stay.
 * @param options.volumes also remove the databases
 * @returns the names of the containers
 */
export async function removeContainers(
  paths: Pick<StackPaths, 'stateDir' | 'logs'>,
  { volumes }: { readonly volumes: boolean },
): Promise<string[]> {
  const lambdaFilter = [lambdaLabel(paths)];
  const names = [...(await containersWith(composeLabels(paths))), ...(await containersWith(lambdaFilter))];
  const project = ['compose', '--project-name', composeProject(paths)];
  // Removing the containers removes their logs, so save them for `make logs` first.
  await runCommand('docker', [...project, 'logs', '--no-color', '--timestamps'], {
    cwd: '/',
    logFile: join(paths.logs, 'containers.log'),
  }).catch(() => {});
  // Stop in order first: the services hand over pending work, and LocalStack ends its Lambdas.
  await runCommand('docker', [...project, 'stop'], { cwd: '/' });
  // A network cannot be removed while it still contains a Lambda of a killed LocalStack.
  const lambdas = await containersWith(lambdaFilter);
  const networks = await networksOf(lambdas);
  // `--volumes` removes anonymous volumes, which `down` would leave behind. The volumes of the databases and of LocalStack are named.
  const left = [...lambdas, ...(await containersWith(composeLabels(paths)))];
  if (left.length > 0) await runCommand('docker', ['rm', '--force', '--volumes', ...left]);
  await runCommand('docker', [...project, 'down', ...(volumes ? ['--volumes'] : []), '--remove-orphans'], { cwd: '/' });
  // The network of a test suite. The project's own network is already gone.
  for (const network of networks) await runCommand('docker', ['network', 'rm', network]).catch(() => {});
  return names;
}

/** The networks of these containers, except the engine's built-in ones. */
async function networksOf(containers: readonly string[]): Promise<string[]> {
  if (containers.length === 0) return [];
  const format = '{{range $name, $_ := .NetworkSettings.Networks}}{{println $name}}{{end}}';
  const { stdout } = await runCommand('docker', ['inspect', '--format', format, ...containers]);
  const names = new Set(stdout.split('\n').filter(Boolean));
  return [...names].filter((name) => !['bridge', 'host', 'none'].includes(name));
}

/** Names of the containers that have all of these labels. */
export async function containersWith(labels: readonly string[], all = true): Promise<string[]> {
  const filters = labels.flatMap((label) => ['--filter', `label=${label}`]);
  const { stdout } = await runCommand('docker', [
    'ps',
    ...(all ? ['--all'] : []),
    ...filters,
    '--format',
    '{{.Names}}',
  ]);
  return stdout.split('\n').filter(Boolean);
}

/** True if the engine still has a container or the network of the stack of `make up`. The database volumes do not count. */
export async function hasRemains(paths: StateDir): Promise<boolean> {
  const project = `label=${projectLabel(paths)}`;
  const lists = await Promise.all([
    containersWith(composeLabels(paths)),
    containersWith([lambdaLabel(paths)]),
    runCommand('docker', ['network', 'ls', '--quiet', '--filter', project]).then(({ stdout }) =>
      stdout.split('\n').filter(Boolean),
    ),
  ]);
  return lists.some((list) => list.length > 0);
}

/** Names of the database volumes of the stack of `make up`, which hold the entered data. LocalStack's volume is not included. */
export async function volumesOf(paths: StateDir): Promise<string[]> {
  const filters = [projectLabel(paths), 'com.docker.compose.volume=database'].flatMap((label) => [
    '--filter',
    `label=${label}`,
  ]);
  const { stdout } = await runCommand('docker', ['volume', 'ls', '--quiet', ...filters]);
  return stdout.split('\n').filter(Boolean);
}

/** Labels of one service's container in the stack of `make up`. */
export const partLabels = (paths: StateDir, service: string): string[] => [
  ...composeLabels(paths),
  `com.docker.compose.service=${service}`,
];
