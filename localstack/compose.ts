import { join } from 'node:path';
import { type CommandResult, runCommand } from './command.ts';
import type { StackContext } from './context.ts';
import { databaseSql } from './database-setup.ts';
import { CommandFailed, StackError } from './errors.ts';
import { repositoryRoot } from './paths.ts';
import { STATE_MARKER } from './processes.ts';

export const COMPOSE_PROJECT = 'enterwait';
/** Label of the containers in which LocalStack runs Lambdas (docker-compose.yml). */
export const LAMBDA_LABEL = `enterwait.stack=${COMPOSE_PROJECT}`;

/** What docker-compose.yml leaves open. It travels in the environment, so that no secret stands in a file or an argument. */
export function composeVariables({
  record,
  secrets,
}: Pick<StackContext, 'record' | 'secrets'>): Record<string, string> {
  const { host, ports, region } = record;
  return {
    ...secrets,
    // Compose would take what follows a dollar for a variable; none of ours has one.
    DATABASE_SQL: databaseSql(secrets),
    BIND_ADDRESS: host,
    REGION: region,
    AWS_PORT: String(ports.aws),
    DATABASE_PORT: String(ports.database),
    ENTERWAIT_PORT: String(ports.enterwait),
    NURSERY_PORT: String(ports.nursery),
    MANAGEMENT_PORT: String(ports.management),
  };
}

export const composeArguments = (args: readonly string[]): string[] => [
  'compose',
  '--project-name',
  COMPOSE_PROJECT,
  '--file',
  join(repositoryRoot, 'docker-compose.yml'),
  ...args,
];

export const composeEnvironment = (context: StackContext): NodeJS.ProcessEnv => ({
  ...process.env,
  ...composeVariables(context),
  [STATE_MARKER]: context.paths.stateDir,
  COMPOSE_PROGRESS: 'plain',
  COMPOSE_MENU: '0',
});

/** Runs `docker compose` on this project. @throws StackError (`COMPOSE_FAILED`) with the end of what it printed */
export async function compose(context: StackContext, args: readonly string[]): Promise<CommandResult> {
  const { paths, signal } = context;
  const subject = args.filter((arg) => !arg.startsWith('-')).slice(0, 2);
  try {
    return await runCommand('docker', composeArguments(args), {
      cwd: repositoryRoot,
      env: composeEnvironment(context),
      pidDir: paths.pids,
      logFile: join(paths.logs, 'docker.log'),
      name: `compose-${subject.join('-')}`,
      ...(signal ? { signal } : {}),
    });
  } catch (error) {
    if (!(error instanceof CommandFailed)) throw error;
    throw new StackError('COMPOSE_FAILED', error.message, adviceFor(error.output));
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

/** Removes everything of the project: containers (those of Lambdas too), volumes, network. Images stay. Returns the names of the containers. */
export async function removeContainers(): Promise<string[]> {
  const names = [
    ...(await containersWith(`com.docker.compose.project=${COMPOSE_PROJECT}`)),
    ...(await containersWith(LAMBDA_LABEL)),
  ];
  const project = ['compose', '--project-name', COMPOSE_PROJECT];
  // In order first: the services hand over what they hold, LocalStack ends its Lambdas.
  await runCommand('docker', [...project, 'stop'], { cwd: '/' });
  // A network cannot go while a Lambda of a killed LocalStack is still in it.
  const lambdas = await containersWith(LAMBDA_LABEL);
  if (lambdas.length > 0) await runCommand('docker', ['rm', '--force', '--volumes', ...lambdas]);
  await runCommand('docker', [...project, 'down', '--volumes', '--remove-orphans'], { cwd: '/' });
  return names;
}

export async function containersWith(label: string, all = true): Promise<string[]> {
  const { stdout } = await runCommand('docker', [
    'ps',
    ...(all ? ['--all'] : []),
    '--filter',
    `label=${label}`,
    '--format',
    '{{.Names}}',
  ]);
  return stdout.split('\n').filter(Boolean);
}

/** True if the engine still has anything of the project: a container, its network or its volume. */
export async function hasRemains(): Promise<boolean> {
  const label = `label=com.docker.compose.project=${COMPOSE_PROJECT}`;
  const lists = await Promise.all([
    runCommand('docker', ['ps', '--all', '--quiet', '--filter', label]),
    runCommand('docker', ['ps', '--all', '--quiet', '--filter', `label=${LAMBDA_LABEL}`]),
    runCommand('docker', ['network', 'ls', '--quiet', '--filter', label]),
    runCommand('docker', ['volume', 'ls', '--quiet', '--filter', label]),
  ]);
  return lists.some(({ stdout }) => stdout.trim() !== '');
}
