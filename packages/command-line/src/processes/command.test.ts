import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { commandWorks, runCommand } from './command.ts';
import { startTimeOf } from './process-table.ts';
import { waitFor } from './wait.ts';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'command-'));
});
afterEach(() => rmSync(dir, { recursive: true }));

test('what a program prints comes back, line by line as well, and goes to its log', async () => {
  const lines: string[] = [];
  const logFile = join(dir, 'a.log');
  const result = await runCommand('sh', ['-c', 'echo one; echo two'], { onLine: (line) => lines.push(line), logFile });
  expect(result.stdout).toBe('one\ntwo\n');
  expect(lines).toEqual(['one', 'two']);
  expect(readFileSync(logFile, 'utf8')).toBe('one\ntwo\n');
});

test('a failure says which command it was and how it ended', async () => {
  await expect(runCommand('sh', ['-c', 'echo broken >&2; exit 3'])).rejects.toMatchObject({
    code: 'COMMAND_FAILED',
    exitCode: 3,
    message: expect.stringContaining('broken'),
  });
});

test('an exit code that is expected is no failure', async () => {
  expect((await runCommand('sh', ['-c', 'exit 2'], { accept: [0, 2] })).exitCode).toBe(2);
});

test('a missing program is named', async () => {
  await expect(runCommand('no-such-program', [])).rejects.toMatchObject({ code: 'COMMAND_MISSING' });
  expect(await commandWorks('no-such-program', [])).toBe(false);
});

test('calling it off stops the whole group, and leaves no pid file', async () => {
  const controller = new AbortController();
  const script = `sleep 60 & echo $! > ${dir}/child; wait`;
  const running = runCommand('sh', ['-c', script], {
    signal: controller.signal,
    pidDir: join(dir, 'pids'),
    name: 'work',
  });
  const child = await waitFor(
    () => {
      try {
        return Number(readFileSync(join(dir, 'child'), 'utf8')) || undefined;
      } catch {
        return undefined;
      }
    },
    { timeoutMs: 30_000 },
  );
  expect(readdirSync(join(dir, 'pids'))).toEqual(['work.json']);
  controller.abort();
  await expect(running).rejects.toMatchObject({ code: 'CANCELLED' });
  await waitFor(() => startTimeOf(child) === undefined, { timeoutMs: 30_000 });
  expect(readdirSync(join(dir, 'pids'))).toEqual([]);
});
