import { type Origin, requestIdOf } from '@enterwait/domain';
import { type Delivery, DeliveryError } from '@enterwait/pipeline';
import { aContext, aStreamRecord } from '@enterwait/pipeline/testing';
import { HttpError } from '@enterwait/service';
import { createLedger, type Ledger } from '../../packages/service/src/ledger.ts';
import { relayBatch, type SendBatch, sendToQueue } from '../../packages/service/src/relay.ts';
import { type Canceller, createCanceller } from '../../services/management/src/commands/cancel.ts';
import { enrolment } from '../../services/nursery/src/enrolment.ts';
import { type Consumer, createLambdas, type Lambdas, QUEUE_BASE, silent } from './lambdas.ts';
import { freeMailLambda, type MailLambda, mailLambdas } from './mail-lambda.ts';
import { MemoryAws, type QueueName, type ReceiveCounts } from './memory-aws.ts';
import { MemoryDatabase } from './memory-database.ts';
import { eventOf } from './memory-table.ts';
import { type Activity, CrashError, type Scheduler } from './scheduler.ts';
import {
  type Answer,
  type Ask,
  applicationOf,
  MODEL_PLACE,
  type Observation,
  type System,
  type World,
} from './world.ts';

const TRACEPARENT = '00-02151db094740478fd2cc6d218907ddb-d333b4ee144a728d-01';
const MAX_PARALLEL = 2;

export interface MemoryWorldOptions {
  /** Receives before a message is a dead letter: few make them frequent, Terraform's are the judge's 10 and the deliveries' 50. */
  readonly maxReceiveCount: ReceiveCounts;
}

/** Everything in memory, on a scheduler: the real code of the services and Lambdas between fakes of MySQL and AWS. */
export class MemoryWorld implements World {
  readonly scheduler: Scheduler;
  readonly aws: MemoryAws;
  readonly databases: Record<System, MemoryDatabase>;
  readonly answers: Answer[] = [];
  readonly violations: string[] = [];
  readonly redriven = new Set<string>();
  /** What the environment can start by itself: relays, and Lambdas on what waits for them. */
  readonly sources: readonly { readonly name: string; start(size: number, shuffle: number): boolean }[];

  readonly #ledgers: Record<System, Ledger>;
  readonly #send: SendBatch;
  readonly #canceller: Canceller;
  readonly #publisher: Lambdas['publisher'];
  readonly #leased = new Set<string>();
  #calls = 0;
  #children = 0;

