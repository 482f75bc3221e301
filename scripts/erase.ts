import { runCli } from './lib/cli.ts';
import { renderErasure } from './lib/erase/render.ts';
import { runErase } from './lib/erase/run.ts';
import { RETENTION_DAYS, readEraseWishes } from './lib/erase/wishes.ts';
import { isSet, openTarget } from './lib/target.ts';

/**
 * `make erase USER=parent01` (a parent with children, account and applications), `make erase CHILD=202403150000001` (one child), and
 * `make retention OLDER_THAN=365d` (cancelled and rejected applications of that age). `DRY_RUN=1` changes nothing; `WITHDRAW=1` also
 * takes places away; `TARGET=aws` works on AWS; `JSON=1`. It can be run again at any time.
 */
await runCli(async () => {
  const env = process.argv.includes('retention')
    ? { ...process.env, ERASE_USER: '', CHILD: '', OLDER_THAN: process.env.OLDER_THAN || `${RETENTION_DAYS}d` }
    : process.env;
  const wishes = readEraseWishes(env);
  const target = await openTarget();
  const run = await runErase(target, wishes);
  console.log(isSet('JSON') ? JSON.stringify({ target: target.name, ...run }, null, 2) : renderErasure(run));
  return 0;
});
