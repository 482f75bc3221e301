import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readMigrations } from './migrations.ts';
import { createSchemaCheck } from './schema-check.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'enterwait-schema-'));
  writeFileSync(join(folder, '001_a.sql'), 'CREATE TABLE a (x INT);');
  writeFileSync(join(folder, '002_b.sql'), 'CREATE TABLE b (x INT);');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const rowsOf = async () => (await readMigrations([folder])).map(({ id, checksum }) => ({ id, checksum }));
const checkWith = (rows: unknown) =>
  createSchemaCheck({ query: async () => [rows, []] } as unknown as Parameters<typeof createSchemaCheck>[0], [folder]);

test('a database that has every migration of the bundle is ready, also with those of a later release', async () => {
  await expect(checkWith([...(await rowsOf()), { id: 'sql/003_c.sql', checksum: 'c' }])()).resolves.toBeUndefined();
});

test('one whose last migration has not run is not', async () => {
  const rows = await rowsOf();
  await expect(checkWith(rows.slice(0, 1))()).rejects.toMatchObject({ missing: [rows[1]?.id] });
});

test('nor is one where it ran with another text', async () => {
  const [first, second] = await rowsOf();
  await expect(checkWith([first, { ...second, checksum: 'other' }])()).rejects.toMatchObject({ missing: [second?.id] });
});
