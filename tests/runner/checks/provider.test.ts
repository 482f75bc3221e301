import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { repositoryRoot } from '@enterwait/command-line/files';
import { constraintFor, isUnreachable, relax } from './provider.ts';

test.each([
  ['6', '~> 6.0'],
  ['6.31', '~> 6.31'],
  ['6.31.0', '= 6.31.0'],
])('VERSION=%s is asked for as %s', (version, constraint) => expect(constraintFor(version)).toBe(constraint));

test.each(['', 'six', '>= 6', '6.1.2.3'])('VERSION=%s is no version', (version) =>
  expect(() => constraintFor(version)).toThrow(/VERSION=/),
);

test('every module of a copy lets the other provider in, and the lock file goes', () => {
  const folder = mkdtempSync(join(tmpdir(), 'enterwait-provider-'));
  try {
    cpSync(join(repositoryRoot, 'terraform', 'modules'), join(folder, 'modules'), { recursive: true });
    for (const file of ['versions.tf', '.terraform.lock.hcl'])
      cpSync(join(repositoryRoot, 'terraform', file), join(folder, file));
    writeFileSync(join(folder, 'other.tf'), 'terraform {\n  required_version = "~> 1.11"\n}\n');

    const asking = relax(folder, '~> 6.0');
    expect(asking).toBeGreaterThan(10);
    expect(existsSync(join(folder, '.terraform.lock.hcl'))).toBe(false);
    const root = readFileSync(join(folder, 'versions.tf'), 'utf8');
    expect(root).toMatch(/source {2}= "hashicorp\/aws"\s+version = "~> 6\.0"/);
    expect(root).toContain('required_version = "~> 1.11"');
    expect(readFileSync(join(folder, 'modules', 'queue', 'versions.tf'), 'utf8')).toContain('"~> 6.0"');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test.each([
  [
    'Could not retrieve the list of available versions for provider hashicorp/aws:\ncould not connect to registry.terraform.io: failed to request discovery document',
    true,
  ],
  ['dial tcp: lookup registry.terraform.io on 192.0.2.53:53: no such host', true],
  ['no available releases match the given constraints ~> 6.0', false],
  ['Error: Unsupported argument', false],
])('%j: nobody answered: %s', (output, unreachable) => expect(isUnreachable(output)).toBe(unreachable));
