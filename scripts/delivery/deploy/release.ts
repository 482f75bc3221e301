import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '@enterwait/command-line/files';
import { runCommand } from '@enterwait/command-line/processes';
import { CHART, type Size } from '../chart/check.ts';
import { chartValues } from './chart-values.ts';
import type { Deployment } from './deployment.ts';
import { openCluster } from './reaching/kubeconfig.ts';
import type { Runner } from './runner.ts';

const RELEASE = 'enterwait';
/** A migration may take 15 minutes; a rollout gives up after ten (progressDeadlineSeconds). */
const TIMEOUT = '20m';

/** The cluster of one deployment. */
export interface Cluster {
  readonly runner: Runner;
  readonly helm: string;
  readonly deployment: Deployment;
}

/** @param work receives the environment in which kubectl and helm reach the cluster, and a folder for its files */
async function inCluster<Result>(
  { runner, deployment }: Cluster,
  work: (env: NodeJS.ProcessEnv, folder: string) => Promise<Result>,
): Promise<Result> {
  const { env, folder, close } = await openCluster(runner, deployment);
  try {
    return await work(env, folder);
  } finally {
    close();
  }
}

/** Installs or upgrades: migrations first, then the pods one by one. If something does not become ready, rolls back and fails. */
export async function deploy(cluster: Cluster, { size, tag }: { size: Size; tag: string }): Promise<void> {
  const { runner, helm, deployment } = cluster;
  await inCluster(cluster, async (env, folder) => {
    const values = join(folder, 'deployment.json');
    writeFileSync(values, JSON.stringify(chartValues(deployment, tag), undefined, 2));
    const files = ['--values', join(CHART, `values-${size}.yaml`), '--values', values];
    const place = ['--namespace', deployment.namespace];
    // Render before changing anything, also in a dry run: the chart refuses values that do not fit.
    await renderOnly(helm, [...place, ...files]);
    await runner.run(
      helm,
      [
        ...['upgrade', RELEASE, CHART, '--install', ...place, ...files],
        ...['--wait', '--rollback-on-failure', '--timeout', TIMEOUT, '--history-max', '10', '--description', tag],
      ],
      { env },
    );
  });
}

/** Goes back to the previous release (or to `revision`). Only the pods change; the databases stay as they are. */
export async function rollback(cluster: Cluster, revision: string | undefined): Promise<void> {
  const { runner, helm, deployment } = cluster;
  await inCluster(cluster, (env) =>
    runner.run(
      helm,
      [
        ...['rollback', RELEASE, ...(revision === undefined ? [] : [revision])],
        ...['--namespace', deployment.namespace, '--wait', '--timeout', TIMEOUT],
      ],
      { env },
    ),
  );
}

/** Once per cluster, by its administrator: creates the namespace and has network policies enforced. */
export async function prepareCluster(cluster: Cluster): Promise<void> {
  const manifest = join(repositoryRoot, 'charts', 'cluster.yaml');
  await inCluster(cluster, (env) =>
    cluster.runner.run('kubectl', ['apply', '--server-side', '--filename', manifest], { env }),
  );
}

const renderOnly = (helm: string, args: readonly string[]): Promise<unknown> =>
  runCommand(helm, ['template', RELEASE, CHART, ...args]);
