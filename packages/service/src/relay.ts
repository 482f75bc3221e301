import { setTimeout as delay } from 'node:timers/promises';
import { SendMessageBatchCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { Logger } from './logging.ts';
import type { Metrics } from './metrics.ts';
import type { OutboxTables, Store } from './store.ts';
import { BATCH_SIZE, type OutboxRow } from './tables/outbox.ts';

/** Hands rows to the queue. @returns the ids of those that the queue has for certain. */
export type SendBatch = (rows: readonly OutboxRow[]) => Promise<number[]>;

/** Sends what the outbox holds, in order, until it is stopped. */
export interface Relay {
  start(): void;
  /** There is something in the outbox: do not wait for the next poll. */
  wake(): void;
  /** Stops after the batch at hand, then sends what is left, for `deadlineMs` at most. What stays is sent by the next process. */
  stop(deadlineMs: number): Promise<void>;
}

export interface RelayOptions {
  readonly store: Store<OutboxTables>;
  readonly send: SendBatch;
  readonly pollMs: number;
  readonly logger: Logger;
  readonly metrics: Metrics;
}

const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 5_000;

/**
 * One batch: rows stay locked until the queue has them. A crash in between sends them again, and the queue knows them by event_id.
 * @returns how many rows there were to send, and how many of them the queue has
 */
export const relayBatch = (store: Store<OutboxTables>, send: SendBatch): Promise<{ found: number; sent: number }> =>
  store.transaction(async (tables) => {
    const rows = await tables.lockNextBatch();
    if (rows.length === 0) return { found: 0, sent: 0 };
    const sent = await send(rows);
    if (sent.length > 0) await tables.deleteOutbox(sent);
    return { found: rows.length, sent: sent.length };
  });

export function createRelay({ store, send, pollMs, logger, metrics }: RelayOptions): Relay {
  const stopping = new AbortController();
  let wakeSleep = () => {};
  let interruptSleep = () => {};
  let awake = false;
  let running: Promise<void> = Promise.resolve();

  const sendNext = async (): Promise<{ found: number; sent: number }> => {
    const { found, sent } = await relayBatch(store, send);
    metrics.relayed.inc({ result: 'sent' }, sent);
    metrics.relayed.inc({ result: 'failed' }, found - sent);
    return { found, sent };
  };

  /** Sleeps until the time is over or, where `wakeable`, until a commit wakes it. Stopping always does. */
  const sleep = async (ms: number, wakeable: boolean): Promise<void> => {
    if (stopping.signal.aborted || (wakeable && awake)) return;
    const interrupt = new AbortController();
    interruptSleep = () => interrupt.abort();
    wakeSleep = wakeable ? interruptSleep : () => {};
    await delay(ms, undefined, { signal: interrupt.signal }).catch(() => {});
  };

  async function run(): Promise<void> {
    let pause = 0;
    while (!stopping.signal.aborted) {
      awake = false;
      let found = 0;
      try {
        const batch = await sendNext();
        found = batch.found;
        pause = batch.sent < batch.found ? longer(pause) : 0;
      } catch (error) {
        pause = longer(pause);
        logger.warn({ err: error, pauseMs: pause }, 'the relay could not send, will try again');
      }
      // A sent batch may have uncovered the next command of its applications; a failing queue is not hurried by new commits.
      if (pause > 0) await sleep(pause, false);
      else if (found === 0) await sleep(pollMs, true);
    }
  }

  return {
    start() {
      running = run();
    },
    wake() {
      awake = true;
      wakeSleep();
    },
    async stop(deadlineMs) {
      stopping.abort();
      interruptSleep();
      await running;
      const deadline = Date.now() + deadlineMs;
      while (Date.now() < deadline) {
        const { found, sent } = await sendNext().catch(() => ({ found: 1, sent: 0 }));
        if (found === 0) return;
        if (sent === 0) await delay(FIRST_PAUSE_MS);
      }
    },
  };
}

const longer = (pause: number): number => Math.min(pause === 0 ? FIRST_PAUSE_MS : pause * 2, LONGEST_PAUSE_MS);

/** The queue of the commands: FIFO, one group per application, known by event_id for five minutes. */
export function sendToQueue(client: SQSClient, queueUrl: string, logger: Logger): SendBatch {
  return async (rows) => {
    const byEntry = new Map(rows.map((row) => [String(row.id), row.id]));
    const result = await client.send(
      new SendMessageBatchCommand({
        QueueUrl: queueUrl,
        Entries: rows.slice(0, BATCH_SIZE).map((row) => ({
          Id: String(row.id),
          MessageBody: row.body,
          MessageGroupId: row.request_id,
          MessageDeduplicationId: row.event_id,
          MessageAttributes: { Status: { DataType: 'String', StringValue: row.type } },
        })),
      }),
    );
    for (const failed of result.Failed ?? []) {
      logger.warn(
        { outboxId: failed.Id, code: failed.Code, senderFault: failed.SenderFault },
        'the queue refused a command, will try again',
      );
    }
    return (result.Successful ?? []).flatMap(({ Id }) => (Id === undefined ? [] : (byEntry.get(Id) ?? [])));
  };
}

/** Keeps the gauges of the outbox current while they are read. */
export async function measureOutbox(store: Store<OutboxTables>, metrics: Metrics): Promise<void> {
  const { depth, ageSeconds } = await store.transaction((tables) => tables.outboxDepth());
  metrics.outboxDepth.set(depth);
  metrics.outboxAgeSeconds.set(ageSeconds);
}
