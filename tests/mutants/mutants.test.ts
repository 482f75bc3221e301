import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '@enterwait/command-line/files';
import { MUTANTS } from './mutants.ts';

const edits = MUTANTS.flatMap(({ name, edits: all }) => all.map((edit) => [name, edit.file, edit] as const));

test.each(edits)('%s: its text stands once in %s', (_name, file, { from, to }) => {
  expect(readFileSync(join(repositoryRoot, file), 'utf8').split(from)).toHaveLength(2);
  expect(to).not.toBe(from);
});

test('every mutant has a name of its own', () => {
  const names = MUTANTS.map(({ name }) => name);
  expect(names).toEqual([...new Set(names)]);
});

test('what is broken is the code and its Terraform, not what stands in for them in a test', () => {
  expect(edits.filter(([, file]) => file.startsWith('tests/') || file.includes('.test.'))).toEqual([]);
});
