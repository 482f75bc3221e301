import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { aCheckout, type Checkout } from './support/checkout.ts';
import { watchLeftovers } from './support/left.ts';
import { writeRunningRecord } from './support/records.ts';

const isRoot = process.getuid?.() === 0;
let checkout: Checkout;
let left: ReturnType<typeof watchLeftovers>;
let state: string;
const mounts: string[] = [];

beforeEach(async () => {
  checkout = await aCheckout();
  left = watchLeftovers(checkout);
  state = join(checkout.path, '.enterwait');
});
afterEach(async () => {
  for (const folder of mounts.splice(0)) execFileSync('umount', ['--lazy', folder]);
  await checkout.remove();
});

/** A separate disk at `.enterwait`. */
function mount(options: string): void {
  mkdirSync(state, { recursive: true });
  execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', state]);
  mounts.push(state);
}
const canMount = isRoot && works(() => execFileSync('unshare', ['--mount', 'true'], { stdio: 'ignore' }));
function works(attempt: () => unknown): boolean {
  try {
    attempt();
    return true;
  } catch {
    return false;
  }
}

/** What must never be in a message for people. */
const TRACE = /^ +at |unexpected|node:internal/m;

async function fails(command: string, message: string): Promise<void> {
  const { code, output } = await checkout.make(command);
  expect(output).toContain(message);
  expect(output).not.toMatch(TRACE);
  expect(output).toContain('→');
  expect(code).toBe(2);
  expect(left().processes).toEqual([]);
}

(canMount ? describe : describe.skip)('a disk', () => {
  test.each([
    ['up STACK=embedded', 'a stack'],
    ['mutants ONLY=judge', 'a temporary folder'],
  ])('that is full: make %s says so, and where', async (command) => {
    mount('size=64k');
    works(() => execFileSync('dd', ['if=/dev/zero', `of=${join(state, 'filled')}`], { stdio: 'ignore' }));
    await fails(command, `디스크가 가득 찼습니다 (no space left on the disk): ${state}`);
  });

  test.each(['up STACK=embedded', 'mutants ONLY=judge'])('that is read-only: make %s says so', async (command) => {
    mount('ro');
    await fails(command, `읽기 전용입니다 (the file system is read-only): ${state}`);
  });

  test('that is full does not keep a stack from being stopped', async () => {
    mount('size=64k');
    writeRunningRecord(checkout);
    works(() => execFileSync('dd', ['if=/dev/zero', `of=${join(state, 'filled')}`], { stdio: 'ignore' }));
    await expect(checkout.make('down')).resolves.toMatchObject({ code: 0 });
  });
});

test('.enterwait is a file: what it is, and to move it away', async () => {
  checkout.write('.enterwait', 'not a folder');
  await fails('up STACK=embedded', `폴더가 아닙니다 (not a folder): ${state}`);
  rmSync(state);
});

(isRoot ? test : test.skip)('.enterwait of somebody else: whose it is, and how to take it back', async () => {
  mkdirSync(state, { mode: 0o755 });
  chmodSync(join(checkout.path, '..'), 0o755);
  const running = checkout.start('setpriv', [
    '--reuid=65534',
    '--regid=65534',
    '--clear-groups',
    'make',
    'up',
    'STACK=embedded',
  ]);
  const { code, output } = await running.ended;
  expect(output).toContain(`권한이 없습니다 (permission denied): ${state}`);
  expect(output).toContain('소유자 (owner): uid 0');
  expect(output).toContain('sudo chown -R');
  expect(output).not.toMatch(TRACE);
  expect(code).toBe(2);
  expect(left().processes).toEqual([]);
});
