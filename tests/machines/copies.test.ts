import { execFileSync } from 'node:child_process';
import { mkdirSync, renameSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isRunning, type ProcessRecord, STATE_MARKER, startDaemon } from '@enterwait/command-line/processes';
import { takeOver } from '../../localstack/state/belonging.ts';
import { pathsOf } from '../../localstack/state/paths.ts';
import { aCheckout, type Checkout } from './support/checkout.ts';
import { writeRunningRecord } from './support/records.ts';

let checkout: Checkout;
let part: ProcessRecord;

beforeEach(async () => {
  checkout = await aCheckout();
  const paths = pathsOf(join(checkout.path, '.enterwait'));
  mkdirSync(paths.stateDir);
  takeOver(paths.stateDir);
  writeRunningRecord(checkout);
  mkdirSync(join(paths.database, 'data'), { recursive: true });
  writeFileSync(join(paths.database, 'data', 'row'), 'entered by somebody');
  part = startDaemon({
    name: 'database',
    command: '/bin/sh',
    args: ['-c', 'exec sleep 300'],
    cwd: checkout.path,
    env: { PATH: '/usr/bin:/bin', [STATE_MARKER]: paths.stateDir },
    logFile: join(paths.logs, 'database.log'),
    pidDir: paths.pids,
  });
});
afterEach(() => checkout.remove());

/** Copies as `cp -a` does, except that the packages are linked. */
function copyOf(original: Checkout): string {
  const copy = `${original.path}-copy`;
  execFileSync('cp', ['-al', original.path, copy]);
  rmSync(join(copy, '.enterwait'), { recursive: true });
  execFileSync('cp', ['-a', join(original.path, '.enterwait'), copy]);
  return copy;
}

test('in a copy of a checkout nothing touches the stack of the original', async () => {
  const copy = copyOf(checkout);
  const inCopy = (args: string) => checkout.make(`-C ${copy} ${args}`);
  for (const command of ['status', 'env', 'mail', 'seed']) {
    await expect(inCopy(command)).resolves.toMatchObject({
      code: 2,
      output: expect.stringContaining(`스택은 ${checkout.path} 의 것입니다`),
    });
  }
  await expect(inCopy('down')).resolves.toMatchObject({
    code: 0,
    output: expect.stringMatching(/belongs to that one[\s\S]*nothing was running/),
  });
  expect(isRunning(part)).toBe(true);
  // From now on it is a checkout like any other.
  await expect(inCopy('status')).resolves.toMatchObject({
    code: 2,
    output: expect.stringContaining('no stack is running'),
  });
  await expect(checkout.make('down')).resolves.toMatchObject({ code: 0, output: expect.stringContaining('database') });
  expect(isRunning(part)).toBe(false);
});

test('a checkout that was moved ends its stack', async () => {
  const moved = `${checkout.path}-moved`;
  renameSync(checkout.path, moved);
  // Somebody makes a new clone where it was.
  mkdirSync(checkout.path);
  try {
    await expect(checkout.make(`-C ${moved} down`)).resolves.toMatchObject({
      code: 0,
      output: expect.stringContaining('database'),
    });
    expect(isRunning(part)).toBe(false);
  } finally {
    rmdirSync(checkout.path);
    renameSync(moved, checkout.path);
  }
});
