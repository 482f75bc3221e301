import { setTimeout as delay } from 'node:timers/promises';
import { type Application, requestIdOf } from '@enterwait/domain/application';
import { COMMAND_QUEUE, type Command, DELIVERY_QUEUES } from '@enterwait/domain/protocol';
import { inTransaction, type Transaction } from '@enterwait/http/database';
import {
  claimDue,
  commandsInFlight,
  insertCommand,
  insertOutbox,
  insertUnconfirmed,
  lockRequest,
  updateConfirmed,
  updateExpected,
} from '@enterwait/ledger/tables';
import fc from 'fast-check';
import { v7 as uuidv7 } from 'uuid';
import { readApplication, readLine } from '../../../services/nursery/src/line/views.ts';
import { mysqlEnrolmentTables } from '../../../services/nursery/src/nursery-child.ts';
import { check } from '../checker.ts';
import { randomFrom } from '../live-scheduler.ts';
import type { QueueName } from '../memory/memory-aws.ts';
import { askArbitrary } from '../steps.ts';
import { applicationOf } from '../world.ts';
import { isServerThere, type MariaServer, startMariaServer } from './maria-database.ts';
import { MariaProcesses, MariaWorld } from './maria-world.ts';

const RUNS = Number(process.env.MARIADB_MODEL_RUNS || 200);
/** A slow machine does fewer runs; a run that names a number gets it. */
const LONGEST_MS = process.env.MARIADB_MODEL_RUNS ? Number.POSITIVE_INFINITY : 180_000;
const SEED = process.env.SEED || undefined;
if (!isServerThere) process.stdout.write('model on MariaDB: skipped, this machine has neither mariadbd nor mysqld\n');

const QUEUES: readonly QueueName[] = [COMMAND_QUEUE, DELIVERY_QUEUES.nursery, DELIVERY_QUEUES.enterwait];

/** People who ask at once, then a fault, then a pause. */
const waveArbitrary = fc.record({
  asks: fc.array(fc.record({ ask: askArbitrary, twice: fc.boolean() }), { minLength: 1, maxLength: 6 }),
  pauseMs: fc.constantFrom(0, 0, 2, 10),
  lose: fc.option(fc.constantFrom(...QUEUES), { nil: undefined, freq: 6 }),
  quiet: fc.boolean(),
  /** Staff accept both at once: two families for the last place, or one child at two daycares. */
  lastPlace: fc.option(fc.constantFrom([0, 1], [0, 3]), { nil: undefined, freq: 1 }),
});
const runArbitrary = fc.record({
  seed: fc.nat(),
  failures: fc.constantFrom(0, 0.02, 0.06),
  /** What both systems know beforehand. */
  known: fc.subarray([0, 1, 2, 3], { minLength: 1 }),
  waves: fc.array(waveArbitrary, { minLength: 1, maxLength: 6 }),
});

let server: MariaServer;
let processes: MariaProcesses;
beforeAll(async () => {
  if (!isServerThere) return;
  server = await startMariaServer();
  processes = new MariaProcesses(server);
}, 120_000);
afterAll(async () => {
  await processes?.close();
  await server?.stop();
});

