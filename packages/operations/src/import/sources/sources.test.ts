import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { oldData } from '../../../../../localstack/seed/old-data/families.ts';
import { writeOldData } from '../../../../../localstack/seed/old-data/write.ts';
import { columnsOf } from '../reading/old-schema.ts';
import { csvRecords } from './csv.ts';
import { openSource } from './open.ts';
import type { SourceRow } from './source.ts';
import { dumpRows, type SqlRow } from './sql-rows.ts';

/** A text cut into chunks of `size` letters. */
async function* cut(text: string, size: number): AsyncGenerator<string> {
  for (let at = 0; at < text.length; at += size) yield text.slice(at, at + size);
}
async function rowsOf(text: string, size: number): Promise<SqlRow[]> {
  const all: SqlRow[] = [];
  for await (const rows of dumpRows(cut(text, size), () => ['x', 'y'])) all.push(...rows);
  return all;
}

const DUMP = `-- it's a comment; INSERT INTO a VALUES (1);
/*!40101 SET NAMES utf8mb4 */;
DROP TABLE IF EXISTS \`request\`;
CREATE TABLE \`request\` (
  \`a\` varchar(9) DEFAULT 'x;(' COMMENT 'it''s',
  \`b\` int,
  PRIMARY KEY (\`a\`)
) ENGINE=InnoDB;
INSERT INTO \`request\` VALUES ('O\\'Neil, (2)',NULL),('it''s; \\\\ "so"\\n',-5),('',''),('''',1);
INSERT INTO child (b, \`a\`) VALUES (1,'--x'),\n(2,'/*y*/');
INSERT INTO \`user\` VALUES (1,2);`;

describe.each([1, 7, 100_000])('a dump in pieces of %i letters', (size) => {
  test('gives its rows, whatever stands in their texts', async () => {
    expect(await rowsOf(DUMP, size)).toEqual([
      { table: 'request', row: { a: "O'Neil, (2)", b: null } },
      { table: 'request', row: { a: 'it\'s; \\ "so"\n', b: '-5' } },
      { table: 'request', row: { a: '', b: '' } },
      { table: 'request', row: { a: "'", b: '1' } },
      { table: 'child', row: { b: '1', a: '--x' } },
      { table: 'child', row: { b: '2', a: '/*y*/' } },
      { table: 'user', row: { x: '1', y: '2' } },
    ]);
  });

  test('so does CSV', async () => {
    const all: (string | null)[][] = [];
    const text = 'a,b\r\n"x, ""y""\nz",\\N\r\n,""\n\n1,2';
    for await (const records of csvRecords(cut(text, size), 'x.csv')) all.push(...records);
    expect(all).toEqual([
      ['a', 'b'],
      ['x, "y"\nz', null],
      [null, ''],
      ['1', '2'],
    ]);
  });
});

async function recordsOf(text: string): Promise<(string | null)[][]> {
  const all: (string | null)[][] = [];
  for await (const records of csvRecords(cut(text, 100_000), 'child.csv')) all.push(...records);
  return all;
}

test('CSV is taken as it stands: quotes within a text, rows of other lengths, more rows than a piece has', async () => {
  expect(await recordsOf('a,b\n4"x,"5"y\n1\n1,2,3\n')).toEqual([['a', 'b'], ['4"x', '"5"y'], ['1'], ['1', '2', '3']]);
  expect(await recordsOf('1\n'.repeat(2500))).toHaveLength(2500);
});

test.each([
  ['at the end', 'a,b\n1,2\n3,"4\n'],
  ['far from the end', `a,b\n1,2\n3,"4\n${'5,6\n'.repeat(500_000)}`],
])('a quote that is not closed %s is an error that names its row, not one long row', async (_where, text) => {
  await expect(recordsOf(text)).rejects.toMatchObject({
    code: 'BAD_SOURCE',
    message: expect.stringMatching(/^child\.csv: 2번째 행 \(row\): .*(quote is not closed|is a quote not closed)/),
  });
});

test('CSV in another encoding than was said is an error', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'enterwait-old-'));
  try {
    await writeOldData({ applications: 1 }, folder);
    const read = async () => {
      for await (const _piece of openSource(folder, 'euc-kr').pieces());
    };
    await expect(read()).rejects.toThrow('not valid for encoding euc-kr');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test('the same old database gives the same rows as a dump and as CSV', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'enterwait-old-'));
  try {
    const expected = [...oldData({ applications: 300 })].flat();
    for (const to of [join(folder, 'old.sql'), join(folder, 'csv')]) {
      await writeOldData({ applications: 300 }, to);
      const rows: SourceRow[] = [];
      for await (const piece of openSource(to).pieces()) rows.push(...piece);
      expect(comparable(rows)).toEqual(comparable(expected));
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

const comparable = (rows: readonly SourceRow[]): string[] =>
  rows
    .map(({ table, row }) => JSON.stringify([table, columnsOf(table).map((column) => row[column] ?? null)]))
    .toSorted();

test.each(['', '/nowhere/old.sql'])('%j is no source', (from) => {
  expect(() => openSource(from)).toThrow(/필요|없습니다/);
});
