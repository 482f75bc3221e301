import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '@enterwait/command-line/files';

const read = (...path: string[]): string => readFileSync(join(repositoryRoot, ...path), 'utf8');
const folder = join('terraform', 'modules', 'alarms');

/** The keys of the alarms: `"queue-age-${key}" =>` and `"iterator-age" =`, without the part for a queue or a system. */
const alarms = readdirSync(join(repositoryRoot, folder))
  .filter((file) => file.endsWith('.tf'))
  .flatMap((file) => [
    ...read(folder, file).matchAll(/"([a-z-]+)-\$\{[a-z_]+\}"\s*=>\s*\{\s*\n?\s*description/g),
    ...read(folder, file).matchAll(/"([a-z-]+)"\s*=\s*\{\s*\n\s*description/g),
  ])
  .map(([, name]) => name ?? '');
const entries = [...read('docs', 'operations.md').matchAll(/^### `([a-z-]+)`$/gm)].map(([, name]) => name ?? '');

test('every alarm has an entry in the runbook, and every entry an alarm', () => {
  expect(alarms.length).toBeGreaterThanOrEqual(12);
  expect([...entries].sort()).toEqual([...new Set(alarms)].sort());
});

test('no alarm is missed by how it is written', () => {
  // Descriptions elsewhere are those of a variable, an output or a key, which are not objects of a local.
  const objects = readdirSync(join(repositoryRoot, folder))
    .filter((file) => file.endsWith('.tf'))
    .flatMap((file) => read(folder, file).match(/=> \{\n\s+description\s+= "|= \{\n\s+description\s+= "/g) ?? []);
  expect(alarms).toHaveLength(objects.length);
});
