import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runProgram } from '../check.ts';
import { notLongAfter } from './jest.ts';

const scratch = mkdtempSync(join(tmpdir(), 'jest-'));
afterAll(() => rmSync(scratch, { recursive: true }));

const output = { write: () => {}, close: () => {} };
const file = join(scratch, 'result.json');
const run = (left: string, { signal }: { signal: AbortSignal }) =>
  runProgram({ output, scratch, signal }, process.execPath, [
    '-e',
    `require('node:fs').writeFileSync(${JSON.stringify(file)}, ''); ${left}`,
  ]);

test('a program that does not end though its result is there is ended, and that is told', async () => {
  const running = notLongAfter(file, 100, undefined);
  await expect(run('setInterval(() => {}, 1000)', running)).resolves.toMatchObject({ code: 1 });
  running.forget();
  expect(running.isTooLong()).toBe(true);
});

test('one that ends by itself, or is called off, did not run too long', async () => {
  const controller = new AbortController();
  const ending = notLongAfter(file, 60_000, undefined);
  await expect(run('', ending)).resolves.toMatchObject({ code: 0 });
  const calledOff = notLongAfter(file, 60_000, controller.signal);
  const running = run('setInterval(() => {}, 1000)', calledOff);
  controller.abort();
  await running;
  for (const one of [ending, calledOff]) one.forget();
  expect([ending.isTooLong(), calledOff.isTooLong()]).toEqual([false, false]);
});
