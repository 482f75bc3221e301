import { DatabaseSync } from 'node:sqlite';
import type { Transaction } from '../database.ts';
import { BATCH_SIZE, lockNextBatch } from './outbox.ts';

/** The statement in SQLite, which reads all of it but the locks; the integration suite runs it on MySQL with three relays. */
function outboxOf(rows: readonly { id: number; request_id: string }[]): Transaction {
  const database = new DatabaseSync(':memory:');
  database.exec('CREATE TABLE outbox (id INTEGER PRIMARY KEY, event_id TEXT, request_id TEXT, type TEXT, body TEXT)');
  const insert = database.prepare("INSERT INTO outbox VALUES (?, '', ?, 'Request', '{}')");
  for (const { id, request_id } of rows) insert.run(id, request_id);
  return {
    async query<Row>(sql: string) {
      expect(sql).toMatch(/FOR UPDATE SKIP LOCKED$/);
      return database.prepare(sql.replace('FOR UPDATE SKIP LOCKED', '')).all() as Row[];
    },
    execute: () => Promise.reject(new Error('nothing is written here')),
  };
}

const idsOf = async (tx: Transaction): Promise<number[]> => (await lockNextBatch(tx)).map(({ id }) => id);

test('a batch holds only the oldest command of each application', async () => {
  const rows = ['a', 'b', 'a', 'c', 'b', 'a'].map((request_id, index) => ({ id: index + 1, request_id }));
  expect(await idsOf(outboxOf(rows))).toEqual([1, 2, 4]);
  expect(await idsOf(outboxOf(rows.slice(2)))).toEqual([3, 4, 5]);
});

test('a batch holds no more than SQS takes, oldest first', async () => {
  const rows = Array.from({ length: 25 }, (_row, index) => ({ id: 25 - index, request_id: `${index}` }));
  expect(await idsOf(outboxOf(rows))).toEqual(Array.from({ length: BATCH_SIZE }, (_row, index) => index + 1));
});
