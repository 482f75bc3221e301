import { requestIdOf } from '@enterwait/domain/application';
import {
  type Origin,
  project,
  SERVICES,
  STATUS,
  SYSTEMS,
  type System,
  toDelivery,
  trail,
} from '@enterwait/domain/protocol';
import { HttpError } from '@enterwait/http/errors';
import { refuseDuringMaintenance } from '@enterwait/http/maintenance';
import { DeliveryError } from '@enterwait/judge/errors';
import type { Delivery } from '@enterwait/lambda/delivery';
import { aContext, aStreamRecord } from '@enterwait/lambda/testing';
import { createLedger, type Ledger, type OnExpectedStatus } from '@enterwait/ledger/commands';
import {
  adoptOrphans,
  createHandOver,
  type HandOver,
  relayBatch,
  type SendBatch,
  sendClaimed,
  sendToQueue,
} from '@enterwait/ledger/outbox';
import type { Store } from '@enterwait/ledger/tables';
import { expectedOf } from '@enterwait/ledger/tables';
import { mayOpen, type Obstacles } from '@enterwait/operations/reconcile';
import { type AnswerPollerOptions, collectAnswers } from '../../../services/management/src/commands/answer-poller.ts';
import { type Canceller, createCanceller } from '../../../services/management/src/commands/cancel.ts';
import { enrolment } from '../../../services/nursery/src/enrolment.ts';
import type { EnrolmentTables } from '../../../services/nursery/src/nursery-child.ts';
import { type Consumer, createLambdas, type Lambdas, QUEUE_BASE, silent } from '../lambdas.ts';
import { freeMailLambda, type MailLambda, mailLambdas } from '../mail-lambda.ts';
import { asBefore, placesAsBefore, relayAsBefore } from '../release-before.ts';
import { type Activity, CrashError, type Scheduler } from '../scheduler.ts';
import { type Answer, type Ask, applicationOf, CAPACITY, MODEL_PLACE, type Observation, type World } from '../world.ts';
import { MemoryAws, type QueueName, type ReceiveCounts } from './memory-aws.ts';
import { DeadlockError, knownRound, MemoryDatabase, type Snapshot, type Tables } from './memory-database.ts';
import { MemorySides } from './memory-sides.ts';
import { eventOf } from './memory-table.ts';

const TRACEPARENT = '00-02151db094740478fd2cc6d218907ddb-d333b4ee144a728d-01';
const MAX_PARALLEL = 2;
const ASK_AGAIN_MS = [900_000, 3_600_000, 21_600_000];
const NEVER_MS = 1e12;
const REPLICAS = [1, 2] as const;

/** What may still belong to the previous release while this one starts beside it. */
export const PARTS = ['enterwait-1', 'nursery-1', 'judge'] as const;
export type Part = (typeof PARTS)[number];

export interface WorldOptions {
  /** A receive count so low that dead letters are common; otherwise Terraform's. */
  readonly fewReceives: boolean;
  /** Clock errors in ms: of the two processes of each system, then of Lambdas in turn. None: the clocks are right. */
  readonly offsets: readonly number[];
  readonly old: readonly Part[];
  /** False: nothing is asked again automatically; if nothing is lost, all must end well without it. */
  readonly asksAgain: boolean;
}

const RECEIVES: Readonly<Record<'few' | 'many', ReceiveCounts>> = {
  few: { judge: 2, deliveries: 2, mail: 2 },
  many: { judge: 10, deliveries: 50, mail: 10 },
};

/** Everything in memory, on a scheduler: the real code of the services and Lambdas between fakes of MySQL and AWS. */
export class MemoryWorld implements World {
  readonly scheduler: Scheduler;
  readonly aws: MemoryAws;
  readonly databases: Record<Origin, MemoryDatabase>;
  readonly answers: Answer[] = [];
  readonly violations: string[] = [];
  /** Messages and dead letters that are gone for ever, and restores: only asking again or a repair can fix these. */
  lost = 0;
  redriven = 0;
  reconciled = 0;
  repaired = 0;
  restored = 0;
  readonly forgotten = new Set<string>();
  readonly broken = new Set<string>();
  readonly lostMails = new Set<string>();
  /** What the environment can start by itself: relays, and Lambdas on what waits for them. */
  readonly sources: readonly { readonly name: string; start(size: number, shuffle: number): boolean }[];

