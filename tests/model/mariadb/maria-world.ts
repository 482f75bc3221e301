import { setTimeout as sleep } from 'node:timers/promises';
import { requestIdOf } from '@enterwait/domain/application';
import {
  type CommandInFlight,
  type Origin,
  project,
  STATUS,
  SYSTEMS,
  type System,
  toDelivery,
  trail,
} from '@enterwait/domain/protocol';
import { inSnapshot, inTransaction, type Pool } from '@enterwait/http/database';
import { HttpError } from '@enterwait/http/errors';
import { DeliveryError } from '@enterwait/judge/errors';
import type { Delivery } from '@enterwait/lambda/delivery';
import { aContext, aStreamRecord } from '@enterwait/lambda/testing';
import { createLedger, type Ledger } from '@enterwait/ledger/commands';
import { createHandOver, type HandOver, relayBatch, sendClaimed, sendToQueue } from '@enterwait/ledger/outbox';
import type { LedgerTables, OutboxTables, Store } from '@enterwait/ledger/tables';
import { BATCH_SIZE, createMysqlStore } from '@enterwait/ledger/tables';
import {
  carryOut,
  examine,
  openJudgeTable,
  openSystemDatabase,
  planRepair,
  type Sides,
  type SystemDatabase,
} from '@enterwait/operations/reconcile';
import { collectAnswers } from '../../../services/management/src/commands/answer-poller.ts';
import { type Canceller, createCanceller } from '../../../services/management/src/commands/cancel.ts';
import { enrolment } from '../../../services/nursery/src/enrolment.ts';
import { type EnrolmentTables, mysqlEnrolmentTables } from '../../../services/nursery/src/nursery-child.ts';
import { type Consumer, createLambdas, QUEUE_BASE, silent } from '../lambdas.ts';
import { LiveScheduler } from '../live-scheduler.ts';
import { MemoryAws, type QueueName } from '../memory/memory-aws.ts';
import type { MemoryQueue } from '../memory/memory-queue.ts';
import { eventOf } from '../memory/memory-table.ts';
import { CrashError } from '../scheduler.ts';
import {
  type Answer,
  type Ask,
  applicationOf,
  CAPACITY,
  MODEL_PLACE,
  type Observation,
  type SystemView,
  type World,
} from '../world.ts';
import { HOMES, type MariaServer } from './maria-database.ts';

const TRACEPARENT = '00-02151db094740478fd2cc6d218907ddb-d333b4ee144a728d-01';
const ASK_AGAIN_MS = [900_000, 3_600_000, 21_600_000];
const PATIENCE_MS = 30_000;
const TABLES: Readonly<Record<Origin, readonly string[]>> = {
  enterwait: ['request', 'command', 'outbox', 'idempotency_key', 'nursery'],
  nursery: ['request', 'command', 'outbox', 'idempotency_key', 'nursery', 'nursery_child'],
  management: ['command', 'outbox'],
};

type AllTables = LedgerTables & OutboxTables & EnrolmentTables;

/** The connections of two processes of each system, which all runs share. */
export class MariaProcesses {
  readonly server: MariaServer;
  readonly pools: Readonly<Record<Origin, readonly [Pool, Pool]>>;
  /** Reads rows while the others write them. */
  readonly watchers: Readonly<Record<System, Pool>>;
  readonly repairs: Readonly<Record<System, SystemDatabase>>;

  constructor(server: MariaServer) {
    this.server = server;
    const two = (home: Origin): [Pool, Pool] => [server.openPool(home), server.openPool(home)];
    this.pools = { enterwait: two('enterwait'), nursery: two('nursery'), management: two('management') };
    this.watchers = { enterwait: server.openPool('enterwait'), nursery: server.openPool('nursery') };
    this.repairs = {
      enterwait: openSystemDatabase('enterwait', server.url('enterwait')),
      nursery: openSystemDatabase('nursery', server.url('nursery')),
    };
  }

  async close(): Promise<void> {
    await Promise.all([
      ...[...Object.values(this.pools).flat(), ...Object.values(this.watchers)].map((pool) => pool.end()),
      ...Object.values(this.repairs).map((database) => database.close()),
    ]);
  }
}

