import { UserError } from '@enterwait/command-line/errors';
import { readNumber } from '@enterwait/command-line/options';
import { runCli } from '../localstack/command/run-cli.ts';
import { writeOldData } from '../localstack/seed/old-data/write.ts';

/**
 * `make olddata TO=old.sql APPLICATIONS=50000`: generates an old database for `make import`, the same in every run, with bad rows of
 * every kind. `TO`: `….sql`, a folder for CSV files, or `mysql://…`, where it replaces the five tables.
 */
await runCli(async () => {
  const to = process.env.TO ?? '';
  if (to === '')
    throw new UserError('BAD_SETTING', 'TO 이(가) 필요합니다 (is needed)', 'TO=old.sql | TO=folder | TO=mysql://…');
  const applications = readNumber('APPLICATIONS', 50_000);
  await writeOldData({ applications }, to);
  console.log(`신청 (applications) ${applications}: ${to.replace(/:\/\/.*@/, '://')}`);
  return 0;
});
