import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { withLock } from './lock.ts';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'lock-'));
});
afterEach(() => rmSync(dir, { recursive: true }));

test('only one at a time, and the next when the first has thrown', async () => {
  let inside = 0;
  let most = 0;
  const work = async () => {
    inside += 1;
    most = Math.max(most, inside);
    await new Promise((resolve) => setImmediate(resolve));
    inside -= 1;
    throw new Error('done');
  };
  await Promise.allSettled([1, 2, 3].map(() => withLock(dir, 'venv', work)));
  expect(most).toBe(1);
  expect(readdirSync(join(dir, 'locks'))).toEqual([]);
});

test('the lock of a process that died is taken over', async () => {
  mkdirSync(join(dir, 'locks'));
  writeFileSync(
    join(dir, 'locks', 'venv.json'),
    JSON.stringify({ name: 'venv', pid: process.pid, startedAt: 'before' }),
  );
  expect(await withLock(dir, 'venv', async () => 'got it')).toBe('got it');
});
