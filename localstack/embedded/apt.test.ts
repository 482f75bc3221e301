import { chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { installPackages } from './apt.ts';

let folder: string;
const path = process.env.PATH;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'apt-test-'));
  process.env.PATH = [folder, path].join(delimiter);
});
afterEach(() => {
  process.env.PATH = path;
  rmSync(folder, { recursive: true, force: true });
});

/** Installs a fake apt whose `update` prints `lists`, and which notes any install request. */
function stubApt(lists: string): void {
  const stub = join(folder, 'apt-get');
  writeFileSync(
    stub,
    `#!/bin/sh\nif [ "$1" = update ]; then printf '${lists}'; else echo "$*" >${join(folder, 'installed')}; fi\n`,
  );
  chmodSync(stub, 0o755);
}
const install = () => installPackages(['one', 'two'], { pidDir: folder, logFile: join(folder, 'log'), progress() {} });
const installed = (): boolean => existsSync(join(folder, 'installed'));

test('where no list can be fetched no package is tried: for apt itself that is only a warning', async () => {
  stubApt('Err:1 http://mirror one InRelease\\n  Connection failed\\nErr:2 http://mirror two InRelease\\n');
  await expect(install()).rejects.toMatchObject({
    code: 'COMMAND_FAILED',
    message: expect.stringContaining('Connection failed'),
  });
  expect(installed()).toBe(false);
});

test.each([
  'Hit:1 http://mirror one InRelease\\nErr:2 http://dead two InRelease\\n',
  'Get:1 http://mirror one InRelease [151 kB]\\n',
  '',
])('a list that was fetched is enough', async (lists) => {
  stubApt(lists);
  await install();
  expect(installed()).toBe(true);
});