export interface MariaWorldOptions {
  readonly random: () => number;
  /** How many operations of AWS and how many statements fail. */
  readonly failures: number;
}

/** Two processes of each service on a real MariaDB, with its locks and isolation. AWS is in memory; time is real, except for the hours. */
export class MariaWorld implements World {
  readonly scheduler: LiveScheduler;
  readonly aws: MemoryAws;
  readonly answers: Answer[] = [];
  readonly violations: string[] = [];
  lost = 0;
  repaired = 0;
  polls = 0;

  readonly #processes: MariaProcesses;
  readonly #stores: Readonly<Record<Origin, readonly [Store<AllTables>, Store<AllTables>]>>;
  readonly #ledgers: Readonly<Record<System, readonly [Ledger, Ledger]>>;
  readonly #canceller: Canceller;
  readonly #loops: Promise<void>[] = [];
  /** Finished turns of each loop. */
  readonly #turns: number[] = [];
  /** Turns of all loops that found something to do, or failed. */
  #stirred = 0;
  #busy = 0;
  /** The hand-overs of the second process of each; the first one claims everything. */
  readonly #handed = { enterwait: createHandOver(() => {}), nursery: createHandOver(() => {}) };
  #calls = 0;
  #failures: number;
  readonly #mayCrash: boolean;
  #isOver = false;

