import { UserError } from '@enterwait/command-line/errors';
import { defaultStateDir } from '@enterwait/command-line/files';
import { readNumber } from '@enterwait/command-line/options';
import { runCli } from '../localstack/command/run-cli.ts';
import { runDrill } from '../localstack/restore-drill/drill.ts';
import { isSound, renderDrill } from '../localstack/restore-drill/render.ts';
import { attach } from '../localstack/stack/attach.ts';

/**
 * `make restore-drill`: rehearses the loss of a database on the stack of `make up` and prints how long recovery took. Exits with 0 if
 * nothing is lost and nothing differs. `PART=nursery` picks the other database; `APPLICATIONS=200`. Never runs in AWS: docs/operations.md
 * describes the procedure there.
 */
await runCli(async () => {
  const victim = process.env.PART || 'enterwait';
  if (victim !== 'enterwait' && victim !== 'nursery') {
    throw new UserError('BAD_SETTING', `PART=${victim}: enterwait 또는 nursery (must be enterwait or nursery)`);
  }
  const { stack } = attach(defaultStateDir);
  const drill = await runDrill(stack, {
    victim,
    applications: Math.max(4, readNumber('APPLICATIONS', 200)),
    say: (what) => console.log(`… ${what}`),
  });
  console.log(renderDrill(drill));
  return isSound(drill) ? 0 : 1;
});