(isServerThere ? test : test.skip)(
  'two processes of each service on a real database: the same holds under its locks and its isolation',
  async () => {
    const started = performance.now();
    const totals = { runs: 0, asked: 0, accepted: 0, events: 0, faults: 0, lost: 0, repaired: 0, snapshots: 0 };
    const result = await fc.check(
      fc.asyncProperty(runArbitrary, async ({ seed, failures, known, waves }) => {
        if (performance.now() - started > LONGEST_MS) return;
        const world = await MariaWorld.create(processes, { random: randomFrom(seed), failures });
        try {
          const request = { who: 'parent', type: 'Request', variant: 0, key: undefined } as const;
          const accept = { who: 'staff', type: 'Accept', variant: 0, key: undefined } as const;
          await Promise.all(known.map((family) => world.act({ ...request, family })));
          if (failures === 0) await world.settle();
          const asking: Promise<unknown>[] = [];
          for (const { asks, pauseMs, lose, quiet, lastPlace = [] } of waves) {
            for (const family of lastPlace) asking.push(world.act({ ...accept, family }));
            for (const { ask, twice } of asks) asking.push(world.act(ask), ...(twice ? [world.act(ask)] : []));
            if (pauseMs > 0) await new Promise((resolve) => setTimeout(resolve, pauseMs));
            if (quiet) await Promise.all(asking);
            if (lose !== undefined) world.lose(lose, seed);
          }
          await Promise.all(asking);
          await world.settle();
        } finally {
          await world.stop();
        }
        const seen = await world.observe();
        const problems = check(seen);
        if (problems.length > 0) throw new Error([...new Set(problems)].slice(0, 20).join('\n'));
        totals.runs += 1;
        totals.asked += seen.answers.length;
        totals.accepted += seen.answers.filter(({ status }) => status === 202).length;
        totals.events += seen.events.length;
        totals.faults += world.scheduler.faults;
        totals.lost += world.lost;
        totals.repaired += world.repaired;
        totals.snapshots += world.polls;
      }),
      // Real time cannot be shrunk, and a run may need its exact moment again: the seed repeats the asks, not the interleaving.
      { numRuns: RUNS, endOnFailure: true, ...(SEED === undefined ? {} : { seed: Number(SEED) }) },
    );
    if (result.failed) {
      const { seed, errorInstance, counterexample } = result;
      throw new Error(
        `${errorInstance instanceof Error ? errorInstance.message : errorInstance}\nrun ${result.numRuns} of SEED=${seed}\n${JSON.stringify(counterexample?.[0])}`,
      );
    }
    const seconds = (performance.now() - started) / 1000;
    process.stdout.write(
      `model on MariaDB: ${totals.runs} of ${RUNS} runs in ${seconds.toFixed(1)} s, seed ${result.seed}, ${JSON.stringify(totals)}\n`,
    );
    expect(totals.runs).toBeGreaterThan(0);
  },
  Number.isFinite(LONGEST_MS) ? 2 * LONGEST_MS : RUNS * 10_000,
);

