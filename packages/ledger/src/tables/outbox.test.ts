import type { Command } from '@enterwait/domain/protocol';
import { inTransaction, type Pool, type Transaction } from '@enterwait/http/database';
import { isServerThere, type MariaServer, startMariaServer } from '../../../../tests/model/mariadb/maria-database.ts';
import { anApplication } from '../../../../tests/support/commands/samples.ts';
import { type Attempt, BATCH_SIZE, claimDue, insertOutbox, noteAttempts, outboxDepth } from './outbox.ts';
import { insertUnconfirmed } from './request.ts';

const NOW = new Date('2026-03-02T00:00:00.000Z');
const LEASE = new Date('2026-03-02T00:01:00.000Z');
const LATER = new Date('2026-03-02T00:02:00.000Z');

let server: MariaServer;
let pool: Pool;
beforeAll(async () => {
  if (!isServerThere) return;
  server = await startMariaServer(['enterwait']);
  pool = server.openPool('enterwait');
}, 120_000);
afterAll(async () => {
  await pool?.end();
  await server?.stop();
});

const onAServer = isServerThere ? test : test.skip;
const commit = <Result>(work: (tx: Transaction) => Promise<Result>): Promise<Result> => inTransaction(pool, work);
const execute = (sql: string): Promise<number> => commit((tx) => tx.execute(sql));

/** Fills the outbox with exactly these rows, unsent and due. */
const outboxHolds = (rows: readonly { id: number; request_id: string }[], createdAt = NOW): Promise<void> =>
  commit(async (tx) => {
    for (const table of ['outbox', 'command', 'request']) await tx.execute(`DELETE FROM ${table}`);
    for (const { id, request_id } of rows)
      await tx.execute(
        "INSERT INTO outbox (id, event_id, request_id, type, body, created_at) VALUES (?, ?, ?, 'Request', '{}', ?)",
        [id, `event-${id}`, request_id, createdAt],
      );
  });

const claimOn = async (tx: Transaction, now = NOW): Promise<number[]> =>
  (await claimDue(tx, now, LEASE)).map(({ id }) => id);
const claim = (now = NOW): Promise<number[]> => commit((tx) => claimOn(tx, now));
const note = (...attempts: Attempt[]): Promise<void> => commit((tx) => noteAttempts(tx, attempts, NOW));
const abac = ['a', 'b', 'a', 'c', 'b', 'a'].map((request_id, index) => ({ id: index + 1, request_id }));

onAServer('only the oldest command of each application is claimed, and nothing twice', async () => {
  await outboxHolds(abac);
  expect(await claim()).toEqual([1, 2, 4]);
  expect(await claim()).toEqual([]);
});

onAServer('what another process is claiming is left to it and not waited for', async () => {
  await outboxHolds(Array.from({ length: 15 }, (_row, index) => ({ id: index + 1, request_id: `${index}` })));
  await commit(async (tx) => {
    expect(await claimOn(tx)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    expect(await claim()).toEqual([11, 12, 13, 14, 15]);
    expect(await claim()).toEqual([]);
  });
});

onAServer('a claim that is rolled back, as when its process dies, leaves its rows to the next', async () => {
  await outboxHolds(abac);
  const died = commit(async (tx) => {
    expect(await claimOn(tx)).toEqual([1, 2, 4]);
    throw new Error('died');
  });
  await expect(died).rejects.toThrow('died');
  expect(await claim()).toEqual([1, 2, 4]);
});

onAServer(
  'the next command of an application is claimed when the one before is answered, not when it is sent',
  async () => {
    await outboxHolds(abac);
    await note(...(await claim()).map((id) => ({ id, taken: true, dueAt: LATER })));
    expect(await claim()).toEqual([]);
    await execute('DELETE FROM outbox WHERE id = 1');
    expect(await claim()).toEqual([3]);
  },
);

onAServer(
  'what nobody answered is asked again when it is due, and what a process left behind when its lease is over',
  async () => {
    await outboxHolds(abac.slice(0, 2));
    expect(await claim()).toEqual([1, 2]);
    await note({ id: 1, taken: true, dueAt: LATER });
    expect(await claim(LEASE)).toEqual([2]);
    expect(await commit((tx) => claimDue(tx, LATER, LATER))).toMatchObject([
      { id: 2, attempts: 0 },
      { id: 1, attempts: 1 },
    ]);
  },
);

onAServer('a row that was handed over with its insert is due when its claim ends', async () => {
  await outboxHolds([]);
  const application = anApplication();
  const command: Command = {
    event_id: 'event-1',
    request_id: 'a',
    type: 'Request',
    origin: 'enterwait',
    occurred_at: NOW.toISOString(),
    application,
  };
  const row = await commit((tx) => insertOutbox(tx, command, NOW, LEASE));
  expect(row).toMatchObject({ event_id: 'event-1', attempts: 0, failures: 0 });
  expect(await claim(NOW)).toEqual([]);
  expect(await claim(LEASE)).toEqual([row.id]);
});

onAServer('a row that the queue refuses waits by itself', async () => {
  await outboxHolds(abac.slice(0, 2));
  await claim();
  await note({ id: 1, taken: false, dueAt: LATER }, { id: 2, taken: false, dueAt: NOW });
  expect(await commit((tx) => claimDue(tx, NOW, LEASE))).toMatchObject([{ id: 2, failures: 1 }]);
});

onAServer('a row whose answer a process of the release before has taken is done', async () => {
  await outboxHolds(abac.slice(0, 3));
  await execute(`INSERT INTO command (event_id, request_id, type, origin, asked_at, outcome)
    VALUES ('event-1', 'a', 'Request', 'enterwait', NOW(), 'applied'), ('event-2', 'b', 'Request', 'enterwait', NOW(), NULL)`);
  await commit((tx) => insertUnconfirmed(tx, 'a', anApplication(), 1, NOW));
  expect(await claim()).toEqual([2]);
  expect(await commit((tx) => tx.query('SELECT expected_version FROM request'))).toEqual([{ expected_version: null }]);
  expect(await claim()).toEqual([3]);
});

onAServer('a batch holds no more than SQS takes, oldest first', async () => {
  await outboxHolds(Array.from({ length: 25 }, (_row, index) => ({ id: 25 - index, request_id: `${index}` })));
  expect(await claim()).toEqual(Array.from({ length: BATCH_SIZE }, (_row, index) => index + 1));
});

onAServer('unsent and unanswered are told apart; what waits behind another is neither', async () => {
  await outboxHolds(abac, new Date(Date.now() - 3_600_000));
  await claim();
  await note({ id: 1, taken: true, dueAt: LATER });
  const { unsentAgeSeconds, unansweredAgeSeconds, ...depth } = await commit(outboxDepth);
  expect(depth).toEqual({ unsent: 2, unanswered: 1 });
  for (const age of [unsentAgeSeconds, unansweredAgeSeconds]) {
    expect(age).toBeGreaterThanOrEqual(3600);
    expect(age).toBeLessThan(3660);
  }
});
