import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '@enterwait/command-line/files';
import { toolEnvironment } from '@enterwait/command-line/processes';

/** A longer file has more than one subject. */
const MOST_LINES = 250;

/** Exceptions: tests and their worlds, and lists of data. None of them is delivered. */
const LONGER = new Set([
  'lambdas/send-email/handler.test.ts',
  'packages/http/src/app/app.test.ts',
  'packages/lambda/src/consumer/judge-consumer.test.ts',
  'scripts/delivery/alarms/outages.ts',
  'services/management/src/applications/reading.test.ts',
  'services/management/src/timeline/timeline.test.ts',
  'tests/browser/parent.test.ts',
  'tests/integration/access/access-records.test.ts',
  'tests/integration/access/access.test.ts',
  'tests/integration/accounts/accounts.test.ts',
  'tests/integration/families/erasure.test.ts',
  'tests/integration/access/identity.test.ts',
  'tests/integration/operations/import.test.ts',
  'tests/integration/access/limits.test.ts',
  'tests/integration/operations/management.test.ts',
  'tests/integration/accounts/oidc.test.ts',
  'tests/integration/families/parent-pages.test.ts',
  'tests/integration/operations/reconcile.test.ts',
  'tests/integration/access/rights.test.ts',
  'tests/integration/accounts/second-factor.test.ts',
  'tests/integration/applications/waiting-line.test.ts',
  'tests/model/mariadb/maria-world.ts',
  'tests/model/mariadb/mariadb.test.ts',
  'tests/model/memory/memory-database.ts',
  'tests/model/memory/memory-world.ts',
  'tests/model/steps.ts',
  'tests/mutants/mutants.ts',
  'tests/wire/wire.test.ts',
]);

const files = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
  cwd: repositoryRoot,
  encoding: 'utf8',
  env: toolEnvironment(),
})
  .split('\0')
  .filter((file) => /\.(ts|tsx|mjs)$/.test(file) && existsSync(join(repositoryRoot, file)));
const tooLong = files.filter(
  (file) => readFileSync(join(repositoryRoot, file), 'utf8').split('\n').length - 1 > MOST_LINES,
);

test(`no file is longer than ${MOST_LINES} lines, but for those that are named`, () => {
  expect(files.length).toBeGreaterThan(1000);
  expect(tooLong.filter((file) => !LONGER.has(file))).toEqual([]);
});

test('nothing is named that has become shorter', () => {
  expect([...LONGER].filter((file) => !tooLong.includes(file))).toEqual([]);
});

test('nothing that is delivered is named', () => {
  expect(
    [...LONGER].filter((file) => /^(packages|services|lambdas)\//.test(file) && !/\.test\.tsx?$/.test(file)),
  ).toEqual([]);
});