const onADatabase = isServerThere ? describe : describe.skip;
onADatabase('what an interleaving would need luck for', () => {
  const now = new Date('2026-03-02T00:00:00.000Z');
  const commit = <T>(work: (tx: Transaction) => Promise<T>, process = 0): Promise<T> =>
    inTransaction(processes.pools.enterwait[process] ?? processes.pools.enterwait[0], work);
  const command = (family: number, type: 'Request' | 'Cancel'): Command => {
    const application = applicationOf(family, 0);
    return {
      event_id: uuidv7(),
      request_id: requestIdOf(application),
      type,
      origin: 'enterwait',
      occurred_at: now.toISOString(),
      application,
    };
  };
  beforeEach(() =>
    commit(async (tx) => {
      for (const table of ['outbox', 'command', 'request']) await tx.execute(`DELETE FROM ${table}`);
    }),
  );

  test('a statement that is slow does not claim a question whose predecessor came while it ran', async () => {
    const others = [1, 2, 3].map((family) => command(family, 'Request'));
    const [first, second] = [command(0, 'Request'), command(0, 'Cancel')];
    for (const other of others) await commit((tx) => insertOutbox(tx, other, now));
    const slowly = (tx: Transaction): Transaction => ({
      ...tx,
      query: (sql, values) => tx.query(sql.replace('o.next_attempt_at <= ?', 'SLEEP(0.4) = 0 AND $&'), values),
    });
    const claiming = commit((tx) => claimDue(slowly(tx), now, new Date(now.getTime() + 60_000)));
    await commit(async (tx) => {
      let sleeping = 0;
      while (sleeping === 0) {
        const rows = await tx.query("SELECT 1 FROM information_schema.processlist WHERE state = 'User sleep'");
        sleeping = rows.length;
      }
    }, 1);
    for (const one of [first, second]) await commit((tx) => insertOutbox(tx, one, now), 1);
    const claimed = (await claiming).map(({ event_id }) => event_id);
    expect(claimed).toEqual(expect.arrayContaining(others.map(({ event_id }) => event_id)));
    expect(claimed).not.toContain(second.event_id);
  });

  test('a transaction reads what is committed, also since it began, and nothing that may be rolled back', async () => {
    const one = command(0, 'Request');
    const [reading, writing] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const writer = commit(async (tx) => {
      await insertCommand(tx, one);
      writing.resolve();
      await reading.promise;
    }, 1);
    await commit(async (tx) => {
      await writing.promise;
      expect(await commandsInFlight(tx, one.request_id)).toEqual([]);
      reading.resolve();
      await writer;
      expect(await commandsInFlight(tx, one.request_id)).toEqual([{ type: 'Request', round: null }]);
    });
  });

  test('an application that is entered is told as it stands in the table; one that is there as it is, and locked', async () => {
    const { request_id, application } = command(0, 'Request');
    const [entered, stored] = await commit(async (tx) => [
      await insertUnconfirmed(tx, request_id, application, 1, now),
      await lockRequest(tx, request_id),
    ]);
    expect(entered).toEqual(stored);
    const state = { application, status: 1, version: 1, entry: null, round: 1, expected: 1 } as const;
    await commit((tx) => updateConfirmed(tx, request_id, state, now));
    let second: Promise<unknown> | undefined;
    await commit(async (tx) => {
      const other = { ...application, parent_name: '이서연' };
      expect(await insertUnconfirmed(tx, request_id, other, null, now)).toEqual(await lockRequest(tx, request_id));
      second = commit((another) => lockRequest(another, request_id), 1);
      await Promise.race([second, delay(100)]);
      await updateExpected(tx, request_id, 99, 1);
    });
    expect(await second).toMatchObject({ version: 1, round: 1, expected: 99, parent_name: application.parent_name });
  });

  test('a row that the release before has moved on tells no round', async () => {
    const { request_id, application } = command(0, 'Request');
    const state = { application, status: 1, version: 1, entry: null, round: 1, expected: 1 } as const;
    await commit(async (tx) => {
      await insertUnconfirmed(tx, request_id, application, null, now);
      await updateConfirmed(tx, request_id, state, now);
    });
    expect(await commit((tx) => lockRequest(tx, request_id))).toMatchObject({ round: 1, expected: 1 });
    await commit((tx) => tx.execute('UPDATE request SET status = 99, version = 2 WHERE request_id = ?', [request_id]));
    expect(await commit((tx) => lockRequest(tx, request_id))).toMatchObject({ round: null });
    await commit((tx) => updateExpected(tx, request_id, 1, 2));
    expect(await commit((tx) => lockRequest(tx, request_id))).toMatchObject({ round: null, expected: 1 });
  });

  test('staff may decide anew about an application that was made anew, though their decision about the one before has no answer', async () => {
    const { request_id, application } = command(0, 'Request');
    const [pool] = processes.pools.nursery;
    const look = { pool, defaultCapacity: 300 };
    const shown = async () => {
      const { inFlight } = await readApplication(look, request_id, now);
      const line = await readLine(look, application.nursery_id, { view: 'waiting', filter: {}, cursor: {} }, now);
      return [inFlight?.type, line.standing.get(request_id)?.type];
    };
    await inTransaction(pool, async (tx) => {
      for (const table of ['nursery_child', 'outbox', 'command', 'request']) await tx.execute(`DELETE FROM ${table}`);
      await insertUnconfirmed(tx, request_id, application, null, now);
      const state = { application, status: 1, version: 3, entry: null, round: 2, expected: 1 } as const;
      await updateConfirmed(tx, request_id, state, now);
      await insertCommand(tx, { ...command(0, 'Request'), type: 'Accept', origin: 'nursery', round: 1 });
    });
    expect(await shown()).toEqual([undefined, undefined]);
    await inTransaction(pool, (tx) =>
      insertCommand(tx, { ...command(0, 'Request'), type: 'Reject', origin: 'nursery', round: 2 }),
    );
    expect(await shown()).toEqual(['Reject', 'Reject']);
  });

  test('of two daycares that take one child at once the second waits, and finds the place of the first', async () => {
    const [here, there] = [applicationOf(0, 0), applicationOf(3, 0)];
    expect(there.child_id).toBe(here.child_id);
    const pools = processes.pools.nursery;
    await inTransaction(pools[0], async (tx) => {
      for (const table of ['nursery_child', 'request']) await tx.execute(`DELETE FROM ${table}`);
      for (const one of [here, there]) await insertUnconfirmed(tx, requestIdOf(one), one, null, now);
    });
    const isTaken = (tx: Transaction, one: Application): Promise<boolean> =>
      mysqlEnrolmentTables(tx).lockChild(one.child_id, requestIdOf(one));
    let second: Promise<boolean> | undefined;
    await inTransaction(pools[0], async (tx) => {
      expect(await isTaken(tx, here)).toBe(false);
      second = inTransaction(pools[1], (other) => isTaken(other, there));
      // Either it waits for this transaction, or it has looked too early.
      await Promise.race([second, delay(300)]);
      await mysqlEnrolmentTables(tx).insertChild(requestIdOf(here), here, now);
    });
    expect(await second).toBe(true);
  });
});
