import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseStat, startTimeOf } from './process-table.ts';
import {
  isRunning,
  type ProcessRecord,
  recallProcess,
  recallProcesses,
  STATE_MARKER,
  startDaemon,
  stopDaemon,
  stopProcess,
  sweepMarked,
} from './processes.ts';
import { waitFor } from './wait.ts';

let dir: string;
const started: ProcessRecord[] = [];

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'pids-'));
});
afterEach(async () => {
  await Promise.all(started.splice(0).map((record) => stopProcess(record, 100)));
  rmSync(dir, { recursive: true });
});

const start = (script: string, env: Record<string, string> = {}): ProcessRecord => {
  const record = startDaemon({
    name: 'part',
    command: '/bin/sh',
    args: ['-c', script],
    cwd: dir,
    env: { PATH: '/usr/bin:/bin', ...env },
    logFile: join(dir, 'part.log'),
    pidDir: dir,
  });
  started.push(record);
  return record;
};

const childOf = async (file: string): Promise<number> =>
  waitFor(() => Number(readOrEmpty(join(dir, file))) || undefined, { timeoutMs: 30_000 });

const readOrEmpty = (file: string): string => {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
};

test('a process is found again by its pid file and stopped by it', async () => {
  const record = start('exec sleep 60');
  expect(recallProcess(dir, 'part')).toEqual(record);
  expect(isRunning(record)).toBe(true);
  expect(await stopDaemon(dir, 'part')).toBe(true);
  expect(isRunning(record)).toBe(false);
  expect(recallProcesses(dir)).toEqual([]);
});

test('a pid that the system has given to another process is never signalled', async () => {
  const other = start('exec sleep 60');
  const stale = { ...other, startedAt: 'another boot:1' };
  writeFileSync(join(dir, 'stale.json'), JSON.stringify({ ...stale, name: 'stale' }));
  expect(await stopDaemon(dir, 'stale')).toBe(false);
  expect(isRunning(other)).toBe(true);
});

test('the children of a process that was killed are stopped with it', async () => {
  const record = start('sleep 60 & echo $! > child; wait');
  const child = await childOf('child');
  process.kill(record.pid, 'SIGKILL');
  await waitFor(() => !isRunning(record), { timeoutMs: 30_000 });
  expect(startTimeOf(child)).toBeDefined();
  await stopDaemon(dir, 'part');
  expect(startTimeOf(child)).toBeUndefined();
});

test('a process that does not listen to SIGTERM is killed after its grace', async () => {
  const record = start('trap "" TERM; echo ready > ready; while :; do sleep 1; done');
  await waitFor(() => readOrEmpty(join(dir, 'ready')) !== '', { timeoutMs: 30_000 });
  await stopProcess(record, 200);
  expect(isRunning(record)).toBe(false);
});

test('a paused process is stopped', async () => {
  const record = start('exec sleep 60');
  process.kill(record.pid, 'SIGSTOP');
  await stopProcess(record, 5_000);
  expect(isRunning(record)).toBe(false);
});

test('what has lost its pid file is found by the mark of its stack, and nothing else is', async () => {
  const marked = start('exec sleep 60', { [STATE_MARKER]: dir });
  const foreign = start('exec sleep 60', { [STATE_MARKER]: `${dir}-other` });
  // Until the exec, the process still has the shell's own environment.
  await waitFor(() => readFileSync(`/proc/${marked.pid}/environ`, 'utf8').includes(dir), { timeoutMs: 30_000 });
  expect(await sweepMarked(dir)).toBe(1);
  expect(isRunning(marked)).toBe(false);
  expect(isRunning(foreign)).toBe(true);
});

test('a damaged pid file is no pid file', () => {
  writeFileSync(join(dir, 'part.json'), '{"pid": "1"');
  expect(recallProcess(dir, 'part')).toBeUndefined();
});

test('the name of a program may hold spaces and brackets', () => {
  const rest = ['S', '7', ...Array.from({ length: 17 }, () => '0'), '4711', '0'].join(' ');
  expect(parseStat(`12 (a) b (c)) ${rest}`)).toEqual({ state: 'S', parent: 7, startTicks: '4711' });
});