  constructor(scheduler: Scheduler, { maxReceiveCount }: MemoryWorldOptions) {
    this.scheduler = scheduler;
    const aws = new MemoryAws(scheduler, maxReceiveCount);
    this.aws = aws;
    this.databases = {
      enterwait: new MemoryDatabase('enterwait', scheduler),
      nursery: new MemoryDatabase('nursery', scheduler, () => this.#checkCapacity()),
    };
    this.databases.nursery.rows.nursery.set(MODEL_PLACE.fullDaycare, {
      nursery_id: MODEL_PLACE.fullDaycare,
      name: '햇살어린이집',
      address: '',
      capacity: 1,
    });
    const clock = () => new Date(scheduler.now);
    this.#ledgers = {
      enterwait: createLedger({ store: this.databases.enterwait.store, origin: 'enterwait', clock }),
      nursery: createLedger({
        store: this.databases.nursery.store,
        origin: 'nursery',
        clock,
        onExpectedStatus: enrolment({ DEFAULT_CAPACITY: 300 }),
      }),
    };
    this.#send = sendToQueue(aws.sqs as never, `${QUEUE_BASE}/IntegrateEventQueue.fifo`, silent as never);
    this.#canceller = createCanceller({
      table: { state: (id: string) => aws.readState(id) } as never,
      sqs: aws.sqs as never,
      queueUrl: `${QUEUE_BASE}/IntegrateEventQueue.fifo`,
      metrics: { commands: { inc() {} } } as never,
    });

    const lambdas = createLambdas(aws, { deliver: (delivery) => this.#deliver(delivery) });
    this.#publisher = lambdas.publisher;
    const mailConsumers = new Map(mailLambdas.map((lambda) => [lambda, lambdas.sendEmail(lambda)]));
    for (const lambda of mailLambdas) lambda.reset(aws);

    const relayOf = (system: System) => ({ name: `relay of ${system}`, start: () => this.#startRelay(system) });
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
    ];
  }

  async act(ask: Ask): Promise<Answer> {
    const application = applicationOf(ask.family, ask.variant);
    const requestId = requestIdOf(application);
    const replica = 1 + (this.#calls++ % 2);
    const home: Origin = ask.who === 'parent' ? 'enterwait' : ask.who === 'staff' ? 'nursery' : 'management';
    const idempotencyKey = ask.key === undefined ? undefined : `key-${ask.key}`;
    const answer = (status: number, eventId?: string): Answer => ({ ask, requestId, status, eventId });
    const given = await this.scheduler
      .start({ name: `command ${ask.type}`, process: `${home}-${replica}` }, async () => {
        if (home === 'management') {
          return answer(202, (await this.#canceller.cancel(requestId, { traceparent: TRACEPARENT })).event_id);
        }
        const request = { traceparent: TRACEPARENT, idempotencyKey };
        return answer(202, (await this.#ledgers[home].command(ask.type, application, request)).event_id);
      })
      .catch((error: unknown) => {
        if (error instanceof HttpError) return answer(error.status);
        if (error instanceof CrashError) return answer(0);
        if (error instanceof Error && error.name === 'OutageError') return answer(503);
        throw error;
      });
    this.answers.push(given);
    return given;
  }

  /** Starts whatever could run now, but for one source. @returns whether there was anything */
  startAll(held?: number): boolean {
    const started = this.sources.map((source, index) => index !== held && source.start(10, 0));
    return started.includes(true);
  }

  async settle(): Promise<void> {
    const { scheduler } = this;
    scheduler.outages.clear();
    scheduler.armed.clear();
    for (let turns = 0; turns < 20_000; turns += 1) {
      const started = this.startAll();
      if (scheduler.operations.length > 0) await scheduler.passAll();
      else if (started) await scheduler.idle();
      else if (scheduler.activities.length > 0) {
        throw new Error(`stuck: ${scheduler.activities.map(({ name }) => name).join(', ')}`);
      } else {
        const next = Math.min(...Object.values(this.aws.queues).map((queue) => queue.nextVisible()));
        if (next !== Number.POSITIVE_INFINITY) await scheduler.wait(Math.max(next - scheduler.now, 1));
        else if (!this.#redrive()) return;
      }
    }
    const waiting = Object.values(this.aws.queues).flatMap(({ options, messages }) => messages.map(() => options.name));
    throw new Error(
      `the world does not come to rest: ${[...waiting, ...scheduler.activities.map(({ name }) => name)]}`,
    );
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
    return {
      answers: this.answers,
      systems: { enterwait: view('enterwait'), nursery: view('nursery') },
      enrolled: [...this.databases.nursery.rows.nursery_child.keys()],
      states: this.aws.table.states() as never,
      events: this.aws.table.standing(),
      mails: this.aws.mails,
      mailKey: ({ event_id }) => event_id,
      excusedMails: this.aws.excusedMails,
      redriven: this.redriven,
      violations: [
        ...this.violations,
        ...this.aws.parked.map(({ reason, source }) => `parked from ${source}: ${reason}`),
      ],
    };
  }

  #running(name: string): number {
    return this.scheduler.activities.filter((activity) => activity.name === name).length;
  }

  #startRelay(system: System): boolean {
    const name = `relay of ${system}`;
    const { rows, store } = this.databases[system];
    if (rows.outbox.size === 0 || this.#running(name) >= MAX_PARALLEL) return false;
    const replica = 1 + (this.#calls++ % 2);
    this.scheduler
      .start({ name, process: `${system}-${replica}` }, () => relayBatch(store, this.#send))
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

  /** One invocation, a process of its own. What it throws is the business of whoever invokes: the batch comes again. */
  #invoke(
    name: string,
    timeoutSeconds: number,
    lambda: { take(activity: Activity): void } | undefined,
    work: (activity: Activity, context: ReturnType<typeof aContext>) => Promise<void>,
  ): void {
    const process = `${name} ${this.#calls++}`;
    this.scheduler
      .start({ name, process }, async (activity) => {
        lambda?.take(activity);
        // A poller that is throttled may hold a batch for nearly as long as it is hidden: by then another may have the same messages.
        await this.scheduler.io('lambda invoke', () => {});
        activity.deadline = this.scheduler.now + timeoutSeconds * 1000;
        const left = () => Math.max(activity.deadline - this.scheduler.now, 0);
        await work(activity, aContext({ getRemainingTimeInMillis: left }));
      })
      .catch(() => {});
  }

  /** What `synchroniseRoute` and `outcomeRoute` check once the signature holds, and the ledger behind them. */
  async #deliver({ url, body, event }: Delivery): Promise<number> {
    const { hostname, pathname } = new URL(url);
    const system = hostname as System;
    let answer: Promise<unknown> | undefined;
    try {
      await this.scheduler.io(`${system} call`, () => {
        const replica = 1 + (this.#calls++ % 2);
        answer = this.scheduler.start({ name: 'delivery', process: `${system}-${replica}` }, () => {
          const { application, ...facts } = event;
          const sent = JSON.parse(body);
          if (pathname === '/sync/outcome') return this.#ledgers[system].deliver(facts, sent.application);
          const due = `/${{ Request: 'enterwait/request', Cancel: 'enterwait/cancel', Accept: 'request/accept', Reject: 'request/reject' }[event.type]}`;
          if (pathname !== due || event.outcome !== 'applied' || requestIdOf(sent) !== event.request_id)
            throw new Error(`event-mismatch at ${pathname}`);
          return this.#ledgers[system].deliver(facts, sent);
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

  /** An accept is the only thing that a person can ask that takes a place; it must find one. What the judge has decided is a fact. */
  #checkCapacity(): void {
    const children = [...this.databases.nursery.rows.nursery_child.values()];
    const before = this.#children;
    this.#children = children.filter(({ nursery_id }) => nursery_id === MODEL_PLACE.fullDaycare).length;
    if (this.#children > Math.max(before, 1) && this.scheduler.current.name === 'command Accept')
      this.violations.push(`an accept made ${this.#children} children in one place`);
  }

  #redrive(): boolean {
    const letters = this.aws.queues['IntegrateEventQueue.fifo'].deadLetters;
    for (const { group } of letters) this.redriven.add(group ?? '');
    if (this.scheduler.faults === 0 && Object.values(this.aws.queues).some(({ deadLetters }) => deadLetters.length > 0))
      this.violations.push('dead letters without a fault');
    return Object.values(this.aws.queues).reduce((count, queue) => count + queue.redrive(), 0) > 0;
  }
}
