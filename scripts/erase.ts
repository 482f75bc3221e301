import { isSet, readNumber } from '@enterwait/command-line/options';
import {
  RETENTION_DAYS,
  readEraseOptions,
  renderErasure,
  renderLeavers,
  runErase,
  runLeavers,
} from '@enterwait/operations/erase';
import { runCli } from '../localstack/command/run-cli.ts';
import { openTarget } from './delivery/targets/open-target.ts';

/**
 * `make erase USER=parent01` (a parent with children, account and applications), `make erase CHILD=202403150000001` (one child), and
 * `make retention OLDER_THAN=365d` (cancelled and rejected applications older than that). `DRY_RUN=1` changes nothing; `WITHDRAW=1` also
 * gives up places; `TARGET=aws` works on AWS; `JSON=1` prints JSON. Safe to run again at any time. `make leavers` erases the people who
 * closed their own account, and fails if one of them cannot be erased yet.
 */
await runCli(async () => {
  if (process.argv.includes('leavers')) return eraseLeavers();
  const env = process.argv.includes('retention')
    ? { ...process.env, ERASE_USER: '', CHILD: '', OLDER_THAN: process.env.OLDER_THAN || `${RETENTION_DAYS}d` }
    : process.env;
  const options = readEraseOptions(env);
  const target = await openTarget();
  const run = await runErase(target, options);
  console.log(isSet('JSON') ? JSON.stringify({ target: target.name, ...run }, null, 2) : renderErasure(run));
  return 0;
});

async function eraseLeavers(): Promise<number> {
  const options = { dryRun: isSet('DRY_RUN'), patienceMs: readNumber('PATIENCE_S', 60) * 1000 };
  const run = await runLeavers(await openTarget(), options);
  console.log(isSet('JSON') ? JSON.stringify(run, null, 2) : renderLeavers(run, options.dryRun));
  return run.later.length === 0 ? 0 : 1;
}
