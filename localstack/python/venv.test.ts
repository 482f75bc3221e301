import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { networkAdvice } from '@enterwait/command-line/errors';
import { toolEnvironment } from '@enterwait/command-line/processes';
import { findPython } from './python.ts';
import { pythonOf, type Venv, whyBroken } from './venv.ts';

let scratch: string;
let venv: Venv;
/** Creates a venv with one package, using a real Python. Nothing is downloaded. */
beforeEach(async () => {
  scratch = mkdtempSync(join(tmpdir(), "venv 한글 it's $HOME "));
  const requirements = join(scratch, 'requirements.txt');
  writeFileSync(requirements, '# pinned\nfirst-aid==1.2\n');
  venv = { dir: join(scratch, 'venv'), requirements, modules: ['first_aid'] };
  const python = (await findPython()) ?? 'python3';
  execFileSync(python, ['-m', 'venv', '--without-pip', venv.dir], { env: toolEnvironment() });
  install('first-aid', '1.2');
});
afterEach(() => rmSync(scratch, { recursive: true, force: true }));

function install(name: string, version: string): void {
  const [python = ''] = readdirSync(join(venv.dir, 'lib'));
  const packages = join(venv.dir, 'lib', python, 'site-packages');
  const module = name.replace('-', '_');
  writeFileSync(join(packages, `${module}.py`), '');
  mkdirSync(join(packages, `${module}-${version}.dist-info`));
  writeFileSync(
    join(packages, `${module}-${version}.dist-info`, 'METADATA'),
    `Metadata-Version: 2.1\nName: ${name}\nVersion: ${version}\n`,
  );
}

test('a venv whose Python imports what is pinned is good, in any folder, and after it was moved', async () => {
  await expect(whyBroken(venv)).resolves.toBeUndefined();
  const moved = { ...venv, dir: join(scratch, 'moved to') };
  renameSync(venv.dir, moved.dir);
  await expect(whyBroken(moved)).resolves.toBeUndefined();
});

test('checksums beside a version are not taken for a part of it', async () => {
  writeFileSync(venv.requirements, `First-Aid==1.2 \\\n    --hash=sha256:${'0'.repeat(64)}\n`);
  await expect(whyBroken(venv)).resolves.toBeUndefined();
  writeFileSync(venv.requirements, `first-aid==1.3 \\\n    --hash=sha256:${'0'.repeat(64)}\n`);
  await expect(whyBroken(venv)).resolves.toBe('first-aid 1.2 != 1.3');
});

test('another version, and a package that went elsewhere, are told', async () => {
  writeFileSync(venv.requirements, 'first-aid==1.3\n');
  await expect(whyBroken(venv)).resolves.toBe('first-aid 1.2 != 1.3');
  writeFileSync(venv.requirements, 'first-aid==1.2\nsecond==1\n');
  await expect(whyBroken(venv)).resolves.toMatch(/second/);
  writeFileSync(venv.requirements, '');
  await expect(whyBroken({ ...venv, modules: ['second'] })).resolves.toBe(
    "ModuleNotFoundError: No module named 'second'",
  );
});

test('another Python below it, one that is gone, and no venv at all are told', async () => {
  const other = join(venv.dir, 'lib', 'python2.0');
  const [python = ''] = readdirSync(join(venv.dir, 'lib'));
  renameSync(join(venv.dir, 'lib', python), other);
  await expect(whyBroken(venv)).resolves.toMatch(/first-aid/);
  rmSync(pythonOf(venv.dir));
  symlinkSync('/nowhere/python3', pythonOf(venv.dir));
  await expect(whyBroken(venv)).resolves.toMatch(/not made yet/);
  await expect(whyBroken({ ...venv, dir: '/nowhere' })).resolves.toMatch(/not made yet/);
});

test('a network that fails is told with the proxy that was tried, and without its password', () => {
  expect(networkAdvice('PyPI?', {})).toBe('PyPI?');
  const told = networkAdvice('PyPI?', { https_proxy: 'http://kim:secret@127.0.0.1:9' });
  expect(told).toContain('https_proxy=http://…@127.0.0.1:9');
  expect(told).not.toContain('secret');
});
