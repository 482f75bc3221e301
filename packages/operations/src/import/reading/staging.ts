import { chmodSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync, type SQLInputValue } from 'node:sqlite';
import { UserError } from '@enterwait/command-line/errors';
import { keyOf, type OldRows, type OldTable } from './old-schema.ts';
import type { Refusal } from './refusals.ts';

export interface Staged<Table extends OldTable> {
  readonly key: string;
  readonly row: OldRows[Table];
}

/** The outcome of a row: written by an import, or already as it should be. */
export type Outcome = 'new' | 'same';

/** How far an import has come. An interrupted read starts again; loading continues where it was. */
export interface Mark {
  readonly phase: 'read' | 'check' | 'load' | 'done';
  readonly table?: OldTable;
  /** The last finished key of that table. */
  readonly after?: string;
}

/**
 * The checked rows between the old system and the new. It is an SQLite file, so that a million rows need no memory, SQL can join them, and
 * finished work survives a kill -9. It holds personal data, so only its owner may read it, and it is deleted when the import is done.
 */
export class Staging {
  readonly #db: DatabaseSync;
  readonly #folder: string;
  readonly #insertRow;
  readonly #insertRefused;

  constructor(folder: string) {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const file = join(folder, 'staging.sqlite');
    this.#folder = folder;
    this.#db = new DatabaseSync(file);
    chmodSync(file, 0o600);
    try {
      // A second import is turned away: two imports of one source would only get in each other's way.
      this.#db.exec(`PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;
        PRAGMA cache_size = -32000; PRAGMA temp_store = FILE;
        CREATE TABLE IF NOT EXISTS mark (one INTEGER PRIMARY KEY CHECK (one = 1), json TEXT NOT NULL);
        CREATE TABLE IF NOT EXISTS row (tab TEXT, key TEXT, no INTEGER, user_id TEXT, child_id TEXT, nursery_id TEXT,
          status INTEGER, at TEXT, capacity INTEGER, data TEXT, refused INTEGER NOT NULL DEFAULT 0, outcome TEXT,
          PRIMARY KEY (tab, key)) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS refused (tab TEXT, no INTEGER, key TEXT, code TEXT, fields TEXT, PRIMARY KEY (tab, no)) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS enrolled_here (nursery_id TEXT, request_id TEXT PRIMARY KEY) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS nursery_here (nursery_id TEXT PRIMARY KEY, capacity INTEGER) WITHOUT ROWID;`);
    } catch (error) {
      if (!/locked|busy/i.test(String(error))) throw error;
      throw new UserError('ALREADY_RUNNING', '같은 가져오기가 실행 중입니다 (this import is already running)');
    }
    this.#insertRow = this.#db.prepare(
      `INSERT INTO row (tab, key, no, user_id, child_id, nursery_id, status, at, capacity, data)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
    );
    this.#insertRefused = this.#db.prepare(
      'INSERT OR IGNORE INTO refused (tab, no, key, code, fields) VALUES (?, ?, ?, ?, ?)',
    );
  }

  get mark(): Mark {
    const found = this.#db.prepare('SELECT json FROM mark').get() as { json: string } | undefined;
    return found === undefined ? { phase: 'read' } : (JSON.parse(found.json) as Mark);
  }

  /** Runs everything or nothing, including the mark. */
  transaction(work: () => void, mark?: Mark): void {
    this.#db.exec('BEGIN IMMEDIATE');
    try {
      work();
      if (mark !== undefined)
        this.#db.prepare('INSERT OR REPLACE INTO mark (one, json) VALUES (1, ?)').run(JSON.stringify(mark));
      this.#db.exec('COMMIT');
    } catch (error) {
      this.#db.exec('ROLLBACK');
      throw error;
    }
  }

  /** Discards everything that was read. */
  clear(): void {
    this.transaction(
      () => this.#db.exec('DELETE FROM row; DELETE FROM refused; DELETE FROM enrolled_here; DELETE FROM nursery_here'),
      {
        phase: 'read',
      },
    );
  }

  /** Adds a good row. A row with an existing key is refused. */
  add<Table extends OldTable>(table: Table, no: number, row: OldRows[Table]): void {
    const key = keyOf(table, row);
    const all: Partial<Record<string, SQLInputValue>> = row;
    const column = (name: string): SQLInputValue => all[name] ?? null;
    const { changes } = this.#insertRow.run(
      table,
      key,
      no,
      column('user_id'),
      column('child_id'),
      column('nursery_id'),
      column('status'),
      all.enrolled_at ?? null,
      column('capacity'),
      JSON.stringify(row),
    );
    if (changes === 0) this.refuseRead(table, no, key, 'duplicate');
  }

  /** Refuses a row that was never added. @param fields the names of the bad fields and what is wrong with them, without values */
  refuseRead(table: OldTable, no: number, key: string, code: Refusal, fields = ''): void {
    this.#insertRefused.run(table, no, key, code, fields);
  }

  /** Refuses rows that were added: those of a table that match an SQL condition, in which `r` is the row. */
  refuseWhere(table: OldTable, code: Refusal, condition: string): void {
    this.#db
      .prepare(
        `INSERT OR IGNORE INTO refused (tab, no, key, code, fields)
         SELECT tab, no, key, '${code}', '' FROM row r WHERE r.tab = '${table}' AND r.refused = 0 AND ${condition}`,
      )
      .run();
    this.#db.exec(
      `UPDATE row SET refused = 1 WHERE tab = '${table}' AND refused = 0
       AND no IN (SELECT no FROM refused WHERE tab = '${table}' AND code = '${code}')`,
    );
  }

  /** Refuses rows by their keys. */
  refuse(table: OldTable, code: Refusal, keys: readonly string[]): void {
    const insert = this.#db.prepare(
      `INSERT OR IGNORE INTO refused (tab, no, key, code, fields) SELECT tab, no, key, ?, '' FROM row WHERE tab = ? AND key = ?`,
    );
    const update = this.#db.prepare('UPDATE row SET refused = 1 WHERE tab = ? AND key = ?');
    for (const key of keys) {
      insert.run(code, table, key);
      update.run(table, key);
    }
  }

  /** Refuses the applications and enrolments of these children. */
  refuseOfChildren(childIds: readonly string[], code: Refusal): void {
    const find = this.#db.prepare(`SELECT tab, key FROM row WHERE tab = ? AND key >= ? AND key < ?`);
    for (const id of childIds) {
      for (const table of ['request', 'nursery_child'] as const) {
        // Their keys begin with the child's.
        const rows = find.all(table, id, `${id}~`) as { key: string }[];
        this.refuse(
          table,
          code,
          rows.map(({ key }) => key),
        );
      }
    }
  }

  setOutcome(table: OldTable, outcomes: ReadonlyMap<string, Outcome>): void {
    const update = this.#db.prepare('UPDATE row SET outcome = ? WHERE tab = ? AND key = ?');
    for (const [key, outcome] of outcomes) update.run(outcome, table, key);
  }

  /** The next rows that are not refused, ordered by key. */
  page<Table extends OldTable>(table: Table, after: string, size: number): Staged<Table>[] {
    const rows = this.#db
      .prepare('SELECT key, data FROM row WHERE tab = ? AND key > ? AND refused = 0 ORDER BY key LIMIT ?')
      .all(table, after, size) as { key: string; data: string }[];
    return rows.map(({ key, data }) => ({ key, row: JSON.parse(data) }));
  }

  /** The number of a row within its table. */
  numberOf(table: OldTable, key: string): number {
    const found = this.#db.prepare('SELECT no FROM row WHERE tab = ? AND key = ?').get(table, key);
    return Number((found as { no: number } | undefined)?.no ?? 0);
  }

  /** Users who share the mail address of a user with an earlier key. That user gets the account. */
  usersOfSharedAddresses(): string[] {
    const rows = this.#db
      .prepare(
        `SELECT key FROM (
           SELECT key, ROW_NUMBER() OVER (PARTITION BY lower(json_extract(data, '$.parent_email')) ORDER BY key) AS place
           FROM row WHERE tab = 'user' AND refused = 0
         ) ranked WHERE place > 1 ORDER BY key`,
      )
      .all() as { key: string }[];
    return rows.map(({ key }) => key);
  }

  /** One row, if it exists and is not refused. */
  find<Table extends OldTable>(table: Table, key: string): OldRows[Table] | undefined {
    const found = this.#db.prepare('SELECT data FROM row WHERE tab = ? AND key = ? AND refused = 0').get(table, key) as
      | { data: string }
      | undefined;
    return found === undefined ? undefined : JSON.parse(found.data);
  }

  addHere(
    enrolled: readonly { nursery_id: string; request_id: string }[],
    nurseries: readonly { nursery_id: string; capacity: number }[],
  ): void {
    const one = this.#db.prepare('INSERT OR IGNORE INTO enrolled_here (nursery_id, request_id) VALUES (?, ?)');
    for (const { nursery_id, request_id } of enrolled) one.run(nursery_id, request_id);
    const two = this.#db.prepare('INSERT OR IGNORE INTO nursery_here (nursery_id, capacity) VALUES (?, ?)');
    for (const { nursery_id, capacity } of nurseries) two.run(nursery_id, capacity);
  }

  /** The number of rows left to load: all those without an outcome. */
  left(): number {
    const row = this.#db
      .prepare(`SELECT COUNT(*) AS n FROM row WHERE refused = 0 AND outcome IS NULL AND tab <> 'nursery_child'`)
      .get();
    return Number(row?.n ?? 0);
  }

  count(sql: string): Map<string, number> {
    const rows = this.#db.prepare(sql).all() as { name: string; n: number }[];
    return new Map(rows.map(({ name, n }) => [name, Number(n)]));
  }

  /** All refusals, ordered by table and row. */
  *refusals(): Generator<{ tab: string; no: number; key: string; code: Refusal; fields: string }> {
    for (const row of this.#db.prepare('SELECT tab, no, key, code, fields FROM refused ORDER BY tab, no').iterate()) {
      yield row as { tab: string; no: number; key: string; code: Refusal; fields: string };
    }
  }

  close(): void {
    this.#db.close();
  }

  /** Closes the staging and deletes all its files. */
  remove(): void {
    this.close();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
