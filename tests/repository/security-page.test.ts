import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '@enterwait/command-line/files';

const text = readFileSync(join(repositoryRoot, 'docs', 'security.md'), 'utf8');

const STATES = ['met', 'partly', 'not met', 'n/a'] as const;

const rows = [...text.matchAll(/^\| (\d+\.\d+\.\d+) \| ([12]) \| (.*?) \| (.*?) \| (.*?) \| (.*?) ?\|$/gm)].map(
  ([, id = '', level = '', asked = '', state = '', why = '', files = '']) => ({
    id,
    level: Number(level),
    asked,
    state,
    why,
    files: [...files.matchAll(/`([^`]+)`/g)].map(([, file = '']) => file),
  }),
);

/** Requirements of levels 1 and 2 in ASVS 5.0.0, by chapter. */
const BY_CHAPTER = [27, 11, 19, 10, 9, 35, 18, 7, 7, 29, 14, 9, 13, 9, 13, 16, 7];

test('every requirement of the two levels stands there once', () => {
  expect(rows).toHaveLength(253);
  expect(new Set(rows.map(({ id }) => id)).size).toBe(253);
  expect(rows.filter(({ level }) => level === 1)).toHaveLength(70);
  expect(BY_CHAPTER.map((_, at) => rows.filter(({ id }) => id.startsWith(`${at + 1}.`)).length)).toEqual(BY_CHAPTER);
});

test('each has a state, and says why where it is not simply met', () => {
  const known: readonly string[] = STATES;
  expect(rows.filter(({ state }) => !known.includes(state))).toEqual([]);
  expect(rows.filter(({ state, why }) => state !== 'met' && why.length < 3).map(({ id }) => id)).toEqual([]);
  // A met requirement names a file that shows it; the count at the top is that of the rows.
  expect(rows.filter(({ state, files }) => state === 'met' && files.length === 0).map(({ id }) => id)).toEqual([]);
  const counts = STATES.map((state) => `${rows.filter((row) => row.state === state).length} ${state}`);
  expect(text).toContain(`\n${counts.join(' · ')}\n`);
});

test('every file that is named is there', () => {
  const named = [...text.matchAll(/`((?:[\w.-]+\/)+[\w.-]+\.[a-z]+)`/g)].map(([, file = '']) => file);
  expect(named.length).toBeGreaterThan(150);
  expect(named.filter((file) => !existsSync(join(repositoryRoot, file)))).toEqual([]);
});
