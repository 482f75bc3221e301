import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '@enterwait/command-line/files';
import { renderTable } from '@enterwait/command-line/output';
import { runCli } from '../localstack/command/run-cli.ts';
import { daysBetween, problemsOf, readCalendar, renderCalendar, withCalendar } from './delivery/calendar/calendar.ts';
import { inUse } from './delivery/calendar/in-use.ts';

const PAGE = join(repositoryRoot, 'docs/operations.md');

/**
 * `make calendar`: lists what reaches its end of support and in how many days; writes the table in docs/operations.md. Exits with 1 if
 * something is due.
 */
await runCli(async () => {
  const entries = readCalendar();
  const today = new Date().toISOString().slice(0, 10);
  const left = (ends: string | null) => (ends === null ? '-' : String(daysBetween(today, ends)));
  console.log(renderTable(entries.map(({ what, version, ends }) => [what, version, ends ?? '-', left(ends)])));
  writeFileSync(PAGE, withCalendar(readFileSync(PAGE, 'utf8'), renderCalendar(entries)));
  const problems = problemsOf(entries, inUse(), today);
  for (const problem of problems) console.error(`✗ ${problem}`);
  return problems.length === 0 ? 0 : 1;
});
