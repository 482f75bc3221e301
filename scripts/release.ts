import { UserError } from '@enterwait/command-line/errors';
import { runCli } from '../localstack/command/run-cli.ts';
import { readDeployment } from './delivery/deploy/deployment.ts';
import { isDryRun, sizeOf, tagOf } from './delivery/deploy/options.ts';
import { deploy, prepareCluster, rollback } from './delivery/deploy/release.ts';
import { createRunner } from './delivery/deploy/runner.ts';
import { ensureGoTool } from './delivery/tools/go-tools.ts';

/** `make cluster | deploy | rollback`: manages what runs in the cluster. `DRY_RUN=1` shows what would be done, and checks the values. */
await runCli(async (signal) => {
  const { env } = process;
  const cluster = {
    runner: createRunner(isDryRun(env)),
    helm: await ensureGoTool('helm', (text) => console.log(text), signal),
    deployment: await readDeployment(env),
  };
  switch (process.argv[2]) {
    case 'cluster':
      await prepareCluster(cluster);
      return 0;
    case 'deploy':
      await deploy(cluster, { size: sizeOf(env), tag: await tagOf(env) });
      return 0;
    case 'rollback':
      await rollback(cluster, env.REVISION || undefined);
      return 0;
    default:
      throw new UserError('BAD_SETTING', 'cluster, deploy 또는 rollback (cluster, deploy or rollback)');
  }
});
