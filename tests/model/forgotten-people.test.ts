import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { forgetPerson } from '@enterwait/accounts/erasure';
import { repositoryRoot } from '@enterwait/command-line/files';
import { addressKeyOf } from '@enterwait/domain/application';
import { inTransaction, type Pool } from '@enterwait/http/database';
import { forgetTriesAt } from '@enterwait/http/limits';
import { openFamilyDatabase } from '@enterwait/operations/erase';
import type { RowDataPacket } from 'mysql2/promise';
import { canInstall } from '../../localstack/embedded/apt.ts';
import { findServer } from '../../localstack/embedded/mariadb.ts';
import { type MariaServer, startMariaServer } from './mariadb/maria-database.ts';

const PERSON = '5d0c1b6e-3c1f-4a0e-9a7e-0d6f1a2b3c4d';
const FAMILY = 'forgotten01';
const EMAIL = 'forgotten@families.example.com';
const NEXT_EMAIL = 'next@families.example.com';

/** Tables of accounts that know an address by its hash, and what erases it. */
const BY_ADDRESS: Readonly<Record<string, { readonly id: string; readonly value: string }>> = {
  rate_limit: { id: 'id', value: `sign-in:${createHash('sha256').update(EMAIL).digest('hex')}` },
  // MailFeedback does it, and the erasure tells MailFeedback (`forgetAddresses`).
  mail_address: { id: 'address_key', value: addressKeyOf(EMAIL) },
};

/** Tables that are not emptied with the household, and why. */
const KEPT: Readonly<Record<string, string>> = {
  request: 'each application is erased by itself, before the household',
};

interface Column {
  readonly table: string;
  readonly name: string;
  readonly type: string;
  readonly length: number;
  readonly isAutomatic: boolean;
}

const isThere = findServer() !== undefined || canInstall() || process.env.CI !== undefined;
const onADatabase = isThere ? describe : describe.skip;

let server: MariaServer;
let pool: Pool;
beforeAll(async () => {
  if (!isThere) return;
  server = await startMariaServer();
  pool = server.openPool('enterwait');
}, 120_000);
afterAll(async () => {
  await pool?.end();
  await server?.stop();
});

const rowsOf = async <Row>(sql: string, values: unknown[] = []): Promise<Row[]> => {
  const [rows] = await pool.query<RowDataPacket[]>(sql, values);
  return rows as Row[];
};

/** Every column of the parents' system, by table; `person` first, because others point to it. */
async function schema(): Promise<Map<string, Column[]>> {
  const rows = await rowsOf<{ t: string; c: string; d: string; l: number | null; e: string }>(
    `SELECT TABLE_NAME AS t, COLUMN_NAME AS c, DATA_TYPE AS d, CHARACTER_MAXIMUM_LENGTH AS l, EXTRA AS e
     FROM information_schema.columns WHERE TABLE_SCHEMA = DATABASE() ORDER BY TABLE_NAME <> 'person', TABLE_NAME`,
  );
  return Map.groupBy(
    rows.map(({ t, c, d, l, e }) => ({
      table: t,
      name: c,
      type: d,
      length: Number(l ?? 0),
      isAutomatic: e.includes('auto_increment'),
    })),
    ({ table }) => table,
  );
}

const isText = ({ type }: Column): boolean => type.endsWith('char') || type.endsWith('text');

/** Columns that name a person, a family or an address: by a foreign key, or by their names. */
async function pointersOf(columns: readonly Column[]): Promise<Column[]> {
  const keys = await rowsOf<{ t: string; c: string }>(
    `SELECT TABLE_NAME AS t, COLUMN_NAME AS c FROM information_schema.key_column_usage
     WHERE TABLE_SCHEMA = DATABASE() AND REFERENCED_TABLE_NAME = 'person'`,
  );
  return columns.filter(
    ({ table, name }) =>
      /(?:^|_)(?:person_id|user_id|email)$/.test(name) ||
      (table === 'person' && name === 'id') ||
      keys.some(({ t, c }) => t === table && c === name),
  );
}

/** A value that fits; it names the person wherever there is room. */
function sampleOf({ name, table, type, length, isAutomatic }: Column): unknown {
  const known = BY_ADDRESS[table];
  if (known?.id === name) return known.value;
  if (isAutomatic) return null;
  if (name === 'user_id') return FAMILY;
  if (name.endsWith('email')) return EMAIL;
  if (table === 'person_verification' && name === 'value') return `${PERSON} ${NEXT_EMAIL}`;
  if (type.endsWith('char') || type.endsWith('text')) return length >= PERSON.length ? PERSON : 'x';
  if (type === 'datetime') return new Date('2026-03-02T00:00:00Z');
  return 1;
}

