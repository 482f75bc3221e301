import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Deployment } from './deployment.ts';
import type { Runner } from './runner.ts';

/** How kubectl and helm reach one cluster: a kubeconfig of its own, so that nobody's `kubectl` context is changed. */
export interface ClusterAccess {
  readonly env: NodeJS.ProcessEnv;
  /** For whatever else is needed meanwhile. */
  readonly folder: string;
  close(): void;
}

/** @param runner runs the AWS CLI, as whoever is signed in there */
export async function openCluster(
  runner: Runner,
  { region, cluster_name }: Pick<Deployment, 'region' | 'cluster_name'>,
): Promise<ClusterAccess> {
  const folder = mkdtempSync(join(tmpdir(), 'enterwait-cluster-'));
  const close = () => rmSync(folder, { recursive: true, force: true });
  const kubeconfig = join(folder, 'kubeconfig');
  try {
    await runner.run('aws', [
      ...['eks', 'update-kubeconfig', '--region', region],
      ...['--name', cluster_name, '--kubeconfig', kubeconfig],
    ]);
  } catch (error) {
    close();
    throw error;
  }
  return { env: { ...process.env, KUBECONFIG: kubeconfig }, folder, close };
}
