import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '@enterwait/command-line/files';
import { outagesFrom } from './outages.ts';
import { SCENARIOS } from './scenarios.ts';

const folder = join(repositoryRoot, 'tests', 'faults');
const titles = readdirSync(folder)
  .filter((file) => file.endsWith('.test.ts'))
  .flatMap((file) => [
    ...readFileSync(join(folder, file), 'utf8').matchAll(
      /^\s+(?:test(?:\.each<[^(]+>\((?:\[[\s\S]*?\]|[A-Z]+)\))?\(|\]\)\()\s*(['`])(.+?)\1,/gm,
    ),
  ])
  .map(([, , title = '']) => title);

test('every scenario of the fault suite is an outage that is modelled, or says why it is none', () => {
  expect(titles.length).toBeGreaterThanOrEqual(20);
  expect([...new Set(titles)].sort()).toEqual(Object.keys(SCENARIOS).sort());
});

test('no test of the fault suite is missed by how it is written', () => {
  const tests = readdirSync(folder)
    .filter((file) => file.endsWith('.test.ts'))
    .flatMap((file) => readFileSync(join(folder, file), 'utf8').match(/^\s+test[.(]/gm) ?? []);
  expect(titles).toHaveLength(tests.length);
});

test('every outage that a scenario is has a model', () => {
  const named = Object.values(SCENARIOS).flatMap((outages) => (typeof outages === 'string' ? [] : outages));
  expect(named.filter((name) => !(name in outagesFrom(0)))).toEqual([]);
});
