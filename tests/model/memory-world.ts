import { type JudgedEvent, type Origin, requestIdOf } from '@enterwait/domain';
import {
  createApplicationTable,
  createDeliveryConsumer,
  createEventBus,
  createJudgeConsumer,
  createPublisher,
  createVisibility,
  type Delivery,
  DeliveryError,
  type LambdaHandler,
  type ParkedRecord,
  type PipelineLogger,
} from '@enterwait/pipeline';
import { aContext, aStreamRecord } from '@enterwait/pipeline/testing';
import { HttpError, type Route } from '@enterwait/service';
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { createHandler as createSendEmail } from '../../lambdas/send-email/handler.ts';
import { renderMail } from '../../lambdas/send-email/mail.ts';
import { createMailer } from '../../lambdas/send-email/mailer.ts';
import { routesFrom as routesToEnterwait } from '../../lambdas/sqs-to-enterwait/handler.ts';
import { routesFrom as routesToNursery } from '../../lambdas/sqs-to-nursery/handler.ts';
import { createLedger, type Ledger } from '../../packages/service/src/ledger.ts';
import { relayBatch, type SendBatch, sendToQueue } from '../../packages/service/src/relay.ts';
import { cancelRoute } from '../../services/management/src/routes/cancel.ts';
import { enrolment } from '../../services/nursery/src/enrolment.ts';
import { freeMailLambda, type MailLambda, mailLambdas } from './mail-lambda.ts';
import { MemoryDatabase } from './memory-database.ts';
import { MemoryQueue } from './memory-queue.ts';
import { eventOf, MemoryTable } from './memory-table.ts';
import { readRules, targetsOf } from './rules.ts';
import { type Activity, CrashError, type Scheduler } from './scheduler.ts';
import {
  type Answer,
  type Ask,
  applicationOf,
  FULL_DAYCARE,
  type Observation,
  type System,
  type World,
} from './world.ts';

type QueueName = 'IntegrateEventQueue.fifo' | 'EventToNurseryQueue' | 'EventToEnterwaitQueue' | 'SendEmailQueue';
type ConsumerName = Exclude<QueueName, 'SendEmailQueue'>;
type Consumer = LambdaHandler<SQSEvent, SQSBatchResponse>;

const QUEUE_BASE = 'http://sqs.example/000000000000';
const RULES = readRules();
const TRACEPARENT = '00-02151db094740478fd2cc6d218907ddb-d333b4ee144a728d-01';
const silent: PipelineLogger = { info() {}, warn() {}, error() {}, addContext() {} };
const MAX_PARALLEL = 2;

export interface MemoryWorldOptions {
  /** Receives before a message is a dead letter: few make them frequent, Terraform's are the judge's 10 and the deliveries' 50. */
  readonly maxReceiveCount: { judge: number; deliveries: number; mail: number };
}

/** Everything in memory, on a scheduler: the real code of the services and Lambdas between fakes of MySQL and AWS. */
export class MemoryWorld implements World {
  readonly scheduler: Scheduler;
  readonly table: MemoryTable;
  readonly queues: Record<QueueName, MemoryQueue>;
  readonly databases: Record<System, MemoryDatabase>;
  readonly answers: Answer[] = [];
  readonly mails: string[] = [];
  readonly excusedMails = new Map<string, number>();
  readonly parked: ParkedRecord[] = [];
  readonly violations: string[] = [];
  readonly redriven = new Set<string>();
  /** What the environment can start by itself: relays, and Lambdas on what waits for them. */
  readonly sources: readonly { readonly name: string; start(size: number, shuffle: number): boolean }[];

  readonly #ledgers: Record<System, Ledger>;
  readonly #send: SendBatch;
  readonly #operatorsCancel: Route;
  readonly #consumers: Record<ConsumerName, Consumer>;
  readonly #publisher;
  readonly #leased = new Set<string>();
  #calls = 0;
  #children = 0;

