import { DatabaseSync } from 'node:sqlite';
import type { Command } from '@enterwait/domain/protocol';
import type { Transaction } from '@enterwait/http/database';
import { anApplication } from '../../../../tests/support/samples.ts';
import { BATCH_SIZE, claimDue, insertOutbox, noteAttempts, outboxDepth } from './outbox.ts';

const NOW = new Date('2026-03-02T00:00:00.000Z');
const LEASE = new Date('2026-03-02T00:01:00.000Z');
const LATER = new Date('2026-03-02T00:02:00.000Z');

/** The statements in SQLite, which reads all of them but the locks; `make test` runs them on MariaDB with two processes of each service. */
function outboxOf(rows: readonly { id: number; request_id: string }[]): Transaction & { database: DatabaseSync } {
  const database = new DatabaseSync(':memory:');
  database.exec(`CREATE TABLE outbox (id INTEGER PRIMARY KEY, event_id TEXT, request_id TEXT, type TEXT, body TEXT, round INTEGER,
    attempts INTEGER DEFAULT 0, failures INTEGER DEFAULT 0, sent_at TEXT, created_at TEXT,
    next_attempt_at TEXT DEFAULT '1970-01-01T00:00:00.000Z');
    CREATE TABLE command (event_id TEXT, outcome TEXT);
    CREATE TABLE request (request_id TEXT, expected_version INTEGER)`);
  const insert = database.prepare(
    "INSERT INTO outbox (id, event_id, request_id, type, body) VALUES (?, ?, ?, 'Request', '{}')",
  );
  for (const { id, request_id } of rows) insert.run(id, `event-${id}`, request_id);
  const bound = (values: readonly unknown[] = []) =>
    values.map((value) => (value instanceof Date ? value.toISOString() : value)) as (string | number)[];
  return {
    database,
    async query<Row>(sql: string, values?: readonly unknown[]) {
      return database.prepare(sql.replace('FOR UPDATE SKIP LOCKED', '')).all(...bound(values)) as Row[];
    },
    async execute(sql: string, values?: readonly unknown[]) {
      return Number(database.prepare(sql).run(...bound(values)).changes);
    },
    async insert(sql: string, values?: readonly unknown[]) {
      return Number(database.prepare(sql).run(...bound(values)).lastInsertRowid);
    },
  };
}

const claim = async (tx: Transaction, now = NOW): Promise<number[]> =>
  (await claimDue(tx, now, LEASE)).map(({ id }) => id);
const abac = ['a', 'b', 'a', 'c', 'b', 'a'].map((request_id, index) => ({ id: index + 1, request_id }));

test('only the oldest command of each application is claimed, and nothing twice', async () => {
  const tx = outboxOf(abac);
  expect(await claim(tx)).toEqual([1, 2, 4]);
  expect(await claim(tx)).toEqual([]);
});

test('the next command of an application is claimed when the one before is answered, not when it is sent', async () => {
  const tx = outboxOf(abac);
  await noteAttempts(
    tx,
    (await claim(tx)).map((id) => ({ id, taken: true, dueAt: LATER })),
    NOW,
  );
  expect(await claim(tx)).toEqual([]);
  tx.database.exec('DELETE FROM outbox WHERE id = 1');
  expect(await claim(tx)).toEqual([3]);
});

test('what nobody answered is asked again when it is due, and what a process left behind when its lease is over', async () => {
  const tx = outboxOf(abac.slice(0, 2));
  expect(await claim(tx)).toEqual([1, 2]);
  await noteAttempts(tx, [{ id: 1, taken: true, dueAt: LATER }], NOW);
  expect(await claim(tx, LEASE)).toEqual([2]);
  expect(await claimDue(tx, LATER, LATER)).toMatchObject([
    { id: 2, attempts: 0 },
    { id: 1, attempts: 1 },
  ]);
});

test('a row that was handed over with its insert is due when its claim ends', async () => {
  const tx = outboxOf([]);
  const application = anApplication();
  const command: Command = {
    event_id: 'event-1',
    request_id: 'a',
    type: 'Request',
    origin: 'enterwait',
    occurred_at: NOW.toISOString(),
    application,
  };
  const row = await insertOutbox(tx, command, NOW, LEASE);
  expect(row).toMatchObject({ event_id: 'event-1', attempts: 0, failures: 0 });
  expect(await claim(tx, NOW)).toEqual([]);
  expect(await claim(tx, LEASE)).toEqual([row.id]);
});

test('a row that the queue refuses waits by itself', async () => {
  const tx = outboxOf(abac.slice(0, 2));
  await claim(tx);
  await noteAttempts(
    tx,
    [
      { id: 1, taken: false, dueAt: LATER },
      { id: 2, taken: false, dueAt: NOW },
    ],
    NOW,
  );
  expect(await claimDue(tx, NOW, LEASE)).toMatchObject([{ id: 2, failures: 1 }]);
});

test('a row whose answer a process of the release before has taken is done', async () => {
  const tx = outboxOf(abac.slice(0, 3));
  tx.database.exec("INSERT INTO command VALUES ('event-1', 'applied'), ('event-2', NULL)");
  expect(await claim(tx)).toEqual([2]);
  expect(await claim(tx)).toEqual([3]);
});

test('a batch holds no more than SQS takes, oldest first', async () => {
  const rows = Array.from({ length: 25 }, (_row, index) => ({ id: 25 - index, request_id: `${index}` }));
  expect(await claim(outboxOf(rows))).toEqual(Array.from({ length: BATCH_SIZE }, (_row, index) => index + 1));
});

test('unsent and unanswered are told apart; what waits behind another is neither', async () => {
  const tx = outboxOf(abac);
  await claim(tx);
  await noteAttempts(tx, [{ id: 1, taken: true, dueAt: LATER }], NOW);
  const depth = await outboxDepth({
    ...tx,
    query: (sql) => tx.query(sql.replace(/TIMESTAMPDIFF\(.*\)\)/, '7')),
  });
  expect(depth).toEqual({ unsent: 2, unsentAgeSeconds: 7, unanswered: 1, unansweredAgeSeconds: 7 });
});