async function fill(columns: readonly Column[]): Promise<void> {
  await pool.query('INSERT INTO ?? (??) VALUES (?)', [
    columns[0]?.table,
    columns.map(({ name }) => name),
    columns.map(sampleOf),
  ]);
}

/** Where one of the words is still stored. */
async function left(columns: readonly Column[], words: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  for (const { table, name } of columns) {
    const rows = await rowsOf(
      `SELECT 1 FROM ?? WHERE ${words.map(() => 'LOCATE(?, CONVERT(?? USING utf8mb4)) > 0').join(' OR ')}`,
      [table, ...words.flatMap((word) => [word, name])],
    );
    if (rows.length > 0) found.push(`${table}.${name}`);
  }
  return found;
}

/** The tables that the accounts' migrations create. */
const tablesOfAccounts = (): Set<string> => {
  const folder = join(repositoryRoot, 'packages/accounts/sql');
  const sql = readdirSync(folder).map((file) => readFileSync(join(folder, file), 'utf8'));
  return new Set([...sql.join('\n').matchAll(/CREATE TABLE (?:IF NOT EXISTS )?(\w+)/g)].map(([, name]) => name ?? ''));
};

async function empty(tables: Iterable<string>): Promise<void> {
  for (const table of [...tables].reverse()) await pool.query('DELETE FROM ??', [table]);
}

onADatabase('a person is forgotten', () => {
  const WORDS = [PERSON, FAMILY, EMAIL, NEXT_EMAIL];
  const forget = () => inTransaction(pool, (tx) => forgetPerson(tx, PERSON));
  const filled = async () => {
    const tables = new Map([...(await schema())].filter(([table]) => tablesOfAccounts().has(table)));
    await empty(tables.keys());
    for (const columns of tables.values()) await fill(columns);
    return [...tables.values()].flat();
  };

  test('in every table of the accounts', async () => {
    const columns = await filled();
    const named = columns.filter(({ table }) => BY_ADDRESS[table] === undefined).filter(isText);
    expect((await left(named, WORDS)).length).toBeGreaterThan(10);
    await forget();
    expect(await left(named, WORDS)).toEqual([]);
  });

  test('also by the hash of the address, in the tries', async () => {
    const columns = (await filled()).filter(({ table }) => table === 'rate_limit');
    const hash = [createHash('sha256').update(EMAIL).digest('hex')];
    expect(await left(columns, hash)).toEqual(['rate_limit.id']);
    await inTransaction(pool, (tx) => forgetTriesAt(tx, ` ${EMAIL.toUpperCase()}`));
    expect(await left(columns, hash)).toEqual([]);
  });

  test('where their row is gone already: a mailed link has no foreign key', async () => {
    const columns = (await filled()).filter(isText).filter(({ table }) => table === 'person_verification');
    await pool.query('DELETE FROM person WHERE id = ?', [PERSON]);
    expect(await left(columns, WORDS)).not.toEqual([]);
    await forget();
    expect(await left(columns, WORDS)).toEqual([]);
  });
});

onADatabase('a household that is erased', () => {
  const household = { userIds: [FAMILY], personIds: [PERSON], emails: [EMAIL], childIds: [] };
  const erase = async () => {
    const database = openFamilyDatabase(server.url('enterwait'), 'test');
    try {
      await database.lockOut(household);
      await database.eraseHousehold(household, [EMAIL], 'f'.repeat(32));
    } finally {
      await database.close();
    }
  };
  const filled = async () => {
    const tables = await schema();
    const pointers = (await pointersOf([...tables.values()].flat())).filter(({ table }) => KEPT[table] === undefined);
    const pointed = new Set(pointers.map(({ table }) => table));
    await empty([...tables.keys()].filter((table) => pointed.has(table)));
    for (const table of pointed) await fill(tables.get(table) ?? []);
    return pointers;
  };

  test('is named by no column of the whole system', async () => {
    const pointers = await filled();
    expect((await left(pointers, [PERSON, FAMILY, EMAIL])).length).toBe(pointers.length);
    await erase();
    expect(await left(pointers, [PERSON, FAMILY, EMAIL])).toEqual([]);
  });

  test('would be found in a new table that nobody thought of', async () => {
    await pool.query('CREATE TABLE new_thing (seq BIGINT AUTO_INCREMENT PRIMARY KEY, person_id VARCHAR(36) NOT NULL)');
    try {
      const pointers = await filled();
      await erase();
      expect(await left(pointers, [PERSON, FAMILY, EMAIL])).toEqual(['new_thing.person_id']);
    } finally {
      await pool.query('DROP TABLE new_thing');
    }
  });
});
