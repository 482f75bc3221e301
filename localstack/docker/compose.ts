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
 * Label of the containers of one stack that are not of its compose project: those in which its LocalStack runs Lambdas, and all those of a
 * test suite.
 */
export const lambdaLabel = (paths: StateDir): string => `enterwait.stack=${stackId(paths)}`;

/**
 * Containers of the compose project. The project alone would not do: images that compose has built hand its label on to
 * every container that anybody starts from them.
 */
const composeLabels = (paths: StateDir): string[] => [projectLabel(paths), 'com.docker.compose.container-number'];
const projectLabel = (paths: StateDir): string => `com.docker.compose.project=${composeProject(paths)}`;

/** Name of the container of a part. */
export const containerName = (paths: StateDir, part: string): string => `${composeProject(paths)}-${part}-1`;

/** What docker-compose.yml leaves open. It travels in the environment, so that no secret stands in a file or an argument. */
export function composeVariables({ paths, record, secrets }: StackContext): Record<string, string> {
  const { host, ports, region } = record;
  return {
    ...secrets,
    // Compose would take what follows a dollar for a variable; none of ours has one.
    DATABASE_SQL: databaseSql(secrets),
    LAMBDA_LABEL: lambdaLabel(paths),
    NETWORK: composeProject(paths),
    // The stacks of one checkout share its images, two checkouts do not: one would start the other's code.
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

/** Runs `docker compose` on this project. @throws UserError (`COMPOSE_FAILED`) with the end of what it printed */
export async function compose(context: StackContext, args: readonly string[]): Promise<CommandResult> {
  const { paths, signal } = context;
  // Two of them may run beside each other.
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
 * Removes what runs of the stack of `make up`: containers (those of Lambdas too) and network. Images stay.
 * @param options.volumes also the databases
 * @returns the names of the containers
 */
export async function removeContainers(
  paths: Pick<StackPaths, 'stateDir' | 'logs'>,
  { volumes }: { readonly volumes: boolean },
): Promise<string[]> {
  const lambdaFilter = [lambdaLabel(paths)];
  const names = [...(await containersWith(composeLabels(paths))), ...(await containersWith(lambdaFilter))];
  const project = ['compose', '--project-name', composeProject(paths)];
  // What they have said goes with them: it is kept for `make logs`.
  await runCommand('docker', [...project, 'logs', '--no-color', '--timestamps'], {
    cwd: '/',
    logFile: join(paths.logs, 'containers.log'),
  }).catch(() => {});
  // In order first: the services hand over what they hold, LocalStack ends its Lambdas.
  await runCommand('docker', [...project, 'stop'], { cwd: '/' });
  // A network cannot go while a Lambda of a killed LocalStack is still in it.
  const lambdas = await containersWith(lambdaFilter);
  const networks = await networksOf(lambdas);
  // With what has no name: `down` would leave a volume that an image makes for itself. Those of the databases and of LocalStack have one.
  const left = [...lambdas, ...(await containersWith(composeLabels(paths)))];
  if (left.length > 0) await runCommand('docker', ['rm', '--force', '--volumes', ...left]);
  await runCommand('docker', [...project, 'down', ...(volumes ? ['--volumes'] : []), '--remove-orphans'], { cwd: '/' });
  // That of a test suite; the project's own has just gone.
  for (const network of networks) await runCommand('docker', ['network', 'rm', network]).catch(() => {});
  return names;
}

/** Networks in which these containers stand, but for those of the engine itself. */
async function networksOf(containers: readonly string[]): Promise<string[]> {
  if (containers.length === 0) return [];
  const format = '{{range $name, $_ := .NetworkSettings.Networks}}{{println $name}}{{end}}';
  const { stdout } = await runCommand('docker', ['inspect', '--format', format, ...containers]);
  const names = new Set(stdout.split('\n').filter(Boolean));
  return [...names].filter((name) => !['bridge', 'host', 'none'].includes(name));
}

/** Names of the containers that bear all of these labels. */
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

/** True if the engine still has anything of the stack of `make up` but its databases: a container or its network. */
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

/** Names of the databases' volumes of the stack of `make up`: what was entered lies in them. That of LocalStack is none of these. */
export async function volumesOf(paths: StateDir): Promise<string[]> {
  const filters = [projectLabel(paths), 'com.docker.compose.volume=database'].flatMap((label) => [
    '--filter',
    `label=${label}`,
  ]);
  const { stdout } = await runCommand('docker', ['volume', 'ls', '--quiet', ...filters]);
  return stdout.split('\n').filter(Boolean);
}

/** Labels of the container of one service of the stack of `make up`. */
export const partLabels = (paths: StateDir, service: string): string[] => [
  ...composeLabels(paths),
  `com.docker.compose.service=${service}`,
];
