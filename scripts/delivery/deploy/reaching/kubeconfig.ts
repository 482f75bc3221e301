import { join } from 'node:path';
import { personEnvironment } from '@enterwait/command-line/processes';
import { temporaryFolder } from '../../../../localstack/state/stacks.ts';
import type { Deployment } from '../deployment.ts';
import type { Runner } from '../runner.ts';

/** How kubectl and helm reach one cluster: with a kubeconfig of its own, so that nobody's `kubectl` context changes. */
export interface ClusterAccess {
  readonly env: NodeJS.ProcessEnv;
  /** For any other files needed meanwhile. */
  readonly folder: string;
  close(): void;
}

/** @param runner runs the AWS CLI, with the credentials of whoever is signed in there */
export async function openCluster(
  runner: Runner,
  { region, cluster_name }: Pick<Deployment, 'region' | 'cluster_name'>,
): Promise<ClusterAccess> {
  const { path: folder, remove: close } = temporaryFolder('cluster');
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
  return { env: personEnvironment({ KUBECONFIG: kubeconfig }), folder, close };
}