  readonly #ledgers: Record<System, readonly [Ledger, Ledger]>;
  readonly #askAgainMs: readonly number[];
  readonly #old: Set<Part>;
  readonly #mixed: boolean;
  readonly #lambdaOffsets: readonly number[];
  readonly #send: SendBatch;
  readonly #canceller: Canceller;
  readonly #answering: AnswerPollerOptions;
  readonly #sides: MemorySides;
  readonly #publisher: Lambdas['publisher'];
  readonly #leased = new Set<string>();
  readonly #snapshots = new Map<System, Snapshot>();
  #calls = 0;
  #held = 0;

  constructor(scheduler: Scheduler, { fewReceives, offsets, old, asksAgain }: WorldOptions) {
    this.scheduler = scheduler;
    // The previous release leaves answered rows in the outbox: they go when they are due.
    this.#askAgainMs = asksAgain || old.length > 0 ? ASK_AGAIN_MS : [NEVER_MS];
    this.#old = new Set(old);
    this.#mixed = old.length > 0;
    const processes = SERVICES.flatMap((home) => REPLICAS.map((replica) => `${home}-${replica}`));
    for (const [index, process] of processes.entries()) scheduler.offsets.set(process, offsets[index] ?? 0);
    this.#lambdaOffsets = offsets.slice(processes.length);
    const aws = new MemoryAws(scheduler, RECEIVES[fewReceives ? 'few' : 'many']);
    this.aws = aws;
    const databaseOf = (home: System) =>
      new MemoryDatabase(home, scheduler, (touched) => this.#checkCommitted(home, touched));
    this.databases = {
      enterwait: databaseOf('enterwait'),
      nursery: databaseOf('nursery'),
      management: new MemoryDatabase('management', scheduler),
    };
    this.databases.nursery.rows.nursery.set(MODEL_PLACE.fullDaycare, {
      nursery_id: MODEL_PLACE.fullDaycare,
      name: '햇살어린이집',
      address: '',
      capacity: CAPACITY,
    });
    const clock = () => new Date(scheduler.clock());
    const ledger = (
      store: Store<Tables>,
      system: System,
      enrols: OnExpectedStatus<EnrolmentTables>,
      handOver?: Pick<HandOver, 'claim' | 'put'>,
    ) =>
      createLedger({
        store,
        origin: system,
        clock,
        admit: refuseDuringMaintenance,
        ...(system === 'nursery' ? { namesRounds: true, onExpectedStatus: enrols } : {}),
        ...(handOver === undefined ? {} : { handOver }),
      });
    const rule = enrolment({ DEFAULT_CAPACITY: 300 });
    const pair = (system: System): [Ledger, Ledger] => {
      const { store } = this.databases[system];
      const part: Part = `${system}-1`;
      const isOld = (): boolean => this.#old.has(part);
      return [
        ledger(asBefore(store, isOld), system, placesAsBefore(rule, isOld)),
        ledger(store, system, rule, this.#handOver(system)),
      ];
    };
    this.#ledgers = { enterwait: pair('enterwait'), nursery: pair('nursery') };
    this.#send = sendToQueue(aws.sqs as never, `${QUEUE_BASE}/IntegrateEventQueue.fifo`, silent as never);
    this.#canceller = createCanceller({
      table: { state: (id: string) => aws.readState(id) } as never,
      store: this.databases.management.store,
      onOutbox: () => {},
      clock,
    });
    this.#answering = {
      store: this.databases.management.store,
      eventsOf: (id) =>
        scheduler.io('dynamodb read', () => aws.table.standing().filter(({ request_id }) => request_id === id)),
      isTold: (id, version) => scheduler.io('requests', () => this.#isTold(id, version)),
      everyMs: 1000,
      onAnswer: () => {},
      logger: silent as never,
      clock,
    };
    this.#sides = new MemorySides(aws, this.databases);

    const lambdas = createLambdas(aws, { deliver: (delivery) => this.#deliver(delivery) }, () =>
      this.#old.has('judge'),
    );
    this.#publisher = lambdas.publisher;
    const mailConsumers = new Map(mailLambdas.map((lambda) => [lambda, lambdas.sendEmail(lambda)]));
    for (const lambda of mailLambdas) lambda.reset(aws);

    const relayOf = (home: Origin) => ({ name: `relay of ${home}`, start: () => this.#startRelay(home) });
    const consumerOf = (name: QueueName, consumer: Consumer, timeoutSeconds: number) => ({
      name,
      start: (size: number, shuffle: number) => this.#startConsumer(name, consumer, timeoutSeconds, size, shuffle),
    });
    const mails = (size: number, shuffle: number): boolean => {
      const lambda = freeMailLambda();
      const consumer = lambda && mailConsumers.get(lambda);
      return consumer !== undefined && this.#startConsumer('SendEmailQueue', consumer, 60, size, shuffle, lambda);
    };
    this.sources = [
      relayOf('enterwait'),
      relayOf('nursery'),
      consumerOf('IntegrateEventQueue.fifo', lambdas.judge, 30),
      { name: 'stream', start: (size, shuffle) => this.#startPublisher(size, shuffle) },
      consumerOf('EventToNurseryQueue', lambdas.toNursery, 60),
      consumerOf('EventToEnterwaitQueue', lambdas.toEnterwait, 60),
      { name: 'SendEmailQueue', start: mails },
      relayOf('management'),
      { name: 'answers', start: () => this.#startAnswers() },
      { name: 'sweeps', start: () => SERVICES.map((home) => this.#startSweep(home)).includes(true) },
    ];
  }

  async act(ask: Ask): Promise<Answer> {
    const application = applicationOf(ask.family, ask.variant);
    const requestId = requestIdOf(application);
    const replica = this.#calls++ % 2 === 0 ? 1 : 2;
    const home: Origin = ask.who === 'parent' ? 'enterwait' : ask.who === 'staff' ? 'nursery' : 'management';
    const idempotencyKey = ask.key === undefined ? undefined : `key-${ask.key}`;
    const answer = (status: number, eventId?: string): Answer => ({ ask, requestId, status, eventId });
    const round = ask.sawRound;
    const given = await this.scheduler
      .start({ name: `command ${ask.type}`, process: `${home}-${replica}` }, async () => {
        if (home === 'management') {
          return answer(202, (await this.#canceller.cancel(requestId, { traceparent: TRACEPARENT, round })).event_id);
        }
        const request = { traceparent: TRACEPARENT, idempotencyKey, round };
        return answer(
          202,
          (await this.#ledgers[home][replica === 1 ? 0 : 1].command(ask.type, application, request)).event_id,
        );
      })
      .catch((error: unknown) => {
        if (error instanceof HttpError) return answer(error.status);
        if (error instanceof CrashError) return answer(0);
        // The database is unavailable, or several callers have blocked each other five times.
        if (error instanceof Error && (error.name === 'OutageError' || error instanceof DeadlockError))
          return answer(503);
        throw error;
      });
    this.answers.push(given);
    return given;
  }

  /** Starts everything that could run now, except one source. @returns whether there was anything */
  startAll(held?: number): boolean {
    const started = this.sources.map((source, index) => index !== held && source.start(10, 0));
    return started.includes(true);
  }

  async settle(): Promise<void> {
    const { scheduler } = this;
    scheduler.outages.clear();
    scheduler.armed.clear();
    // The new release has replaced the last part of the previous one.
    this.#old.clear();
    for (let repairs = 0; repairs < 10; repairs += 1) {
      await this.#rest();
      this.#checkRounds();
      for (const home of SERVICES)
        for (const { event_id } of this.databases[home].rows.outbox.values())
          this.violations.push(`${home}: nobody answers ${event_id}`);
      const found = await this.reconcile(0);
      if (found.length === 0) return;
      // Nothing was lost: asking, judging and telling are enough.
      if (this.lost === 0)
        this.violations.push(
          ...found.filter((one) => !this.#isOfBefore(one)).map((one) => `differs though nothing was lost: ${one}`),
        );
    }
    throw new Error('repairing does not end');
  }

  /**
   * What the previous release leaves in columns that it does not know: no round, and the expected status of a command that it saw
   * refused. The next event of the application corrects it, or the nightly repair.
   */
  #isOfBefore(difference: string): boolean {
    return this.#mixed && (difference.endsWith(' round') || difference.includes(' expected-differs '));
  }

  /** The round that a system has is the judge's, even if the previous release has moved the row on. */
  #checkRounds(): void {
    const rounds = new Map(
      this.aws.table.states().map(({ request_id, version, round }) => [`${request_id} ${version}`, round]),
    );
    for (const system of SYSTEMS)
      for (const row of this.databases[system].rows.request.values()) {
        const [mine, judged] = [knownRound(row), rounds.get(`${row.request_id} ${row.version}`)];
        if (mine !== null && judged !== undefined && mine !== judged)
          this.violations.push(`${row.request_id}: ${system} takes round ${mine} for ${judged}`);
      }
  }

  /** Waits until nothing moves any more, however long that takes. */
  async #rest(): Promise<void> {
    const { scheduler } = this;
    for (let turns = 0; turns < 20_000; turns += 1) {
      const started = this.startAll();
      if (scheduler.operations.length > 0) await scheduler.passAll();
      else if (started) await scheduler.idle();
      else {
        const next = this.#nextMoment();
        if (next !== Number.POSITIVE_INFINITY) await scheduler.wait(Math.max(next - scheduler.now, 1));
        else if (scheduler.activities.length > 0)
          throw new Error(`stuck: ${scheduler.activities.map(({ name }) => name).join(', ')}`);
        else if (!this.redrive()) return;
      }
    }
    const waiting = Object.values(this.aws.queues).flatMap(({ options, messages }) => messages.map(() => options.name));
    throw new Error(
      `the world does not come to rest: ${[...waiting, ...scheduler.activities.map(({ name }) => name)]}`,
    );
  }

  /** When the next thing is due: a message comes back, a command is asked again, a time-out is over. */
  #nextMoment(): number {
    return Math.min(
      this.scheduler.nextEvent(),
      ...Object.values(this.aws.queues).map((queue) => queue.nextVisible()),
      ...SERVICES.flatMap((home) => this.#dueMoments(home)),
    );
  }

  /** By the clock of the first process. */
  #dueMoments(home: Origin): number[] {
    const ahead = Math.max(...REPLICAS.map((replica) => this.scheduler.offsets.get(`${home}-${replica}`) ?? 0));
    const heads = this.#heads(home).map((row) => row.next_attempt_at);
    const orphans = this.#orphans(home).map(({ asked_at }) => asked_at.getTime() + (this.#askAgainMs[0] ?? 0));
    return [...heads, ...orphans]
      .map((at) => at - ahead)
      .filter((at) => at > this.scheduler.now && at < this.scheduler.now + NEVER_MS / 2);
  }

  #heads(home: Origin) {
    const rows = [...this.databases[home].rows.outbox.values()].sort((a, b) => a.id - b.id);
    return rows.filter((row, index) => rows.findIndex(({ request_id }) => request_id === row.request_id) === index);
  }

  #orphans(home: Origin) {
    const { command, outbox } = this.databases[home].rows;
    const queued = new Set([...outbox.values()].map(({ event_id }) => event_id));
    return [...command.values()].filter(({ outcome, event_id }) => outcome === null && !queued.has(event_id));
  }

  /** Compares and repairs, as an operator or the nightly job does. A restored system opens its doors when nothing differs. */
  async reconcile(lostAfterMs?: number): Promise<string[]> {
    const before = this.#waiting();
    const process = `reconcile ${this.#calls++}`;
    const running = this.scheduler.start({ name: 'reconcile', process }, () => this.#sides.reconcile(lostAfterMs));
    const done = running.then(
      ({ found, left }) => {
        this.reconciled += 1;
        this.repaired += found.length;
        if (left.length > 0) this.violations.push(`left to a person: ${found.join(', ')}`);
        // A message or a dead letter of a command that the backup does not have may still take a place.
        for (const system of SYSTEMS) {
          const differences = found.filter((one) => one.startsWith(system));
          if ([before, this.#waiting()].every((waiting) => mayOpen({ differences, ...waiting })))
            this.databases[system].closed = false;
        }
        return found;
      },
      () => ['it failed'],
    );
    if (lostAfterMs === undefined) return [];
    for (let over = false; !over; ) {
      void done.then(() => {
        over = true;
      });
      await this.scheduler.passAll();
      await this.scheduler.idle();
    }
    return done;
  }

  #waiting(): Pick<Obstacles, 'underWay' | 'deadCommands'> {
    const { 'IntegrateEventQueue.fifo': commands, EventToEnterwaitQueue, EventToNurseryQueue } = this.aws.queues;
    const messages = [commands, EventToEnterwaitQueue, EventToNurseryQueue].flatMap((queue) => queue.messages);
    return {
      underWay: messages.length + this.aws.table.unread().length,
      deadCommands: commands.deadLetters.length,
    };
  }

  backUp(system: System): void {
    this.#snapshots.set(system, this.databases[system].snapshot());
  }

  /** Sets a system's database back to the last backup. Its processes end; the new ones let deliveries in but no commands. */
  async restore(system: System): Promise<void> {
    const snapshot = this.#snapshots.get(system);
    if (snapshot === undefined) return;
    for (const replica of REPLICAS) await this.scheduler.crash(`${system}-${replica}`);
    const database = this.databases[system];
    for (const { event_id } of database.asked) if (!snapshot.command.has(event_id)) this.forgotten.add(event_id);
    database.restore(snapshot);
    database.closed = true;
    this.lost += 1;
    this.restored += 1;
  }

  /** Loses a message for ever: from a queue, or from its dead letters. */
  lose(name: QueueName, which: number, dead: boolean): void {
    const queue = this.aws.queues[name];
    const all = dead ? queue.deadLetters : queue.messages;
    const message = all[which % Math.max(all.length, 1)];
    if (message === undefined) return;
    queue[dead ? 'deadLetters' : 'messages'] = all.filter((one) => one !== message);
    this.lost += 1;
    this.scheduler.faults += 1;
    if (name === 'SendEmailQueue') this.lostMails.add(JSON.parse(message.body).event_id);
  }

  /** Loses a stream record that nobody read in time. */
  loseRecord(which: number): void {
    const shards = this.aws.table.unread().filter((id) => !this.#leased.has(id));
    const shard = shards[which % Math.max(shards.length, 1)];
    if (shard === undefined) return;
    const from = this.aws.table.checkpoints.get(shard) ?? 0;
    const change = this.aws.table.stream.get(shard)?.[from];
    this.aws.table.checkpoints.set(shard, from + 1);
    this.lost += 1;
    this.scheduler.faults += 1;
    if (change?.item.sk.startsWith('EVENT#')) this.lostMails.add(eventOf(change.item).event_id);
  }

  /** Removes a field from a command on its way. */
  break(which: number): void {
    const { messages } = this.aws.queues['IntegrateEventQueue.fifo'];
    const message = messages[which % Math.max(messages.length, 1)];
    if (message === undefined) return;
    const command = JSON.parse(message.body);
    message.body = JSON.stringify({ ...command, occurred_at: 'yesterday' });
    this.broken.add(command.event_id);
    this.scheduler.faults += 1;
  }

  /** An operator puts all dead letters back. @returns whether there were any */
  redrive(): boolean {
    if (this.scheduler.faults === 0 && Object.values(this.aws.queues).some(({ deadLetters }) => deadLetters.length > 0))
      this.violations.push('dead letters without a fault');
    const count = Object.values(this.aws.queues).reduce((sum, queue) => sum + queue.redrive(), 0);
    this.redriven += count;
    return count > 0;
  }

  async observe(): Promise<Observation> {
    const view = (system: System) => {
      const { rows } = this.databases[system];
      return {
        requests: [...rows.request.values()],
        commands: [...rows.command.values()].sort((a, b) => a.seq - b.seq),
        outbox: rows.outbox.size,
      };
    };
    const { enterwait, nursery, management } = this.databases;
    const operators = new Set(management.asked.map(({ event_id }) => event_id));
    const unanswered = [...management.rows.command.values()].filter(({ outcome }) => outcome === null);
    return {
      answers: this.answers,
      systems: { enterwait: view('enterwait'), nursery: view('nursery') },
      enrolled: [...this.databases.nursery.rows.nursery_child.keys()],
      states: this.aws.table.states() as never,
      events: this.aws.table.standing(),
      mails: this.aws.mails,
      mailKey: ({ event_id }) => event_id,
      excusedMails: this.aws.excusedMails,
      lostMails: this.lostMails,
      asked: { enterwait: enterwait.asked, nursery: nursery.asked, management: management.asked },
      forgotten: this.forgotten,
      broken: this.broken,
      mixed: this.#mixed,
      capacities: new Map([[MODEL_PLACE.fullDaycare, CAPACITY]]),
      violations: [
        ...this.violations,
        // A command that a restore forgot may have left and be lost. Operators have no row to lock, so two at once have no order.
        ...this.aws.overtaking
          .filter(([earlier]) => !this.#mixed && !this.forgotten.has(earlier) && !operators.has(earlier))
          .map(([earlier, later]) => `${later} was asked while ${earlier} had no answer`),
        ...unanswered.map(({ event_id }) => `management: command ${event_id} is still in flight`),
        ...(management.rows.outbox.size > 0 ? ['management: its outbox is not empty'] : []),
        ...this.aws.parked.map(({ reason, source }) => `parked from ${source}: ${reason}`),
      ],
    };
  }

  #running(name: string): number {
    return this.scheduler.activities.filter((activity) => activity.name === name).length;
  }

  /** Half of the commands that may be handed over are handed over; the relay of their process sends them, if it lives that long. */
  #handOver(system: System): Pick<HandOver, 'claim' | 'put'> {
    const process = `${system}-2`;
    const { store } = this.databases[system];
    const clock = () => new Date(this.scheduler.clock());
    const handOver = createHandOver(() => {
      const rows = handOver.take(1);
      const turn = { store, send: this.#send, askAgainMs: this.#askAgainMs, clock };
      this.scheduler.start({ name: `hand-over of ${system}`, process }, () => sendClaimed(rows, turn)).catch(() => {});
    });
    return { put: handOver.put, claim: (now) => (this.#calls++ % 2 === 0 ? handOver.claim(now) : undefined) };
  }

  #startRelay(home: Origin): boolean {
    const { scheduler } = this;
    const name = `relay of ${home}`;
    if (this.#running(name) >= MAX_PARALLEL) return false;
    const free = this.#heads(home).filter(({ id }) => !this.databases[home].isLocked(`outbox/${id}`));
    const due = Math.min(...free.map(({ next_attempt_at }) => next_attempt_at));
    const first = this.#calls++ % 2;
    const process = [first, 1 - first]
      .map((index) => `${home}-${index + 1}`)
      .find((one) => due <= scheduler.now + (scheduler.offsets.get(one) ?? 0));
    if (process === undefined) return false;
    const clock = () => new Date(scheduler.clock());
    const { store } = this.databases[home];
    scheduler
      .start({ name, process }, () =>
        this.#old.has(process as Part)
          ? relayAsBefore(store, this.#send)
          : relayBatch({ store, send: this.#send, askAgainMs: this.#askAgainMs, clock }),
      )
      .catch(() => {});
    return true;
  }

  /** Commands without a row in the outbox, left by the previous release. */
  #startSweep(home: Origin): boolean {
    const { scheduler } = this;
    const name = `sweep of ${home}`;
    const process = `${home}-${1 + (this.#calls++ % 2)}`;
    const before = scheduler.now + (scheduler.offsets.get(process) ?? 0) - (this.#askAgainMs[0] ?? 0);
    if (this.#running(name) > 0 || !this.#orphans(home).some(({ asked_at }) => asked_at.getTime() <= before))
      return false;
    const { store } = this.databases[home];
    scheduler
      .start({ name, process }, () =>
        adoptOrphans(store, home, { before: new Date(before), now: new Date(scheduler.clock()) }),
      )
      .catch(() => {});
    return true;
  }

  /** What the operators' system asks the other two. */
  #isTold(id: string, version: number): boolean {
    return SYSTEMS.every((system) => (this.databases[system].rows.request.get(id)?.version ?? 0) >= version);
  }

  #startAnswers(): boolean {
    const name = 'answers';
    const { outbox } = this.databases.management.rows;
    const isAnswered = ({ request_id, event_id }: { request_id: string; event_id: string }): boolean => {
      const item = this.aws.table.items.get(`${request_id}/EVENT#${event_id}`);
      if (item === undefined) return false;
      const { outcome, version } = eventOf(item);
      return outcome === 'refused' || this.#isTold(request_id, version);
    };
    if (this.#running(name) >= MAX_PARALLEL || ![...outbox.values()].some(isAnswered)) return false;
    this.scheduler
      .start({ name, process: `management-${1 + (this.#calls++ % 2)}` }, () => collectAnswers(this.#answering))
      .catch(() => {});
    return true;
  }

  #startConsumer(
    name: QueueName,
    consumer: Consumer,
    timeoutSeconds: number,
    size: number,
    shuffle: number,
    lambda?: MailLambda,
  ): boolean {
    const queue = this.aws.queues[name];
    if (queue.available().length === 0 || this.#running(`Lambda of ${name}`) >= MAX_PARALLEL) return false;
    const records = queue.receive(size, shuffle);
    if (records.length === 0) return true;
    this.#invoke(`Lambda of ${name}`, timeoutSeconds, lambda, async (_activity, context) => {
      const { batchItemFailures } = await consumer({ Records: records }, context);
      const failed = new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
      const done = records.filter(({ messageId }) => !failed.has(messageId));
      const receipts = new Set(done.map(({ receiptHandle }) => receiptHandle));
      await this.scheduler.io('sqs delete', () => queue.delete(receipts));
    });
    return true;
  }

  #startPublisher(size: number, shuffle: number): boolean {
    const shards = this.aws.table.unread().filter((id) => !this.#leased.has(id));
    const shard = shards[shuffle % Math.max(shards.length, 1)];
    if (shard === undefined) return false;
    const from = this.aws.table.checkpoints.get(shard) ?? 0;
    const changes = (this.aws.table.stream.get(shard) ?? []).slice(from, from + size);
    const records = changes
      .filter(({ eventName, item }) => eventName === 'INSERT' && item.sk.startsWith('EVENT#'))
      .map(({ item }) => aStreamRecord(eventOf(item)));
    this.#leased.add(shard);
    const release = () => this.#leased.delete(shard);
    this.#invoke(
      'Lambda of stream',
      30,
      { take: (activity) => activity.onDeath.push(release) },
      async (_activity, context) => {
        try {
          if (records.length > 0) await this.#publisher({ Records: records }, context);
          await this.scheduler.io('lambda checkpoint', () =>
            this.aws.table.checkpoints.set(shard, from + changes.length),
          );
        } finally {
          release();
        }
      },
    );
    return true;
  }

  /** One invocation is a process of its own. Its caller handles its errors: the batch comes again. */
  #invoke(
    name: string,
    timeoutSeconds: number,
    lambda: { take(activity: Activity): void } | undefined,
    work: (activity: Activity, context: ReturnType<typeof aContext>) => Promise<void>,
  ): void {
    const process = `${name} ${this.#calls++}`;
    // SendEmail claims by the clock: Lambda's clocks agree within a second.
    if (lambda === undefined || !('claims' in lambda))
      this.scheduler.offsets.set(process, this.#lambdaOffsets[this.#calls % this.#lambdaOffsets.length] ?? 0);
    this.scheduler
      .start({ name, process }, async (activity) => {
        lambda?.take(activity);
        // A throttled poller may hold a batch for nearly as long as it is hidden: by then another may have the same messages.
        await this.scheduler.io('lambda invoke', () => {});
        activity.deadline = this.scheduler.now + timeoutSeconds * 1000;
        const left = () => Math.max(activity.deadline - this.scheduler.now, 0);
        await work(activity, aContext({ getRemainingTimeInMillis: left }));
      })
      .catch(() => {});
  }

  /** What `synchroniseRoute` and `outcomeRoute` check once the signature is valid, and the ledger behind them. */
  async #deliver({ url, body, event }: Delivery): Promise<number> {
    const { hostname, pathname } = new URL(url);
    const system = hostname as System;
    let answer: Promise<unknown> | undefined;
    try {
      await this.scheduler.io(`${system} call`, () => {
        const replica = this.#calls++ % 2 === 0 ? 1 : 2;
        const ledger = this.#ledgers[system][replica === 1 ? 0 : 1];
        answer = this.scheduler.start({ name: 'delivery', process: `${system}-${replica}` }, () => {
          const { event: told, extension } = toDelivery(event);
          const { application: _personal, ...old } = told;
          const facts = { ...old, ...extension };
          const sent = JSON.parse(body);
          if (pathname === '/sync/outcome') return ledger.deliver(facts, sent.application);
          const due = `/${{ Request: 'enterwait/request', Cancel: 'enterwait/cancel', Accept: 'request/accept', Reject: 'request/reject' }[event.type]}`;
          if (pathname !== due || event.outcome !== 'applied' || requestIdOf(sent) !== event.request_id)
            throw new Error(`event-mismatch at ${pathname}`);
          return ledger.deliver(facts, sent);
        });
        answer.catch(() => {});
      });
      await answer;
      return 200;
    } catch (error) {
      if (error instanceof Error && error.message.startsWith('event-mismatch')) this.violations.push(error.message);
      throw new DeliveryError(null, 'no answer', { cause: error });
    }
  }

  /** At the moment of its commit, everything that a transaction has written must fit together, in the rows alone. */
  #checkCommitted(system: System, touched: ReadonlySet<string>): void {
    if (this.#mixed) return;
    const { rows } = this.databases[system];
    for (const id of touched) {
      const row = rows.request.get(id);
      if (row === undefined) continue;
      const queued = new Set([...rows.outbox.values()].map(({ event_id }) => event_id));
      for (const { event_id, request_id, origin, outcome } of rows.command.values()) {
        if (request_id !== id || origin !== system || (outcome === null) === queued.has(event_id)) continue;
        const what = outcome === null ? 'nobody asks for it' : 'it is answered and still asked';
        this.violations.push(`${system}: ${event_id}: ${what}`);
      }
      const inFlight = [...rows.command.values()]
        .filter(({ request_id, outcome }) => request_id === id && outcome === null)
        .sort((a, b) => a.seq - b.seq);
      const confirmed = { status: row.status, round: knownRound(row) };
      const expected = project(confirmed, inFlight, system);
      // A row that a repair has set back gets its expected status with its delivery.
      if (expectedOf(row) !== expected && this.#sides.distrusted === 0)
        this.violations.push(`${id}: ${system} expects ${expectedOf(row)} where ${expected} follows`);
      const holds = trail(confirmed, inFlight, system).includes(STATUS.accepted);
      if (system === 'nursery' && rows.nursery_child.has(id) !== holds)
        this.violations.push(`${id}: a place is ${holds ? 'not ' : ''}held`);
    }
    if (system === 'nursery') this.#checkCapacity();
  }

  /** Only an accept takes a place, and it must find one. The judge's decision is a fact, even for a nursery that lost it in a restore. */
  #checkCapacity(): void {
    const children = [...this.databases.nursery.rows.nursery_child.values()];
    const inFull = children.filter(({ nursery_id }) => nursery_id === MODEL_PLACE.fullDaycare).length;
    const twice = children.length - new Set(children.map(({ child_id }) => child_id)).size;
    const over = Math.max(inFull - CAPACITY, 0) + twice;
    const { name } = this.scheduler.current;
    if (over > this.#held && (name === 'command Accept' || this.restored === 0))
      this.violations.push(`${name} made ${inFull} children in one place, or ${twice} with two`);
    this.#held = over;
  }
}
