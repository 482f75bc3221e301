import type { JudgedEvent, MAIL_FEEDBACK_QUEUE, QUEUES } from '@enterwait/domain/protocol';
import type { ParkedRecord } from '@enterwait/lambda/dead-letters';
import { readRules, targetsOf } from '../rules.ts';
import type { Scheduler } from '../scheduler.ts';
import { MemoryQueue } from './memory-queue.ts';
import { MemoryTable } from './memory-table.ts';

export type QueueName = Exclude<(typeof QUEUES)[number], typeof MAIL_FEEDBACK_QUEUE>;
export type ReceiveCounts = Readonly<Record<'judge' | 'deliveries' | 'mail', number>>;

const RULES = readRules();

/** AWS as the services and the Lambdas see it: clients of SQS, DynamoDB, EventBridge and SES over fakes in memory. */
export class MemoryAws {
  readonly scheduler: Scheduler;
  readonly table: MemoryTable;
  readonly queues: Record<QueueName, MemoryQueue>;
  /** Event ids, one per mail that SES accepted. */
  readonly mails: string[] = [];
  readonly excusedMails = new Map<string, number>();
  readonly parked: ParkedRecord[] = [];
  readonly parking = { park: async (record: ParkedRecord) => void this.parked.push(record) };
  readonly sqs = { send: (command: never) => this.#sqs(command) };
  readonly eventBridge = { send: (command: never) => this.#putEvents(command) };
  readonly ses = { send: () => this.#ses() };

  /** What a system asked about each application, in the order in which it left. */
  readonly #questions = new Map<string, string[]>();
  /** Questions that left while an earlier one of the same system and application had no answer: [the earlier, the later]. */
  readonly overtaking: [string, string][] = [];

  readonly receives: ReceiveCounts;

  constructor(scheduler: Scheduler, receives: ReceiveCounts) {
    this.receives = receives;
    this.scheduler = scheduler;
    this.table = new MemoryTable(scheduler);
    const queue = (name: QueueName, timeoutSeconds: number, maxReceiveCount: number): MemoryQueue =>
      new MemoryQueue(
        { name, fifo: name.endsWith('.fifo'), visibilityMs: 6 * timeoutSeconds * 1000, maxReceiveCount },
        scheduler,
      );
    this.queues = {
      'IntegrateEventQueue.fifo': queue('IntegrateEventQueue.fifo', 30, receives.judge),
      EventToNurseryQueue: queue('EventToNurseryQueue', 60, receives.deliveries),
      EventToEnterwaitQueue: queue('EventToEnterwaitQueue', 60, receives.deliveries),
      SendEmailQueue: queue('SendEmailQueue', 60, receives.mail),
    };
  }

  readState(requestId: string): Promise<unknown> {
    return this.scheduler.io('dynamodb read', () => this.table.get({ request_id: requestId, sk: 'STATE' }, true));
  }

  excuseMail(eventId: string): void {
    this.excusedMails.set(eventId, (this.excusedMails.get(eventId) ?? 0) + 1);
  }

  async #sqs(command: { constructor: { name: string }; input: never }): Promise<unknown> {
    interface Entry {
      Id: string;
      MessageBody: string;
      MessageGroupId: string;
      MessageDeduplicationId: string;
      MessageAttributes?: Record<string, { StringValue: string }>;
      ReceiptHandle: string;
      VisibilityTimeout: number;
    }
    const input = command.input as Entry & { QueueUrl: string; Entries: Entry[] };
    const name = input.QueueUrl.split('/').at(-1) ?? '';
    const isDead = name.includes('-dlq');
    const queue = this.queues[name.replace('-dlq', '') as QueueName];
    const send = (entry: Entry): void =>
      queue[isDead ? 'deadLetter' : 'send']({
        body: entry.MessageBody,
        group: entry.MessageGroupId,
        dedup: entry.MessageDeduplicationId,
        attributes: Object.fromEntries(
          Object.entries(entry.MessageAttributes ?? {}).map(([name, { StringValue }]) => [name, StringValue]),
        ),
      });
    if (name === 'IntegrateEventQueue.fifo')
      for (const { MessageBody } of input.Entries ?? []) this.#noteQuestion(JSON.parse(MessageBody));
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
        return this.scheduler.io(isDead ? 'sqs dead-letter' : 'sqs send', () => send(input));
      case 'ChangeMessageVisibilityBatchCommand':
        return this.scheduler.io('sqs change visibility', () => {
          for (const entry of entries) queue.changeVisibility(entry.ReceiptHandle, entry.VisibilityTimeout);
          return {};
        });
      default:
        throw new Error(`SQS of the model knows no ${command.constructor.name}`);
    }
  }

  #noteQuestion(question: { event_id: string; child_id: string; nursery_id: string; origin: string }): void {
    const { event_id, child_id, nursery_id, origin } = question;
    const key = `${origin} ${child_id}${nursery_id}`;
    const before = this.#questions.get(key) ?? [];
    if (before.includes(event_id)) return;
    for (const earlier of before)
      if (!this.table.items.has(`${child_id}${nursery_id}/EVENT#${earlier}`)) this.overtaking.push([earlier, event_id]);
    this.#questions.set(key, [...before, event_id]);
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

  /** SES: accepts the mail that was rendered last. After a lost answer a second mail may follow, which nothing can prevent. */
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
}
