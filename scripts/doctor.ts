import { styleText } from 'node:util';
import { renderTable } from '@enterwait/command-line/output';
import { runCli } from '../localstack/command/run-cli.ts';
import { checkMachine } from '../localstack/doctor/machine.ts';
import type { Finding } from '../localstack/doctor/surroundings.ts';
import { advise } from '../localstack/doctor/troubles.ts';

/**
 * `make doctor`: shows what is present, what is missing or in the way, and what to do about it. Exits with 1 if `make up` could not work.
 */
await runCli(async () => {
  const findings = await checkMachine();
  console.log(renderTable(findings.map((finding) => [markOf(finding), finding.what, finding.found])));
  const toDo = advise(findings);
  if (toDo !== '') console.log(`\n${toDo}`);
  const broken = findings.some((finding) => finding.state === 'missing');
  console.log(
    broken
      ? `\n${styleText('red', '✗ make up 이 안 됩니다 (make up cannot work)')}`
      : `\n${styleText('green', '✓ make up')}`,
  );
  return broken ? 1 : 0;
});

function markOf({ state }: Finding): string {
  if (state === 'ok') return styleText('green', '✓');
  return state === 'missing' ? styleText('red', '✗') : styleText('yellow', '·');
}
