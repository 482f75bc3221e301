import { execFileSync, spawnSync } from 'node:child_process';
import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { toolEnvironment } from '@enterwait/command-line/processes';
import { aCheckout, type Checkout } from './support/checkout.ts';

let checkout: Checkout;
beforeAll(async () => {
  checkout = await aCheckout();
});
afterAll(() => checkout.remove());

/** The git settings of whoever uses this machine: none of them may matter. */
const NOBODY = { GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_SYSTEM: '/dev/null' };
const git = (cwd: string, ...args: string[]): string =>
  execFileSync('git', args, { cwd, encoding: 'utf8', env: toolEnvironment(NOBODY) });

describe('a clone on a machine that writes CRLF (core.autocrlf=true)', () => {
  let clone: string;
  beforeAll(() => {
    git(checkout.path, 'init', '--quiet');
    git(checkout.path, 'add', '--all');
    git(checkout.path, '-c', 'user.name=t', '-c', 'user.email=t@example.com', 'commit', '--quiet', '--message=All');
    clone = join(checkout.path, '..', 'clone');
    git(checkout.path, '-c', 'core.autocrlf=true', 'clone', '--quiet', '.', clone);
  });

  test('has the lines of everybody, and zips as they are', () => {
    const kinds = git(clone, 'ls-files', '--eol')
      .trimEnd()
      .split('\n')
      .map((line) => line.split(/\s+/).slice(0, 2).join(' '));
    expect(kinds.length).toBeGreaterThan(900);
    // What the index holds, and what the checkout has.
    expect([...new Set(kinds)].sort()).toEqual(['i/-text w/-text', 'i/lf w/lf']);
    expect(git(clone, 'ls-files', '--eol', '*.zip').match(/i\/-text w\/-text/g)?.length).toBeGreaterThanOrEqual(6);
  });

  test('passes lint', () => {
    symlinkSync(join(checkout.path, 'node_modules'), join(clone, 'node_modules'));
    const biome = join(clone, 'node_modules', '.bin', 'biome');
    const { status, stdout, stderr } = spawnSync(biome, ['check', '.'], { cwd: clone, encoding: 'utf8' });
    expect([status, stdout]).toEqual([0, '']);
    expect(Number(/Checked (\d+) files/.exec(stderr)?.[1])).toBeGreaterThan(700);
  });
});
