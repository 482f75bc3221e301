import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isBuilt, noteBuilt } from './built.ts';

const root = mkdtempSync(join(tmpdir(), 'built-'));
const [note, folder] = [join(root, 'note'), join(root, 'dist')] as const;
afterAll(() => rmSync(root, { recursive: true }));
beforeEach(() => {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(join(folder, 'deeper'), { recursive: true });
  writeFileSync(join(folder, 'deeper', 'main.mjs'), 'one');
  noteBuilt(note, 'sources', [folder]);
});

test('bundles are taken again as long as they and their sources are the same', () =>
  expect(isBuilt(note, 'sources', [folder])).toBe(true));

test('other sources are bundled anew', () => expect(isBuilt(note, 'other sources', [folder])).toBe(false));

test.each<[string, () => void]>([
  ['was changed', () => writeFileSync(join(folder, 'deeper', 'main.mjs'), 'two')],
  ['is gone', () => rmSync(join(folder, 'deeper', 'main.mjs'))],
  ['was added', () => writeFileSync(join(folder, 'more.mjs'), '')],
])('they are bundled anew where a file %s', (_, change) => {
  change();
  expect(isBuilt(note, 'sources', [folder])).toBe(false);
});

test('they are bundled anew where nothing was noted or the folder is gone', () => {
  expect(isBuilt(join(root, 'no-note'), 'sources', [folder])).toBe(false);
  rmSync(folder, { recursive: true });
  expect(isBuilt(note, 'sources', [folder])).toBe(false);
});
