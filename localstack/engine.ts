import { commandWorks } from './command.ts';
import { StackError } from './errors.ts';
import type { StackKind } from './settings.ts';

export const hasDockerEngine = (): Promise<boolean> =>
  commandWorks('docker', ['version', '--format', '{{.Server.Version}}'], 4_000);
export const hasCompose = (): Promise<boolean> => commandWorks('docker', ['compose', 'version', '--short'], 4_000);

/** Docker where an engine answers and compose is there, else the embedded stack. */
export async function detectKind(): Promise<StackKind> {
  const [engine, compose] = await Promise.all([hasDockerEngine(), hasCompose()]);
  return engine && compose ? 'docker' : 'embedded';
}

/** @throws StackError (`DOCKER_MISSING`) */
export async function requireDocker(): Promise<void> {
  const [engine, compose] = await Promise.all([hasDockerEngine(), hasCompose()]);
  if (engine && compose) return;
  const what = engine
    ? 'docker compose 가 없습니다 (there is no docker compose)'
    : 'Docker 엔진이 답하지 않습니다 (no Docker engine answers)';
  throw new StackError('DOCKER_MISSING', what, '엔진을 켜거나, 없이 (start it, or do without): make up STACK=embedded');
}
