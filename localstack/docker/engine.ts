import { CommandFailed, UserError } from '@enterwait/command-line/errors';
import { commandWorks } from '@enterwait/command-line/processes';
import type { StackKind } from '../settings/settings.ts';

export const hasDockerEngine = (): Promise<boolean> =>
  commandWorks('docker', ['version', '--format', '{{.Server.Version}}'], 4_000);
export const hasCompose = (): Promise<boolean> => commandWorks('docker', ['compose', 'version', '--short'], 4_000);

/** Docker if an engine answers and compose is installed, otherwise the embedded stack. */
export async function detectKind(): Promise<StackKind> {
  const [engine, compose] = await Promise.all([hasDockerEngine(), hasCompose()]);
  return engine && compose ? 'docker' : 'embedded';
}

/** @throws UserError (`DOCKER_MISSING`) */
export async function requireDocker(): Promise<void> {
  const [engine, compose] = await Promise.all([hasDockerEngine(), hasCompose()]);
  if (engine && compose) return;
  const what = engine ? 'docker compose 가 없습니다 (there is no docker compose)' : NO_ANSWER;
  throw new UserError('DOCKER_MISSING', what, '엔진을 켜거나, 없이 (start it, or do without): make up STACK=embedded');
}

const NO_ANSWER = 'Docker 엔진이 답하지 않습니다 (no Docker engine answers)';

/** For operations that need the stack's own Docker engine. */
export const noEngine = (nextCommand: string, cause?: unknown): UserError =>
  new UserError('NO_ENGINE', NO_ANSWER, `엔진을 켠 뒤 (start it, then): ${nextCommand}`, { cause });

/** True if a Docker program failed because it found no engine. */
export const foundNoEngine = (error: unknown): boolean =>
  error instanceof CommandFailed && /cannot connect to the docker daemon|error during connect/i.test(error.output);
