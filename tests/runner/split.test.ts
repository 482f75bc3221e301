import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '@enterwait/command-line/files';
import { type Place, WHERE } from '../where.ts';
import { shareOf, titlePattern } from './split.ts';

const FOLDERS = ['integration', 'browser', 'faults'] as const;
const testsFolder = join(repositoryRoot, 'tests');
const files = FOLDERS.flatMap((folder) =>
  readdirSync(join(testsFolder, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.test.ts'))
    .map((file) => `${folder}/${file}`),
).sort();
const entries = Object.entries<Place>(WHERE);

describe('the table of where a test runs', () => {
  test('names every test file that needs a stack, and no other', () => {
    expect(Object.keys(WHERE).sort()).toEqual(files);
  });

  test('says why', () => {
    const reasons = entries.flatMap(([, { why, notOnDocker = {} }]) => [why, ...Object.values(notOnDocker)]);
    expect(reasons.filter((why) => why.trim() === '')).toEqual([]);
  });

  test('names single tests that are there, in files of both kinds', () => {
    for (const [file, { on, notOnDocker }] of entries) {
      if (notOnDocker === undefined) continue;
      expect([file, on]).toEqual([file, 'both']);
      const source = readFileSync(join(testsFolder, file), 'utf8');
      expect(Object.keys(notOnDocker).filter((title) => !source.includes(title))).toEqual([]);
    }
  });
});

describe('the shares of the two kinds', () => {
  const shares = [shareOf('embedded', FOLDERS), shareOf('docker', FOLDERS)];

  test('are every test file together', () => {
    expect([...new Set(shares.flatMap((share) => share.files))].sort()).toEqual(files);
  });

  test('leave out single tests on Docker alone', () => {
    expect(shareOf('embedded', FOLDERS).leftOut).toBeUndefined();
    const alone = new Set(shareOf('embedded', FOLDERS).files);
    expect(entries.filter(([file, { notOnDocker }]) => notOnDocker && !alone.has(file))).toEqual([]);
  });

  test('are of the folders that are wanted', () => {
    const table = {
      'faults/a.test.ts': { on: 'both', why: 'x', notOnDocker: { 'when %s dies': 'x' } },
      'faults/b.test.ts': { on: 'docker', why: 'x' },
      'browser/c.test.ts': { on: 'docker', why: 'x' },
    } satisfies Record<string, Place>;
    expect(shareOf('docker', ['faults'], table).files).toEqual(['faults/a.test.ts', 'faults/b.test.ts']);
    expect(shareOf('embedded', ['faults'], table)).toEqual({ files: ['faults/a.test.ts'], leftOut: undefined });
    expect(shareOf('docker', ['faults'], table).leftOut?.test('nothing is lost when nursery dies')).toBe(true);
  });
});

test('a title is found whatever is filled in, and only as a whole', () => {
  const pattern = titlePattern(`\${PAIRS} pairs (of %s) end`);
  expect(pattern.test('commands 100 pairs (of cancel and accept) end')).toBe(true);
  expect(pattern.test('commands 100 pairs (of cancel and accept) end well')).toBe(false);
});
