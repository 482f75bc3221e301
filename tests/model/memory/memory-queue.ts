import type { SQSRecord } from 'aws-lambda';
import type { Scheduler } from '../scheduler.ts';

/** Message attributes by name. */
type Attributes = Readonly<Record<string, string>>;

export interface Message {
  readonly id: string;
  body: string;
  readonly group: string | undefined;
  readonly attributes: Attributes;
  readonly sentAt: number;
  /** Hidden until then. The message is in flight from its receipt until this time. */
  visibleAt: number;
  receives: number;
  receipt: string;
}

export interface QueueOptions {
  readonly name: string;
  readonly fifo: boolean;
  readonly visibilityMs: number;
  readonly maxReceiveCount: number;
}

export interface Sending {
  readonly body: string;
  readonly group?: string | undefined;
  readonly dedup?: string | undefined;
  readonly attributes?: Attributes;
}

const DEDUPLICATION_MS = 5 * 60_000;

/** An SQS queue: FIFO with groups and deduplication, or standard with any order and repeats; a dead-letter queue behind it. */
export class MemoryQueue {
  readonly options: QueueOptions;
  readonly arn: string;
  messages: Message[] = [];
  deadLetters: Message[] = [];
  /** Everything that was ever sent: a standard queue may deliver any of it again. */
  readonly sent: Pick<Message, 'body' | 'attributes'>[] = [];
  /** The same, including what the queue dropped as a repeat. */
  readonly offered: Pick<Message, 'body'>[] = [];
  readonly #scheduler: Scheduler;
  readonly #seen = new Map<string, number>();
  #number = 0;

  constructor(options: QueueOptions, scheduler: Scheduler) {
    this.options = options;
    this.arn = `arn:aws:sqs:ap-northeast-2:000000000000:${options.name}`;
    this.#scheduler = scheduler;
  }

  send(message: Sending): void {
    this.offered.push({ body: message.body });
    if (this.#isRepeat(message)) return;
    this.sent.push({ body: message.body, attributes: message.attributes ?? {} });
    this.messages.push(this.#toMessage(message));
  }

  /** A consumer itself sends what it has given up to the dead-letter queue. */
  deadLetter(message: Sending): void {
    if (!this.#isRepeat(message)) this.deadLetters.push(this.#toMessage(message));
  }

  #isRepeat({ dedup }: Sending): boolean {
    if (!this.options.fifo || dedup === undefined) return false;
    const { now } = this.#scheduler;
    const before = this.#seen.get(dedup);
    if (before !== undefined && now - before < DEDUPLICATION_MS) return true;
    this.#seen.set(dedup, now);
    return false;
  }

  #toMessage(message: Sending): Message {
    const { now } = this.#scheduler;
    this.#number += 1;
    return {
      id: `00000000-0000-4000-8000-${String(this.#number).padStart(12, '0')}`,
      body: message.body,
      group: message.group,
      attributes: message.attributes ?? {},
      sentAt: now,
      visibleAt: now,
      receives: 0,
      receipt: '',
    };
  }

  /** Delivers again something that was delivered before; only a standard queue does that by itself. */
  repeat(which: number): void {
    const message = this.sent[which % Math.max(this.sent.length, 1)];
    if (message !== undefined) this.send(message);
  }

  /** Messages that a receive could get now; of a FIFO group none while one is in flight, otherwise in order. */
  available(): Message[] {
    const now = this.#scheduler.now;
    const mayOpen = (message: Message): boolean => message.visibleAt <= now;
    if (!this.options.fifo) return this.messages.filter(mayOpen);
    const blocked = new Set(this.messages.filter((one) => !mayOpen(one)).map(({ group }) => group));
    return this.messages.filter(({ group }) => !blocked.has(group));
  }

  /** When the next hidden message comes back. */
  nextVisible(): number {
    return Math.min(...this.messages.map(({ visibleAt }) => visibleAt).filter((at) => at > this.#scheduler.now));
  }

  /** Receives up to `count` messages. @param shuffle a standard queue starts anywhere and goes in either direction */
  receive(count: number, shuffle: number): SQSRecord[] {
    const free = this.available();
    const records: SQSRecord[] = [];
    const pick = this.options.fifo ? 0 : shuffle % Math.max(free.length, 1);
    const rotated = [...free.slice(pick), ...free.slice(0, pick)];
    if (!this.options.fifo && shuffle % 2 === 1) rotated.reverse();
    for (const message of rotated.slice(0, count)) {
      if (message.receives >= this.options.maxReceiveCount) {
        this.messages = this.messages.filter((one) => one !== message);
        this.deadLetters.push(message);
        continue;
      }
      message.receives += 1;
      message.receipt = `${message.id}#${message.receives}`;
      message.visibleAt = this.#scheduler.now + this.options.visibilityMs;
      records.push(this.#recordOf(message));
    }
    return records;
  }

  changeVisibility(receipt: string, seconds: number): void {
    const message = this.messages.find((one) => one.receipt === receipt);
    if (message !== undefined) message.visibleAt = this.#scheduler.now + seconds * 1000;
  }

  /** The receipt of an earlier receive deletes nothing. */
  delete(receipts: ReadonlySet<string>): void {
    this.messages = this.messages.filter(({ receipt }) => !receipts.has(receipt));
  }

  /** An operator puts dead letters back. */
  redrive(): number {
    const letters = this.deadLetters;
    this.deadLetters = [];
    this.messages.push(...letters.map((one) => ({ ...one, receives: 0, visibleAt: this.#scheduler.now })));
    return letters.length;
  }

  #recordOf(message: Message): SQSRecord {
    const { group, attributes } = message;
    return {
      messageId: message.id,
      receiptHandle: message.receipt,
      body: message.body,
      attributes: {
        ApproximateReceiveCount: String(message.receives),
        SentTimestamp: String(message.sentAt),
        SenderId: 'sender',
        ApproximateFirstReceiveTimestamp: String(message.sentAt),
        ...(group === undefined ? {} : { MessageGroupId: group }),
      },
      messageAttributes: Object.fromEntries(
        Object.entries(attributes).map(([name, stringValue]) => [name, { stringValue, dataType: 'String' }]),
      ),
      md5OfBody: '',
      eventSource: 'aws:sqs',
      eventSourceARN: this.arn,
      awsRegion: 'ap-northeast-2',
    };
  }
}
