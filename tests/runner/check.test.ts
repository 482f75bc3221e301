import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { constants, getPriority, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type CheckContext, runProgram } from './check.ts';

let scratch: string;
let shown: string;
let context: Pick<CheckContext, 'output' | 'scratch'>;
beforeEach(() => {
  scratch = mkdtempSync(join(tmpdir(), 'check-test-'));
  shown = '';
  const write = (text: string): void => {
    shown += text;
  };
  context = { scratch, output: { write, close() {} } };
});
afterEach(() => rmSync(scratch, { recursive: true, force: true }));

const node = (script: string) => runProgram(context, process.execPath, ['--eval', script]);

test('all that a program said is there, also when it ends at once and has said more than a pipe holds', async () => {
  const running = node("process.stderr.write('여'.repeat(1_000_000)); process.stdout.write('끝'); process.exit(3)");
  // The reader is busy.
  const until = Date.now() + 300;
  while (Date.now() < until);
  await expect(running).resolves.toEqual({ code: 3, text: '끝' });
  expect(shown.match(/여/g)).toHaveLength(1_000_000);
  expect(shown).not.toContain('\uFFFD');
  expect(readdirSync(scratch)).toEqual([]);
});

test('what is said is shown while the program runs', async () => {
  let ended = false;
  const go = join(scratch, 'go');
  const running = node(
    `console.log('started'); setInterval(() => require('node:fs').existsSync(${JSON.stringify(go)}) && process.exit(0), 20)`,
  ).finally(() => {
    ended = true;
  });
  while (!shown.includes('started') && !ended) await delay(20);
  expect({ shown, ended }).toEqual({ shown: 'started\n', ended: false });
  writeFileSync(go, '');
  await expect(running).resolves.toEqual({ code: 0, text: 'started\n' });
});

test('a program that is not there is told with its name', async () => {
  await expect(runProgram(context, 'no-such-program', [])).resolves.toEqual({ code: 127, text: '' });
  expect(shown).toMatch(/^no-such-program is not there/);
});

test('a program that the same Ctrl-C has ended, a moment before it was seen here, was called off', async () => {
  const controller = new AbortController();
  setTimeout(() => controller.abort(), 150);
  await runProgram({ ...context, signal: controller.signal }, 'sh', ['-c', 'kill -INT $$']);
  expect(controller.signal.aborted).toBe(true);
});

test('what runs gently gives way to the rest, with whatever it starts', async () => {
  // Waits until the program has been told: one that has just begun may be faster than the call.
  const script =
    "setTimeout(() => process.stdout.write(require('node:child_process').execFileSync(process.execPath, ['-p', 'os.getPriority()'])), 500)";
  const run = async (gently: boolean) =>
    Number((await runProgram({ ...context, gently }, process.execPath, ['--eval', script])).text);
  const own = getPriority();
  expect([await run(false), await run(true)]).toEqual([own, Math.max(own, constants.priority.PRIORITY_BELOW_NORMAL)]);
});
