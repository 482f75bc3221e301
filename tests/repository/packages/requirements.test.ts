import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '@enterwait/command-line/files';

/** A requirement in one line each, without comments. */
const requirementsIn = (file: string): string[] =>
  readFileSync(join(repositoryRoot, file), 'utf8')
    .replaceAll(/\\\n/g, ' ')
    .split('\n')
    .filter((line) => line.trim() !== '' && !line.startsWith('#'));

const NAME = /^[\w.-]+(?===)/;
const namesIn = (file: string): (string | undefined)[] =>
  requirementsIn(file).map((line) => NAME.exec(line)?.[0]?.toLowerCase());

test.each([
  ['localstack/python/requirements.txt', 25],
  ['localstack/python/requirements-build.txt', 1],
  ['localstack/python/requirements-built.txt', 1],
  ['scripts/delivery/tools/checkov-requirements.txt', 96],
])('every package of %s has one version and the checksums of its files', (file, count) => {
  const lines = requirementsIn(file);
  expect(lines.length).toBe(count);
  // A name, a version, checksums: no address, no option, no range.
  const loose = lines.filter((line) => !/^[\w.-]+==[\w.]+( +--hash=sha256:[0-9a-f]{64})+ *$/.test(line));
  expect(loose).toEqual([]);
  expect(new Set(namesIn(file)).size).toBe(count);
});

test('what is built on this machine is the same version as what is wanted', () => {
  const whole = requirementsIn('localstack/python/requirements.txt');
  for (const line of requirementsIn('localstack/python/requirements-built.txt'))
    expect(whole.map((one) => one.replaceAll(/ +/g, ' '))).toContain(line.replaceAll(/ +/g, ' '));
});