  private constructor(processes: MariaProcesses, { random, failures }: MariaWorldOptions) {
    const scheduler = new LiveScheduler(random);
    this.scheduler = scheduler;
    this.#processes = processes;
    this.#failures = failures;
    this.#mayCrash = failures > 0;
    scheduler.failures = failures;
    this.aws = new MemoryAws(scheduler, { judge: 10, deliveries: 50, mail: 10 });
    const clock = () => new Date(scheduler.now);
    const stores = (home: Origin): [Store<AllTables>, Store<AllTables>] => [
      this.#storeOf(processes.pools[home][0]),
      this.#storeOf(processes.pools[home][1]),
    ];
    this.#stores = { enterwait: stores('enterwait'), nursery: stores('nursery'), management: stores('management') };
    const rule = enrolment({ DEFAULT_CAPACITY: 300 });
    const parents = (store: Store<AllTables>, handOver?: HandOver) =>
      createLedger({ store, origin: 'enterwait', clock, ...(handOver && { handOver }) });
    const staff = (store: Store<AllTables>, handOver?: HandOver) =>
      createLedger({
        ...{ store, origin: 'nursery', clock, namesRounds: true, onExpectedStatus: rule },
        ...(handOver && { handOver }),
      });
    const [e1, e2] = this.#stores.enterwait;
    const [n1, n2] = this.#stores.nursery;
    const { enterwait, nursery } = this.#handed;
    this.#ledgers = { enterwait: [parents(e1), parents(e2, enterwait)], nursery: [staff(n1), staff(n2, nursery)] };
    this.#canceller = createCanceller({
      table: { state: (id: string) => this.aws.readState(id) } as never,
      store: this.#stores.management[0],
      onOutbox: () => {},
      clock,
    });
  }

  /** Empties the tables and starts everything. */
  static async create(processes: MariaProcesses, options: MariaWorldOptions): Promise<MariaWorld> {
    for (const home of HOMES) {
      const [pool] = processes.pools[home];
      await inTransaction(pool, async (tx) => {
        for (const table of TABLES[home]) await tx.execute(`DELETE FROM ${table}`);
        if (home === 'nursery')
          await tx.execute('INSERT INTO nursery (nursery_id, name, address, capacity) VALUES (?, ?, ?, ?)', [
            MODEL_PLACE.fullDaycare,
            MODEL_PLACE.fullDaycare,
            '',
            CAPACITY,
          ]);
      });
    }
    const world = new MariaWorld(processes, options);
    world.#start();
    return world;
  }

  /** A process that dies between two statements rolls back; one that dies after the commit cannot tell anybody. */
  #storeOf(pool: Pool): Store<AllTables> {
    const real = createMysqlStore<EnrolmentTables>(pool, mysqlEnrolmentTables);
    const { scheduler } = this;
    const strikes = (): boolean => scheduler.random() < this.#failures / 4;
    return {
      transaction: async (work) => {
        const result = await real.transaction((tables) =>
          work(
            new Proxy(tables, {
              get: (target, name) => {
                const operation = Reflect.get(target, name) as (...args: unknown[]) => Promise<unknown>;
                return async (...args: unknown[]) => {
                  await scheduler.pause(2);
                  if (strikes()) throw new CrashError(String(name));
                  return operation(...args);
                };
              },
            }),
          ),
        );
        if (strikes()) throw new CrashError('after the commit');
        return result;
      },
    };
  }

  #start(): void {
    const { aws, scheduler } = this;
    const lambdas = createLambdas(aws, { deliver: (delivery) => this.#deliver(delivery) }, () => false);
    const send = sendToQueue(aws.sqs as never, `${QUEUE_BASE}/IntegrateEventQueue.fifo`, silent as never);
    const clock = () => new Date(scheduler.now);
    for (const home of HOMES)
      for (const store of this.#stores[home])
        this.#loop(home === 'management' ? 10 : 3, `relay of ${home}`, async () => {
          const { found } = await relayBatch({ store, send, askAgainMs: ASK_AGAIN_MS, clock });
          return found > 0;
        });
    for (const system of SYSTEMS) {
      const turn = { store: this.#stores[system][1], send, askAgainMs: ASK_AGAIN_MS, clock };
      this.#loop(1, `hand-over of ${system}`, async () => {
        const { found } = await sendClaimed(this.#handed[system].take(BATCH_SIZE), turn);
        return found > 0;
      });
    }
    const [management] = this.#stores.management;
    const eventsOf = async (id: string) => aws.table.standing().filter(({ request_id }) => request_id === id);
    const isTold = async (id: string, version: number): Promise<boolean> => {
      const sql = 'SELECT 1 FROM request WHERE request_id = ? AND version >= ?';
      const known = SYSTEMS.map((system) =>
        inTransaction(this.#processes.pools[system][0], (tx) => tx.query(sql, [id, version])),
      );
      return (await Promise.all(known)).every((rows) => rows.length > 0);
    };
    const loop = { everyMs: 0, onAnswer: () => {}, logger: silent as never, clock };
    const answering = { store: management, eventsOf, isTold, ...loop };
    this.#loop(10, 'answers', async () => (await collectAnswers(answering)) > 0);
    const consume = (name: QueueName, consumer: Consumer): void => {
      for (let parallel = 0; parallel < 2; parallel += 1) this.#loop(2, name, () => this.#consume(name, consumer));
    };
    consume('IntegrateEventQueue.fifo', lambdas.judge);
    consume('EventToNurseryQueue', lambdas.toNursery);
    consume('EventToEnterwaitQueue', lambdas.toEnterwait);
    this.#loop(2, 'stream', () => this.#publish(lambdas.publisher));
    for (const system of SYSTEMS) this.#loop(5, `watcher of ${system}`, () => this.#watch(system));
  }

  /** Runs it again and again until the run is over. Its errors do not matter here: the next turn tries again. */
  #loop(pauseMs: number, name: string, turn: () => Promise<boolean>): void {
    const index = this.#turns.push(0) - 1;
    const run = async (): Promise<void> => {
      while (!this.#isOver) {
        const did = await this.scheduler.start({ name, process: name }, turn).catch((error: unknown) => {
          const code = String((error as { code?: string }).code ?? '');
          if (/^ER_(?!LOCK)/.test(code)) this.violations.push(`${name}: ${error}`);
          return true;
        });
        this.#turns[index] = (this.#turns[index] ?? 0) + 1;
        if (did) this.#stirred += 1;
        else await sleep(pauseMs);
      }
    };
    this.#loops.push(run());
  }

  async #consume(name: QueueName, consumer: Consumer): Promise<boolean> {
    const { scheduler, aws } = this;
    const queue = aws.queues[name];
    const size = [1, 2, 10][Math.floor(scheduler.random() * 3)] ?? 1;
    const records = queue.receive(size, Math.floor(scheduler.random() * 10));
    if (records.length === 0) return false;
    this.#busy += 1;
    try {
      const { batchItemFailures } = await consumer({ Records: records }, aContext());
      const failed = new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
      const done = records.filter(({ messageId }) => !failed.has(messageId));
      await scheduler.io('sqs delete', () => queue.delete(new Set(done.map(({ receiptHandle }) => receiptHandle))));
      return true;
    } finally {
      this.#busy -= 1;
    }
  }

  async #publish(publisher: ReturnType<typeof createLambdas>['publisher']): Promise<boolean> {
    const { table } = this.aws;
    const [shard] = table.unread();
    if (shard === undefined) return false;
    const from = table.checkpoints.get(shard) ?? 0;
    const changes = (table.stream.get(shard) ?? []).slice(from);
    const records = changes
      .filter(({ eventName, item }) => eventName === 'INSERT' && item.sk.startsWith('EVENT#'))
      .map(({ item }) => aStreamRecord(eventOf(item)));
    if (records.length > 0) await publisher({ Records: records }, aContext());
    table.checkpoints.set(shard, from + changes.length);
    return true;
  }

  async act(ask: Ask): Promise<Answer> {
    const application = applicationOf(ask.family, ask.variant);
    const requestId = requestIdOf(application);
    const replica = this.#calls++ % 2 === 0 ? 0 : 1;
    const answer = (status: number, eventId?: string): Answer => ({ ask, requestId, status, eventId });
    const request = {
      traceparent: TRACEPARENT,
      idempotencyKey: ask.key === undefined ? undefined : `key-${ask.key}`,
      round: ask.sawRound,
    };
    this.#busy += 1;
    const given = await this.scheduler
      .start({ name: `command ${ask.type}`, process: 'people' }, async () => {
        if (ask.who === 'operator') return answer(202, (await this.#canceller.cancel(requestId, request)).event_id);
        const ledger = this.#ledgers[ask.who === 'parent' ? 'enterwait' : 'nursery'][replica];
        return answer(202, (await ledger.command(ask.type, application, request)).event_id);
      })
      .catch((error: unknown) => {
        if (error instanceof HttpError) return answer(error.status);
        if (!(error instanceof CrashError) && /^ER_(?!LOCK)/.test(String((error as { code?: string }).code)))
          this.violations.push(`${ask.type}: ${error}`);
        return answer(503);
      })
      .finally(() => {
        this.#busy -= 1;
      });
    this.answers.push(given);
    return given;
  }

  async #deliver({ url, body, event }: Delivery): Promise<number> {
    const { hostname, pathname } = new URL(url);
    const system = hostname as System;
    const ledger = this.#ledgers[system][this.#calls++ % 2 === 0 ? 0 : 1];
    const { event: told, extension } = toDelivery(event);
    const { application: _personal, ...old } = told;
    const facts = { ...old, ...extension };
    const sent = JSON.parse(body);
    try {
      await this.scheduler.io(`${system} call`, () => {});
      await ledger.deliver(facts, pathname === '/sync/outcome' ? sent.application : sent);
      return 200;
    } catch (error) {
      throw new DeliveryError(null, 'no answer', { cause: error });
    }
  }

  /** Loses a message for ever. */
  lose(name: QueueName, which: number): void {
    const queue = this.aws.queues[name];
    const message = queue.messages[which % Math.max(queue.messages.length, 1)];
    if (message === undefined) return;
    queue.messages = queue.messages.filter((one) => one !== message);
    this.lost += 1;
  }

  /** One snapshot of one system, while everything else continues: all committed data must fit together. */
  async #watch(system: System): Promise<boolean> {
    interface Row {
      request_id: string;
      status: 1 | null;
      version: number;
      round: number | null;
      expected: number | null;
      expected_version: number | null;
    }
    const seen = await inSnapshot(this.#processes.watchers[system], async (tx) => ({
      rows: await tx.query<Row>('SELECT request_id, status, version, round, expected, expected_version FROM request'),
      commands: await tx.query<CommandInFlight & { event_id: string; request_id: string; origin: Origin }>(
        'SELECT event_id, request_id, type, round, origin FROM command WHERE outcome IS NULL ORDER BY seq',
      ),
      outbox: await tx.query<{ event_id: string }>('SELECT event_id FROM outbox'),
      places:
        system === 'enterwait'
          ? []
          : await tx.query<{ request_id: string; nursery_id: string; child_id: string }>(
              'SELECT request_id, nursery_id, child_id FROM nursery_child',
            ),
    }));
    this.polls += 1;
    const queued = new Set(seen.outbox.map(({ event_id }) => event_id));
    const open = new Set(seen.commands.map(({ event_id }) => event_id));
    for (const id of open) if (!queued.has(id)) this.violations.push(`${system}: nobody asks for ${id} any more`);
    for (const id of queued) if (!open.has(id)) this.violations.push(`${system}: ${id} is answered and still asked`);
    const held = new Set(seen.places.map(({ request_id }) => request_id));
    for (const row of seen.rows) {
      const inFlight = seen.commands.filter(({ request_id }) => request_id === row.request_id);
      const expected = project(row, inFlight, system);
      const stored = row.expected_version === row.version ? row.expected : row.status;
      if (stored !== expected && this.repaired === 0)
        this.violations.push(`${row.request_id}: ${system} expects ${stored} where ${expected} follows`);
      const holds = trail(row, inFlight, system).includes(STATUS.accepted);
      if (system === 'nursery' && held.has(row.request_id) !== holds)
        this.violations.push(`${row.request_id}: a place is ${holds ? 'not ' : ''}held`);
    }
    // Only the asking of an accept takes a place, and it must find one.
    const inFull = seen.places.filter(({ nursery_id }) => nursery_id === MODEL_PLACE.fullDaycare).length;
    if (inFull > CAPACITY) this.violations.push(`${inFull} places of ${CAPACITY} are held`);
    if (new Set(seen.places.map(({ child_id }) => child_id)).size < held.size)
      this.violations.push('a child holds two places');
    return false;
  }

  async settle(): Promise<void> {
    this.#failures = 0;
    this.scheduler.failures = 0;
    for (let repairs = 0; repairs < 10; repairs += 1) {
      await this.#rest();
      const found = await this.#reconcile();
      if (found.length === 0) return;
      this.repaired += found.length;
      if (this.lost === 0) this.violations.push(...found.map((one) => `differs though nothing was lost: ${one}`));
    }
    throw new Error('repairing does not end');
  }

  /** The queues that must be empty in the end. */
  get #watched(): MemoryQueue[] {
    const { queues } = this.aws;
    return [queues['IntegrateEventQueue.fifo'], queues.EventToEnterwaitQueue, queues.EventToNurseryQueue];
  }

  async #rest(): Promise<void> {
    const until = performance.now() + PATIENCE_MS;
    const watched = this.#watched;
    while (performance.now() < until) {
      const stirred = this.#stirred;
      const first = await this.#isQuiet();
      if (first !== undefined) {
        await this.#everyLoopOnce();
        // Whatever was held a moment ago has been released. A look takes a while, and what it saw first may have changed by its end
        // (a cancel judged and told, its answer not taken yet). Only what holds at both ends, with nothing done in between, is at rest.
        const outbox = await this.#isQuiet();
        if (outbox === undefined || this.#stirred !== stirred || outbox.join() !== first.join()) continue;
        const next = Math.min(...watched.map((queue) => queue.nextVisible()), ...outbox);
        if (next !== Number.POSITIVE_INFINITY) this.scheduler.jump(Math.max(next - this.scheduler.now, 0) + 1);
        else if (watched.every(({ messages, deadLetters }) => messages.length + deadLetters.length === 0)) return;
        else for (const queue of watched) queue.redrive();
      }
      await sleep(2);
    }
    throw new Error(`the world does not come to rest: ${await this.#outbox()}`);
  }

  /** @returns when the heads of the outboxes are due, if nothing can be done before */
  async #isQuiet(): Promise<number[] | undefined> {
    const outbox = await this.#outbox();
    const available = this.#watched.some((queue) => queue.available().length > 0) || this.aws.table.unread().length > 0;
    const { now } = this.scheduler;
    return this.#busy === 0 && !available && outbox.every((at) => at > now) ? outbox : undefined;
  }

  /** Waits until each loop has ended a turn that it began after this moment. */
  async #everyLoopOnce(): Promise<void> {
    const before = [...this.#turns];
    while (before.some((turns, index) => (this.#turns[index] ?? 0) < turns + 2)) await sleep(1);
  }

  /** When the heads of all outboxes are due. */
  async #outbox(): Promise<number[]> {
    const lists = await Promise.all(
      HOMES.map((home) =>
        inTransaction(this.#processes.pools[home][0], (tx) =>
          tx.query<{ at: Date }>(
            'SELECT MIN(next_attempt_at) AS at FROM outbox WHERE id IN (SELECT MIN(id) FROM outbox GROUP BY request_id) HAVING at IS NOT NULL',
          ),
        ),
      ),
    );
    return lists.flat().map(({ at }) => at.getTime());
  }

  async #reconcile(): Promise<string[]> {
    const sides: Sides = {
      table: openJudgeTable(this.aws.table.client as never, 'EnterwaitApplications'),
      databases: this.#processes.repairs,
    };
    const ids = [0, 1, 2, 3].map((family) => requestIdOf(applicationOf(family, 0)));
    return this.scheduler.start({ name: 'reconcile', process: 'operator' }, async () => {
      const differences = await examine(sides, ids, new Date(this.scheduler.now));
      const plan = planRepair(differences, { force: false });
      await carryOut(plan, sides, this.aws.sqs as never, {
        enterwait: `${QUEUE_BASE}/EventToEnterwaitQueue`,
        nursery: `${QUEUE_BASE}/EventToNurseryQueue`,
      });
      return differences.map(({ kind, system, request_id, fields = [] }) =>
        [system, kind, request_id, ...fields].join(' '),
      );
    });
  }

  /** If nothing fails and nothing is lost, each question leaves once: two relays do not take the same row. */
  #sentTwice(): string[] {
    if (this.scheduler.faults > 0 || this.#mayCrash || this.lost > 0) return [];
    const ids = this.aws.queues['IntegrateEventQueue.fifo'].offered.map(({ body }) => JSON.parse(body).event_id);
    return ids.filter((id, index) => ids.indexOf(id) < index).map((id) => `${id} was sent twice`);
  }

  async stop(): Promise<void> {
    this.#isOver = true;
    await Promise.all(this.#loops);
  }

  async observe(): Promise<Observation> {
    const view = async (system: System): Promise<SystemView & { enrolled: string[] }> =>
      inTransaction(this.#processes.watchers[system], async (tx) => ({
        requests: await tx.query<SystemView['requests'][number]>('SELECT * FROM request'),
        commands: await tx.query<SystemView['commands'][number]>('SELECT * FROM command ORDER BY seq'),
        outbox: (await tx.query('SELECT id FROM outbox')).length,
        enrolled:
          system === 'enterwait'
            ? []
            : (await tx.query<{ request_id: string }>('SELECT request_id FROM nursery_child')).map(
                ({ request_id }) => request_id,
              ),
      }));
    const [enterwait, nursery] = await Promise.all([view('enterwait'), view('nursery')]);
    const operators = await inTransaction(this.#processes.pools.management[0], (tx) =>
      tx.query<SystemView['commands'][number]>('SELECT * FROM command ORDER BY seq'),
    );
    const asked = ({ commands }: SystemView, system: System) => commands.filter(({ origin }) => origin === system);
    const unordered = new Set(operators.map(({ event_id }) => event_id));
    return {
      answers: this.answers,
      systems: { enterwait, nursery },
      enrolled: nursery.enrolled,
      states: this.aws.table.states() as never,
      events: this.aws.table.standing(),
      mails: undefined,
      mailKey: ({ event_id }) => event_id,
      excusedMails: new Map(),
      asked: {
        enterwait: asked(enterwait, 'enterwait'),
        nursery: asked(nursery, 'nursery'),
        management: operators,
      },
      capacities: new Map([[MODEL_PLACE.fullDaycare, CAPACITY]]),
      violations: [
        ...this.violations,
        ...operators.filter(({ outcome }) => outcome === null).map(({ event_id }) => `${event_id} is still in flight`),
        ...this.aws.overtaking
          .filter(([earlier]) => !unordered.has(earlier))
          .map(([earlier, later]) => `${later} was asked while ${earlier} had no answer`),
        ...this.#sentTwice(),
        ...this.aws.parked.map(({ reason, source }) => `parked from ${source}: ${reason}`),
      ],
    };
  }
}