  constructor(scheduler: Scheduler, { maxReceiveCount }: MemoryWorldOptions) {
    this.scheduler = scheduler;
    this.table = new MemoryTable(scheduler);
    const queue = (name: QueueName, timeoutSeconds: number, receives: number): MemoryQueue =>
      new MemoryQueue(
        { name, fifo: name.endsWith('.fifo'), visibilityMs: 6 * timeoutSeconds * 1000, maxReceiveCount: receives },
        scheduler,
      );
    this.queues = {
      'IntegrateEventQueue.fifo': queue('IntegrateEventQueue.fifo', 30, maxReceiveCount.judge),
      EventToNurseryQueue: queue('EventToNurseryQueue', 60, maxReceiveCount.deliveries),
      EventToEnterwaitQueue: queue('EventToEnterwaitQueue', 60, maxReceiveCount.deliveries),
      SendEmailQueue: queue('SendEmailQueue', 60, maxReceiveCount.mail),
    };
    this.databases = {
      enterwait: new MemoryDatabase('enterwait', scheduler),
      nursery: new MemoryDatabase('nursery', scheduler, () => this.#checkCapacity()),
    };
    this.databases.nursery.rows.nursery.set(FULL_DAYCARE, {
      nursery_id: FULL_DAYCARE,
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
    const sqs = { send: (command: never) => this.#sqs(command) };
    this.#send = sendToQueue(sqs as never, `${QUEUE_BASE}/IntegrateEventQueue.fifo`, silent as never);
    this.#operatorsCancel = cancelRoute({
      table: { state: (id: string) => this.#readState(id) } as never,
      sqs: sqs as never,
      queueUrl: `${QUEUE_BASE}/IntegrateEventQueue.fifo`,
      token: 'a'.repeat(16),
      metrics: { commands: { inc() {} } } as never,
    });

    const parking = { park: async (record: ParkedRecord) => void this.parked.push(record) };
    const random = () => 0;
    const visibility = createVisibility({
      sqs: sqs as never,
      parkedQueueUrl: `${QUEUE_BASE}/ParkedQueue`,
      logger: silent,
    });
    const shared = { parking, visibility, logger: silent, metrics: { count() {} }, random };
    const deliverer = { deliver: (delivery: Delivery) => this.#deliver(delivery) };
    const table = createApplicationTable(this.table.client as never, 'EnterwaitApplications');
    this.#consumers = {
      'IntegrateEventQueue.fifo': createJudgeConsumer({ ...shared, table, now: clock }),
      EventToNurseryQueue: createDeliveryConsumer(
        routesToNursery({
          REQUEST_URL: 'http://nursery/enterwait/request',
          CANCEL_URL: 'http://nursery/enterwait/cancel',
          OUTCOME_URL: 'http://nursery/sync/outcome',
        } as never),
        { ...shared, deliverer },
      ),
      EventToEnterwaitQueue: createDeliveryConsumer(
        routesToEnterwait({
          ACCEPT_URL: 'http://enterwait/request/accept',
          REJECT_URL: 'http://enterwait/request/reject',
          OUTCOME_URL: 'http://enterwait/sync/outcome',
        } as never),
        { ...shared, deliverer },
      ),
    };
    const bus = createEventBus({ client: { send: (c: never) => this.#putEvents(c) } as never, busName: 'Bus', random });
    this.#publisher = createPublisher({ bus, parking, logger: silent });

    const mail = (lambda: MailLambda): Consumer =>
      createSendEmail({
        ...shared,
        claims: lambda.claims,
        mailer: createMailer({ send: () => this.#ses() } as never, 'sender@email.com'),
        sandboxRecipient: undefined,
        render: (event, options) => {
          scheduler.current.notes.set('mail', event.event_id);
          return renderMail(event, options);
        },
      });
    const mailConsumers = new Map(mailLambdas.map((lambda) => [lambda, mail(lambda)]));
    for (const lambda of mailLambdas) lambda.reset(this);

    const relayOf = (system: System) => ({ name: `relay of ${system}`, start: () => this.#startRelay(system) });
    const consumerOf = (name: ConsumerName) => ({
      name,
      start: (size: number, shuffle: number) => this.#startConsumer(name, this.#consumers[name], 30, size, shuffle),
    });
    const mails = (size: number, shuffle: number): boolean => {
      const lambda = freeMailLambda();
      const consumer = lambda && mailConsumers.get(lambda);
      return consumer !== undefined && this.#startConsumer('SendEmailQueue', consumer, 60, size, shuffle, lambda);
    };
    this.sources = [
      relayOf('enterwait'),
      relayOf('nursery'),
      consumerOf('IntegrateEventQueue.fifo'),
      { name: 'stream', start: (size, shuffle) => this.#startPublisher(size, shuffle) },
      consumerOf('EventToNurseryQueue'),
      consumerOf('EventToEnterwaitQueue'),
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
        if (home === 'management') return answer(202, await this.#cancelAsOperator(requestId));
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

  /** @returns whether anything is left that moves by itself, now or later */
  startAll(): boolean {
    const started = this.sources.map((source) => source.start(10, 0));
    return started.includes(true);
  }

  async settle(): Promise<void> {
    const { scheduler } = this;
    scheduler.outages.clear();
    for (let turns = 0; turns < 20_000; turns += 1) {
      const started = this.startAll();
      if (scheduler.operations.length > 0) await scheduler.passAll();
      else if (started) await scheduler.idle();
      else if (scheduler.activities.length > 0) {
        throw new Error(`stuck: ${scheduler.activities.map(({ name }) => name).join(', ')}`);
      } else {
        const next = Math.min(...Object.values(this.queues).map((queue) => queue.nextVisible()));
        if (next !== Number.POSITIVE_INFINITY) await scheduler.wait(Math.max(next - scheduler.now, 1));
        else if (!this.#redrive()) return;
      }
    }
    const waiting = Object.values(this.queues).flatMap(({ options, messages }) => messages.map(() => options.name));
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
      states: this.table.states() as never,
      events: this.table.standing(),
      mails: this.mails,
      mailKey: ({ event_id }) => event_id,
      excusedMails: this.excusedMails,
      redriven: this.redriven,
      violations: [...this.violations, ...this.parked.map(({ reason, source }) => `parked from ${source}: ${reason}`)],
    };
  }

  excuseMail(eventId: string): void {
    this.excusedMails.set(eventId, (this.excusedMails.get(eventId) ?? 0) + 1);
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
    const queue = this.queues[name];
    if (queue.available().length === 0 || this.#running(`Lambda of ${name}`) >= MAX_PARALLEL) return false;
    const records = queue.receive(size, shuffle);
    if (records.length === 0) return true;
    this.#invoke(`Lambda of ${name}`, timeoutSeconds, async (activity, context) => {
      lambda?.take(activity);
      const { batchItemFailures } = await consumer({ Records: records }, context);
      const failed = new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
      const done = records.filter(({ messageId }) => !failed.has(messageId));
      const receipts = new Set(done.map(({ receiptHandle }) => receiptHandle));
      await this.scheduler.io('sqs delete', () => queue.delete(receipts));
    });
    return true;
  }

  #startPublisher(size: number, shuffle: number): boolean {
    const shards = this.table.unread().filter((id) => !this.#leased.has(id));
    const shard = shards[shuffle % Math.max(shards.length, 1)];
    if (shard === undefined) return false;
    const from = this.table.checkpoints.get(shard) ?? 0;
    const changes = (this.table.stream.get(shard) ?? []).slice(from, from + size);
    const records = changes
      .filter(({ eventName, item }) => eventName === 'INSERT' && item.sk.startsWith('EVENT#'))
      .map(({ item }) => aStreamRecord(eventOf(item)));
    this.#leased.add(shard);
    this.#invoke('Lambda of stream', 30, async (activity, context) => {
      activity.onDeath.push(() => this.#leased.delete(shard));
      try {
        if (records.length > 0) await this.#publisher({ Records: records }, context);
        await this.scheduler.io('lambda checkpoint', () => this.table.checkpoints.set(shard, from + changes.length));
      } finally {
        this.#leased.delete(shard);
      }
    });
    return true;
  }

  /** One invocation, a process of its own. What it throws is the business of whoever invokes: the batch comes again. */
  #invoke(
    name: string,
    timeoutSeconds: number,
    work: (activity: Activity, context: ReturnType<typeof aContext>) => Promise<void>,
  ): void {
    const deadline = this.scheduler.now + timeoutSeconds * 1000;
    const context = aContext({ getRemainingTimeInMillis: () => Math.max(deadline - this.scheduler.now, 0) });
    const process = `${name} ${this.#calls++}`;
    this.scheduler.start({ name, process, deadline }, (activity) => work(activity, context)).catch(() => {});
  }

  async #sqs(command: { constructor: { name: string }; input: never }): Promise<unknown> {
    interface Entry {
      Id: string;
      MessageBody: string;
      MessageGroupId: string;
      MessageDeduplicationId: string;
      MessageAttributes: { Status: { StringValue: string } };
      ReceiptHandle: string;
      VisibilityTimeout: number;
    }
    const input = command.input as Entry & { QueueUrl: string; Entries: Entry[] };
    const queue = this.queues[input.QueueUrl.split('/').at(-1) as QueueName];
    const send = (entry: Entry): void =>
      queue.send({
        body: entry.MessageBody,
        group: entry.MessageGroupId,
        dedup: entry.MessageDeduplicationId,
        status: entry.MessageAttributes.Status.StringValue,
      });
    const entries = input.Entries ?? [];
    const sent = (from: number) => {
      entries.slice(from).forEach(send);
      const refused = entries.slice(0, from).map(({ Id }) => ({ Id, Code: 'InternalError', SenderFault: false }));
      return { Successful: entries.slice(from).map(({ Id }) => ({ Id })), Failed: refused };
    };
    switch (command.constructor.name) {
      case 'SendMessageBatchCommand':
        return this.scheduler.io(
          'sqs send',
          () => sent(0),
          () => sent(1),
        );
      case 'SendMessageCommand':
        return this.scheduler.io('sqs send', () => send(input));
      case 'ChangeMessageVisibilityBatchCommand':
        return this.scheduler.io('sqs hide', () => {
          for (const entry of entries) queue.hide(entry.ReceiptHandle, entry.VisibilityTimeout);
          return {};
        });
      default:
        throw new Error(`SQS of the model knows no ${command.constructor.name}`);
    }
  }

  #putEvents(command: { input: { Entries: { DetailType: string; Detail: string }[] } }): Promise<unknown> {
    const put = (from: number) => {
      for (const { DetailType, Detail } of command.input.Entries.slice(from)) {
        const event: JudgedEvent = JSON.parse(Detail);
        for (const target of targetsOf(RULES, DetailType, event))
          this.queues[target as QueueName].send({ body: Detail });
      }
      return {
        FailedEntryCount: from,
        Entries: command.input.Entries.map((_entry, index) =>
          index < from ? { ErrorCode: 'ThrottlingException' } : { EventId: `bus-${index}` },
        ),
      };
    };
    return this.scheduler.io(
      'events put',
      () => put(0),
      () => put(1),
    );
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

  #readState(requestId: string): Promise<unknown> {
    return this.scheduler.io('dynamodb read', () => this.table.get({ request_id: requestId, sk: 'STATE' }, true));
  }

  async #cancelAsOperator(requestId: string): Promise<string> {
    let answer: { event_id?: string } = {};
    const response = {
      locals: { traceparent: TRACEPARENT },
      status: () => response,
      location: () => response,
      json: (body: { event_id: string }) => {
        answer = body;
      },
    };
    const handler = this.#operatorsCancel.handlers.at(-1) as unknown as (req: unknown, res: unknown) => Promise<void>;
    await handler({ params: { request_id: requestId } }, response);
    return answer.event_id ?? '';
  }

  /** SES: takes the mail that was rendered last. An answer that is lost may be followed by a second mail, and nobody can help it. */
  async #ses(): Promise<unknown> {
    const { current } = this.scheduler;
    const eventId = current.notes.get('mail') ?? '';
    return this.scheduler
      .io('ses send', () => {
        this.mails.push(eventId);
        current.notes.set('mailed', eventId);
        return { MessageId: `mail-${this.mails.length}` };
      })
      .catch((error: unknown) => {
        if (current.notes.delete('mailed')) this.excuseMail(eventId);
        throw error;
      });
  }

  /** An accept is the only thing that a person can ask that takes a place; it must find one. What the judge has decided is a fact. */
  #checkCapacity(): void {
    const children = [...this.databases.nursery.rows.nursery_child.values()];
    const before = this.#children;
    this.#children = children.filter(({ nursery_id }) => nursery_id === FULL_DAYCARE).length;
    if (this.#children > Math.max(before, 1) && this.scheduler.current.name === 'command Accept')
      this.violations.push(`an accept made ${this.#children} children in one place`);
  }

  #redrive(): boolean {
    const letters = this.queues['IntegrateEventQueue.fifo'].deadLetters;
    for (const { group } of letters) this.redriven.add(group ?? '');
    if (this.scheduler.faults === 0 && Object.values(this.queues).some(({ deadLetters }) => deadLetters.length > 0))
      this.violations.push('dead letters without a fault');
    return Object.values(this.queues).reduce((count, queue) => count + queue.redrive(), 0) > 0;
  }
}
