import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '@enterwait/command-line/files';
import { BLOCKS, blocksOf, commandsOf, READMES, textOf } from '../support/stack/readme.ts';

const makefile = readFileSync(join(repositoryRoot, 'Makefile'), 'utf8');
const targets = [...makefile.matchAll(/^([a-z-]+):.*## /gm)].map(([, name]) => name ?? '');

test('both READMEs have the same lines to paste', () => {
  expect(blocksOf('README.md').length).toBeGreaterThan(3);
  expect(blocksOf('README.ko.md')).toEqual(blocksOf('README.md'));
});

test('every block is run by a test, or it is said why not', () => {
  const begins = Object.values(BLOCKS).map((block) => block.begins);
  for (const block of blocksOf('README.md'))
    expect([block, begins.filter((text) => block.startsWith(text))]).toEqual([block, [expect.any(String)]]);
  expect(begins).toHaveLength(blocksOf('README.md').length);
});

test('no line to paste has a comment: the shell of macOS would take it for words', () => {
  for (const block of blocksOf('README.md')) expect(block).not.toMatch(/(^|\s)#/m);
});

describe.each(READMES)('%s', (readme) => {
  test('names only commands that are there', () => {
    const named = (text: string) =>
      new Set([...text.matchAll(/\bmake (?:-\S+ )*([a-z][a-z-]*)/g)].map(([, name]) => name));
    const inCode = [...textOf(readme).matchAll(/`[^`\n]+`|^```sh$.*?^```$/gms)].map(([code]) => code).join('\n');
    expect(named(inCode).size).toBeGreaterThan(20);
    expect([...named(inCode)].filter((name) => !targets.includes(name ?? ''))).toEqual([]);
  });
});

describe('the screenshots', () => {
  const folder = 'docs/screenshots';
  const files = readdirSync(join(repositoryRoot, folder)).map((name) => `${folder}/${name}`);

  test.each(READMES)('are all in %s, with words for whoever does not see them', (readme) => {
    const images = [...textOf(readme).matchAll(/!\[([^\]]*)\]\(([^)]+)\)/g)];
    expect(images.map(([, , file]) => file).sort()).toEqual([...files].sort());
    for (const [, words = ''] of images) expect(words.length).toBeGreaterThan(20);
  });

  test.each(['enterwait', 'nursery', 'management'])('of %s is a small PNG', (system) => {
    const bytes = readFileSync(join(repositoryRoot, folder, `${system}.png`));
    expect(bytes.subarray(1, 4).toString()).toBe('PNG');
    // Every clone and every visitor of the page loads them.
    expect(bytes.length).toBeLessThan(150 * 1024);
  });
});

test('both tables have the same commands, in the same order', () => {
  expect(commandsOf('README.md').length).toBeGreaterThan(30);
  expect(commandsOf('README.ko.md')).toEqual(commandsOf('README.md'));
});
