import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  checkAccount,
  checkDisk,
  checkNpmSettings,
  checkPath,
  checkProxy,
  checkShell,
  checkStateFolder,
  checkTerraformFolder,
} from './surroundings.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'surroundings-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('what a shell carries for other programs is said to be ignored, by name and without values', () => {
  const { state, found } = checkShell({ TF_CLI_ARGS_plan: 'secret', AWS_PROFILE: 'x', PYTHONPATH: '', PATH: '/bin' });
  expect({ state, found }).toEqual({ state: 'ok', found: '무시됨 (ignored): AWS_PROFILE TF_CLI_ARGS_plan' });
});

test('settings of npm that would leave packages out are said to be overruled', () => {
  const settings = { omit: 'dev', 'ignore-scripts': 'true', global: 'false' };
  expect(checkNpmSettings({ NODE_ENV: 'production' }, settings).found).toBe(
    '무시됨 (overruled): NODE_ENV=production omit=dev ignore-scripts=true',
  );
  expect(checkNpmSettings({ NODE_ENV: 'test' }, { omit: '', global: 'false' }).found).toMatch(/nothing in the way/);
});

test('a proxy that does not answer is told before anything is fetched through it, without its password', async () => {
  const { state, found, advice } = await checkProxy({ HTTPS_PROXY: 'http://kim:secret@127.0.0.1:9' });
  expect({ state, found }).toEqual({
    state: 'optional',
    found: 'HTTPS_PROXY=http://…@127.0.0.1:9 · 예외 (exceptions): 127.0.0.1,localhost,::1',
  });
  expect(advice).toMatch(/does not answer.*unset HTTPS_PROXY$/);
  await expect(checkProxy({})).resolves.toMatchObject({ state: 'ok' });
});

test.each([
  [10e9, 'ok'],
  [2e9, 'optional'],
  [0.1e9, 'missing'],
])('%d bytes of disk are %s', (free, state) => {
  expect(checkDisk('/checkout', free)).toMatchObject({ state });
});

test('what somebody else has made in the state folder is named, with the command that mends it', () => {
  mkdirSync(join(folder, 'venv'));
  writeFileSync(join(folder, 'venv', 'file'), '');
  const own = process.getuid?.() ?? 0;
  expect(checkStateFolder(folder, own)).toMatchObject({ state: 'ok' });
  expect(checkStateFolder(join(folder, 'not-made-yet'), own)).toMatchObject({ state: 'ok' });
  const { state, found, advice } = checkStateFolder(folder, own + 1);
  expect(state).toBe('missing');
  expect(found).toMatch(/somebody else's\): surroundings-\w+ \S+\/venv \S+\/venv\/file$/);
  expect(advice).toBe(`sudo chown -R "$(id -u)" '${folder}'`);
});

test('a state folder that takes no files is told with the reason', () => {
  writeFileSync(join(folder, 'file'), '');
  expect(checkStateFolder(join(folder, 'file'))).toMatchObject({
    state: 'missing',
    found: expect.stringMatching(/cannot be written.*ENOTDIR/),
  });
});

test.each([
  ["/home/kim/it's $HOME", 'ok'],
  [`/${'가'.repeat(140)}`, 'missing'],
  ['/home/kim/a:b', 'missing'],
])('the path %s is %s', (path, state) => expect(checkPath(path)).toMatchObject({ state }));

test('values that lie beside the Terraform are named', () => {
  writeFileSync(join(folder, 'main.tf'), '');
  expect(checkTerraformFolder(folder)).toMatchObject({ state: 'ok' });
  writeFileSync(join(folder, 'terraform.tfvars'), '');
  expect(checkTerraformFolder(folder)).toMatchObject({
    state: 'optional',
    found: expect.stringMatching(/^terraform\.tfvars: /),
  });
});

test('root is told what that means', () => {
  expect(checkAccount(1000, undefined)).toMatchObject({ state: 'ok' });
  expect(checkAccount(0, 'nobody')).toMatchObject({ state: 'optional', found: expect.stringContaining('nobody') });
});
