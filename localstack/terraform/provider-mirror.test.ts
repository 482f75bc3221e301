import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findProviderMirror, lockedVersion, mirrorCandidates } from './provider-mirror.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'mirror-'));
});
afterEach(() => rmSync(root, { recursive: true }));

const mirrorAt = (folder: string, version = '5.100.0') => {
  mkdirSync(join(root, folder, 'registry.terraform.io/hashicorp/aws', version), { recursive: true });
  return join(root, folder);
};
const search = (env: NodeJS.ProcessEnv = {}, platform: NodeJS.Platform = 'linux') => ({
  env: { XDG_DATA_DIRS: join(root, 'share'), ...env },
  home: join(root, 'home'),
  platform,
  optDir: join(root, 'opt'),
});

test('a folder named by TF_PLUGIN_DIR comes before all others', () => {
  mirrorAt('opt/plugins');
  const own = mirrorAt('mine');
  expect(findProviderMirror(search({ TF_PLUGIN_DIR: own }))).toBe(own);
});

test('a TF_PLUGIN_DIR without the provider is an error, not a search elsewhere', () => {
  mirrorAt('opt/plugins');
  expect(() => findProviderMirror(search({ TF_PLUGIN_DIR: join(root, 'nothing') }))).toThrow('TF_PLUGIN_DIR');
});

test('a tree one level below /opt is found before those of Terraform itself', () => {
  mirrorAt('home/.terraform.d/plugins');
  const opt = mirrorAt('opt/plugins');
  expect(findProviderMirror(search())).toBe(opt);
});

test.each(['home/.terraform.d/plugins', 'home/.local/share/terraform/plugins', 'share/terraform/plugins'])(
  'the implied mirror %s is found',
  (folder) => {
    const implied = mirrorAt(folder);
    expect(findProviderMirror(search())).toBe(implied);
  },
);

test('on a Mac the implied mirrors are those of macOS', () => {
  const folders = mirrorCandidates(search({}, 'darwin'));
  expect(folders).toContain(join(root, 'home/Library/Application Support/io.terraform/plugins'));
  expect(folders).not.toContain(join(root, 'share/terraform/plugins'));
});

test('a mirror that has only another version is passed over', () => {
  mirrorAt('opt/a-old', '5.99.0');
  const right = mirrorAt('opt/b-new');
  expect(findProviderMirror(search(), '5.100.0')).toBe(right);
});

test('a packed mirror counts as well', () => {
  const packed = mirrorAt('opt/packed', 'x');
  writeFileSync(join(packed, 'registry.terraform.io/hashicorp/aws/terraform-provider-aws_5.100.0_linux_amd64.zip'), '');
  expect(findProviderMirror(search(), '5.100.0')).toBe(packed);
});

test('without any mirror the registry is left', () => {
  expect(findProviderMirror(search())).toBeUndefined();
});

test('the version is the one that the lock file holds', () => {
  const file = join(root, '.terraform.lock.hcl');
  writeFileSync(file, 'provider "registry.terraform.io/hashicorp/aws" {\n  version     = "5.100.0"\n}\n');
  expect(lockedVersion(file)).toBe('5.100.0');
  expect(lockedVersion(join(root, 'missing'))).toBeUndefined();
});
