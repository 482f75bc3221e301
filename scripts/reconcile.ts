import { UserError } from '@enterwait/command-line/errors';
import { isSet, readNumber } from '@enterwait/command-line/options';
import { DEFAULTS, leftOf, type RunOptions, renderRun, runReconcile } from '@enterwait/operations/reconcile';
import { runCli } from '../localstack/command/run-cli.ts';
import { openTarget } from './delivery/targets/open-target.ts';

/**
 * `make reconcile`: compares both databases with the judge's table and prints the differences. `REPAIR=1` delivers the authoritative
 * state again, resends unanswered commands, waits and compares again (`REPAIR=force`: also rows that are ahead of the table). Exits with
 * 0 if nothing is left to do.
 * `TARGET=aws` works on AWS; `MINUTES=10` sets when a command counts as unanswered; `JSON=1` prints JSON.
 */
await runCli(async () => {
  const target = await openTarget();
  const run = await runReconcile(target, {
    repair: readRepair(),
    max: readNumber('MAX', DEFAULTS.max),
    lostAfterMs: readNumber('MINUTES', DEFAULTS.lostAfterMs / 60_000) * 60_000,
    patienceMs: readNumber('PATIENCE_S', DEFAULTS.patienceMs / 1000) * 1000,
  });
  console.log(isSet('JSON') ? JSON.stringify({ target: target.name, ...run }, null, 2) : renderRun(run));
  return leftOf(run).differences.length === 0 ? 0 : 1;
});

function readRepair(): RunOptions['repair'] {
  const wish = process.env.REPAIR;
  if (!isSet('REPAIR')) return 'no';
  if (wish === '1') return 'yes';
  if (wish === 'force') return 'force';
  throw new UserError('BAD_SETTING', `REPAIR=${wish}: 1 또는 force 만 됩니다 (must be 1 or force)`);
}
