import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { earlierLogs, putLogsAside } from './logs.ts';

let paths: { logs: string };
beforeEach(() => {
  paths = { logs: join(mkdtempSync(join(tmpdir(), 'enterwait-logs-')), 'logs') };
});
afterEach(() => rmSync(join(paths.logs, '..'), { recursive: true }));

function run(text: string): void {
  mkdirSync(paths.logs, { recursive: true });
  writeFileSync(join(paths.logs, 'aws.log'), text);
}
const kept = (): string[] =>
  readdirSync(join(paths.logs, 'earlier')).map((one) =>
    readFileSync(join(earlierLogs(paths, Number(one)), 'aws.log'), 'utf8'),
  );

test('the logs of the last three runs are kept, the last one first', () => {
  for (const text of ['one', 'two', 'three', 'four', 'five']) {
    run(text);
    putLogsAside(paths);
  }
  expect(kept()).toEqual(['five', 'four', 'three']);
  expect(readdirSync(paths.logs)).toEqual(['earlier']);
});

test('a start that left no log pushes none out', () => {
  run('one');
  putLogsAside(paths);
  putLogsAside(paths);
  expect(kept()).toEqual(['one']);
});
