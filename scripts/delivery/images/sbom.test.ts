import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '@enterwait/command-line/files';
import type { LockedPackages } from '../../../tests/repository/packages/lock-file.ts';
import { type Bom, billOfMaterials, bomSchema } from './sbom.ts';

let bom: Bom;
beforeAll(async () => {
  bom = await billOfMaterials();
});

const purls = () => new Set(bom.components.map(({ purl }) => purl));

test('is CycloneDX, of this project, and every reference leads somewhere', () => {
  expect(() => bomSchema.parse(bom)).not.toThrow();
  expect(bom.metadata.component).toMatchObject({ type: 'application', name: 'enterwait' });
  const refs = bom.components.map((one) => one['bom-ref']);
  expect(refs).toHaveLength(new Set(refs).size);
  const known = new Set([...refs, bom.metadata.component['bom-ref']]);
  const from = bom.dependencies.map(({ ref }) => ref);
  expect(from).toHaveLength(new Set(from).size);
  for (const ref of [...from, ...bom.dependencies.flatMap(({ dependsOn }) => dependsOn)]) expect(known).toContain(ref);
  expect(new Set(from)).toEqual(known);
});

test('names every package of the lock file, with its checksum', () => {
  const { packages } = JSON.parse(readFileSync(join(repositoryRoot, 'package-lock.json'), 'utf8')) as {
    packages: LockedPackages;
  };
  const named = Object.entries(packages).filter(([path, { link }]) => path.includes('node_modules/') && !link);
  expect(named.length).toBeGreaterThan(500);
  const missing = named.filter(([path, { version, name: real }]) => {
    const name = real ?? path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
    return !purls().has(`pkg:npm/${name.replace('@', '%40')}@${version}`);
  });
  expect(missing.map(([path]) => path)).toEqual([]);
  const unchecked = bom.components.filter(
    ({ purl, hashes = [] }) => purl.startsWith('pkg:npm/') && !purl.includes('%40enterwait/') && hashes.length === 0,
  );
  expect(unchecked.map(({ purl }) => purl)).toEqual([]);
});

test.each([
  [/^pkg:oci\/node@sha256%3A[0-9a-f]{64}\?tag=24\./, 1],
  [/^pkg:docker\/localstack\/localstack@/, 1],
  [/^pkg:docker\/mysql@/, 1],
  [/^pkg:pypi\/ministack@/, 1],
  [/^pkg:pypi\/checkov@/, 1],
  [/^pkg:github\/hashicorp\/terraform-provider-aws@v5\.100\./, 1],
  [/^pkg:golang\/.*helm/, 1],
  [/^pkg:github\/actions\/checkout@[0-9a-f]{40}$/, 1],
])('holds %p', (form, count) => {
  expect([...purls()].filter((purl) => form.test(purl))).toHaveLength(count);
});

test('what is delivered can be told from what builds and checks it', () => {
  const scopeOf = (purl: string) => bom.components.find((one) => one.purl.startsWith(purl))?.scope;
  expect(scopeOf('pkg:npm/express@')).toBe('required');
  expect(scopeOf('pkg:oci/node@')).toBe('required');
  expect(scopeOf('pkg:pypi/ministack@')).toBe('excluded');
});

test('nothing of the machine that made it is in it', () => {
  const text = JSON.stringify(bom);
  expect(text).not.toContain(repositoryRoot);
  expect(text).not.toMatch(/"url":"https?:\/\/(?!cyclonedx\.org)/);
});
