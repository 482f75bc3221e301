import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '@enterwait/command-line/files';
import { commandsOf } from '../stack/readme.ts';
import { commandsIn, documentedCommands, typed } from './commands.ts';
import { commandsOn, isTypedWith, PLACES, placeOf } from './places.ts';

const all = documentedCommands();
const readme = new Set(commandsOf('README.md'));

test('every command of the pages is typed by a test, or marked as one that cannot be', () => {
  const nowhere = all.filter(
    (command) =>
      !command.notRun && placeOf(command) === undefined && !readme.has(command.text) && !isTypedWith(command, all),
  );
  expect(nowhere.map(({ page, line, text }) => `docs/${page}.md:${line}: ${text}`)).toEqual([]);
});

test('no place is of a command that no page tells any more', () => {
  const texts = new Set(all.map(({ text }) => text.split('\n')[0]));
  expect(Object.keys(PLACES).filter((text) => !texts.has(text))).toEqual([]);
});

test('what is marked has no place besides', () => {
  expect(all.filter((command) => command.notRun && placeOf(command) !== undefined)).toEqual([]);
});

test('most is typed as it stands', () => {
  const counted = (['stack', 'cluster', 'account'] as const).map((on) => commandsOn(on).length);
  expect(counted.every((count) => count >= 10)).toBe(true);
});

test.each(Object.entries(PLACES).flatMap(([text, place]) => (place.on === 'test' ? [{ text, ...place }] : [])))(
  '$text: $file has it',
  ({ file, words }) => {
    expect(readFileSync(join(repositoryRoot, file), 'utf8')).toContain(words);
  },
);

test('commands are found in blocks and in lines, with what the page says of them', () => {
  const page = [
    'Look: `make dlq`, then `kubectl -n x get pods`†; `make` alone is none, nor is `SELECT 1`.',
    '1. A step',
    '   ```sh',
    '   make plan    # read it',
    '   make smoke   # † needs a system',
    '   ```',
    '```sh',
    '# † nowhere here',
    'gh api x',
    '```',
  ].join('\n');
  expect(commandsIn('aws', page)).toEqual([
    { page: 'aws', line: 1, text: 'make dlq', block: false, notRun: false },
    { page: 'aws', line: 1, text: 'kubectl -n x get pods', block: false, notRun: true },
    {
      page: 'aws',
      line: 4,
      text: 'make plan    # read it\nmake smoke   # † needs a system',
      block: true,
      notRun: false,
    },
    { page: 'aws', line: 8, text: '# † nowhere here\ngh api x', block: true, notRun: true },
  ]);
  expect(typed('make plan    # read it\nmake smoke   # † needs a system')).toBe('make plan    # read it');
});
