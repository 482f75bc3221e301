import { commandWorks } from './command.ts';
import type { StackKind } from './settings.ts';

export const hasDockerEngine = (): Promise<boolean> =>
  commandWorks('docker', ['version', '--format', '{{.Server.Version}}'], 4_000);
export const hasCompose = (): Promise<boolean> => commandWorks('docker', ['compose', 'version', '--short'], 4_000);

/** Docker where an engine answers and compose is there, else the embedded stack. */
export async function detectKind(): Promise<StackKind> {
  const [engine, compose] = await Promise.all([hasDockerEngine(), hasCompose()]);
  return engine && compose ? 'docker' : 'embedded';
}
