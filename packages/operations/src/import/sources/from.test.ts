import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isInTheOpen, readFrom } from './from.ts';
import { openSource } from './open.ts';

const folder = mkdtempSync(join(tmpdir(), 'from-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const URL_WITH_PASSWORD = 'mysql://reader:pass-of-old@old-db/reqsys';
function aFile(text: string, mode = 0o600): string {
  const file = join(folder, `source-${mode}`);
  writeFileSync(file, text);
  chmodSync(file, mode);
  return `@${file}`;
}

test('the address may stand in a file of its owner, or in a variable', () => {
  expect(readFrom(aFile(`${URL_WITH_PASSWORD}\n`))).toBe(URL_WITH_PASSWORD);
  expect(readFrom('env:OLD_DATABASE', { OLD_DATABASE: URL_WITH_PASSWORD })).toBe(URL_WITH_PASSWORD);
});

test.each(['dump.sql.gz', './@dump.sql', URL_WITH_PASSWORD, ''])('%p is taken as it stands', (from) =>
  expect(readFrom(from, {})).toBe(from),
);

test.each([
  ['that others can read', () => aFile(URL_WITH_PASSWORD, 0o604)],
  ['that the group can read', () => aFile(URL_WITH_PASSWORD, 0o640)],
  ['that is empty', () => aFile('\n')],
  ['that is not there', () => '@none'],
  ['that is a folder', () => `@${folder}`],
])('a file %s is refused', (_, from) => {
  expect(() => readFrom(from())).toThrow(expect.objectContaining({ code: 'BAD_SETTING' }));
  expect(() => readFrom(from())).not.toThrow(/pass-of-old/);
});

test('a variable that is not there is named', () => {
  expect(() => readFrom('env:OLD_DATABASE', {})).toThrow(/^env:OLD_DATABASE: /);
});

test.each(['mysq://reader:pass-of-old@old-db/reqsys', 'mysql://reader:pass-of-old@old-db:x/reqsys'])(
  'what is wrong with %p is said without its password',
  (from) => {
    expect(() => openSource(from)).toThrow(/…@old-db/);
    expect(() => openSource(from)).not.toThrow(/pass-of-old/);
  },
);

test('a password on the command line of make is noticed, one in the environment is hidden from others', () => {
  expect(isInTheOpen(URL_WITH_PASSWORD, { MAKEFLAGS: ` -- DRY_RUN=1 FROM=${URL_WITH_PASSWORD}` })).toBe(true);
  expect(isInTheOpen(URL_WITH_PASSWORD, { MAKEFLAGS: '' })).toBe(false);
  expect(isInTheOpen('dump.sql', { MAKEFLAGS: ' -- FROM=dump.sql' })).toBe(false);
});
