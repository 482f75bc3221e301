import { reindex } from '@enterwait/operations/reindex';
import { runCli } from '../localstack/command/run-cli.ts';
import { openTarget } from './delivery/targets/open-target.ts';

/**
 * `make reindex`: after an upgrade from a version without the monitor's indexes, gives the older applications their keys. Safe to repeat
 * and to run beside the pipeline. `TARGET=aws` works on AWS.
 */
await runCli(async () => {
  const target = await openTarget();
  const { written, moved } = await reindex(target.documents, target.outputs.table_name);
  console.log(`색인한 신청 (indexed): ${written}${moved === 0 ? '' : `, 그사이 바뀜 (moved meanwhile): ${moved}`}`);
  return 0;
});
