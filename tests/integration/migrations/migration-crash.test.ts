import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SERVICES } from '@enterwait/domain/protocol';
import { connectionOptions } from '@enterwait/http/database';
import { type MigrationConnection, migrate, readMigrations } from '@enterwait/http/migrations';
import { createConnection } from 'mysql2/promise';
import { createScratchDatabase, migrationFolders, type ScratchDatabase } from '../../support/stack/scratch-database.ts';

let scratch: ScratchDatabase;
beforeAll(async () => {
  scratch = await createScratchDatabase('scratch_migration');
});
beforeEach(() => scratch.clear());
afterAll(() => scratch.drop());

/** The definitions of the tables, without their rows. */
async function schema(): Promise<Record<string, string>> {
  const tables = await scratch.rows<Record<string, string>>('SHOW TABLES');
  const entries: [string, string][] = [];
  for (const name of tables.map((row) => String(Object.values(row)[0]))) {
    const [row] = await scratch.rows<Record<string, string>>(`SHOW CREATE TABLE \`${name}\``);
    entries.push([name, String(row?.['Create Table']).replaceAll(/ AUTO_INCREMENT=\d+/g, '')]);
  }
  return Object.fromEntries(entries);
}

class Died extends Error {}

/** A connection whose process dies right after its nth statement: the server has done it, and nobody hears of it. */
async function dyingAfter(calls: number): Promise<MigrationConnection> {
  const connection = await createConnection(connectionOptions(scratch.config));
  let left = calls;
  const counted =
    (run: (sql: string, values: string[]) => Promise<unknown>) =>
    async (sql: string, values: string[] = []): Promise<unknown> => {
      if (left === 0) throw new Died();
      const result = await run(sql, values);
      left -= 1;
      if (left > 0) return result;
      connection.destroy();
      throw new Died();
    };
  return {
    query: counted((sql, values) => connection.query(sql, values)),
    execute: counted((sql, values) => connection.execute(sql, values)),
    end: async () => connection.destroy(),
  } as unknown as MigrationConnection;
}

const FILES = {
  '001_first.sql': `-- Made up; of every kind that a migration has.
    CREATE TABLE line (id INT NOT NULL, place INT NOT NULL, told INT NOT NULL DEFAULT 0, PRIMARY KEY (id), KEY line_by_place (place)) ENGINE = InnoDB;
    CREATE TABLE home (id INT NOT NULL PRIMARY KEY) ENGINE = InnoDB;
    CREATE TABLE IF NOT EXISTS child (id INT NOT NULL PRIMARY KEY, line INT NOT NULL, home INT NULL, KEY child_by_line (line), CONSTRAINT child_of FOREIGN KEY (home) REFERENCES home (id)) ENGINE = InnoDB;
    INSERT INTO line (id, place) VALUES (1, 1), (2, 2);`,
  '002_second.sql': `
    ALTER TABLE line ADD COLUMN owner VARCHAR(8) NOT NULL DEFAULT 'a;b', DROP KEY line_by_place, ADD KEY line_by_place (place, owner), DROP PRIMARY KEY, ADD PRIMARY KEY (id, owner);
    UPDATE line SET place = place + 10;
    ALTER TABLE line DROP COLUMN told, ADD COLUMN asked INT NULL;
    UPDATE line SET asked = place;
    ALTER TABLE child DROP KEY child_by_line, ADD KEY child_by_line (line, id);
    CREATE INDEX line_by_asked ON line (asked);`,
};

describe('a migration whose process dies after any of its statements', () => {
  let folder = '';
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'enterwait-crash-'));
    for (const [file, sql] of Object.entries(FILES)) writeFileSync(join(folder, file), sql);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const start = () => migrate(scratch.config, [folder]);
  const outcome = async () => ({
    schema: await schema(),
    rows: await scratch.rows('SELECT id, place, owner, asked FROM line ORDER BY id'),
    records: await scratch.rows('SELECT id, checksum FROM schema_migration ORDER BY id'),
    steps: await scratch.rows('SELECT * FROM schema_migration_step'),
  });

  test('goes on from there: the same tables, each row changed once', async () => {
    await start();
    const whole = await outcome();
    expect(whole.rows).toEqual([
      { id: 1, place: 11, owner: 'a;b', asked: 11 },
      { id: 2, place: 12, owner: 'a;b', asked: 12 },
    ]);
    expect(whole.steps).toEqual([]);
    let survived = false;
    for (let calls = 1; !survived; calls += 1) {
      await scratch.clear();
      survived = await migrate(scratch.config, [folder], () => dyingAfter(calls)).then(
        () => true,
        (error) => {
          if (!(error instanceof Died)) throw error;
          return false;
        },
      );
      await start();
      expect({ calls, ...(await outcome()) }).toEqual({ calls, ...whole });
    }
  });

  test('tells what is truly wrong, and goes on once that is mended', async () => {
    writeFileSync(
      join(folder, '003_wrong.sql'),
      'ALTER TABLE line ADD COLUMN c INT; ALTER TABLE nowhere ADD COLUMN d INT;',
    );
    await expect(start()).rejects.toMatchObject({ code: 'ER_NO_SUCH_TABLE' });
    writeFileSync(
      join(folder, '003_wrong.sql'),
      'ALTER TABLE line ADD COLUMN c INT; ALTER TABLE line ADD COLUMN d INT;',
    );
    await expect(start()).resolves.toEqual([expect.stringMatching(/003_wrong\.sql$/)]);
    rmSync(join(folder, '003_wrong.sql'));
  });
});

test.each(SERVICES)(
  'each file of %s that the release before ran without noting it is done already',
  async (service) => {
    const folders = migrationFolders(service);
    await migrate(scratch.config, folders);
    const before = await schema();
    for (const { id } of await readMigrations(folders)) {
      await scratch.pool.execute('DELETE FROM schema_migration WHERE id = ?', [id]);
      expect(await migrate(scratch.config, folders)).toEqual([id]);
      expect(await schema()).toEqual(before);
    }
    expect(await migrate(scratch.config, folders)).toEqual([]);
  },
);
