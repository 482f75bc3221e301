import { ChangeMessageVisibilityBatchCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { describeError } from '@enterwait/judge/errors';
import type { SQSRecord } from 'aws-lambda';
import type { PipelineLogger } from '../runtime/logger.ts';

const FIRST_DELAY_SECONDS = 10;
const LONGEST_DELAY_SECONDS = 900;
const JITTER = 0.1;
const MAX_ENTRIES = 10;

/** A failed record and how long it stays hidden before the next try. */
export interface RetryDelay {
  readonly record: SQSRecord;
  readonly seconds: number;
}

export interface Visibility {
  /** Hides failed records of one queue. Never rejects: if it fails, the queue's own timeout is the delay. */
  delayRetries(delays: readonly RetryDelay[]): Promise<void>;
}

/**
 * Seconds until the next try: 10, 20, 40 … at most 900, up to a tenth less, so records that failed together do not
 * return together.
 * @param receiveCount how often the message was received, from 1
 * @param random a number from 0 to 1
 */
export function retryDelaySeconds(receiveCount: number, random: number): number {
  const exponent = Math.min(Math.max(receiveCount, 1) - 1, 30);
  const delay = Math.min(FIRST_DELAY_SECONDS * 2 ** exponent, LONGEST_DELAY_SECONDS);
  return Math.round(delay * (1 - JITTER * random));
}

export const receiveCountOf = (record: SQSRecord): number => Number(record.attributes.ApproximateReceiveCount) || 1;

/**
 * The URL of a queue, from its ARN. Every queue of the pipeline has the same base URL as the parked queue, so no API
 * call or permission is needed.
 */
export function queueUrlOf(queueArn: string, siblingUrl: string): string {
  const queueName = queueArn.split(':').at(-1) ?? '';
  return `${siblingUrl.slice(0, siblingUrl.lastIndexOf('/'))}/${queueName}`;
}

export interface VisibilityDependencies {
  readonly sqs: Pick<SQSClient, 'send'>;
  readonly parkedQueueUrl: string;
  readonly logger: PipelineLogger;
}

export function createVisibility({ sqs, parkedQueueUrl, logger }: VisibilityDependencies): Visibility {
  const delayBatch = async (delays: readonly RetryDelay[]): Promise<void> => {
    const [first] = delays;
    if (first === undefined) return;
    try {
      const { Failed: failed = [] } = await sqs.send(
        new ChangeMessageVisibilityBatchCommand({
          QueueUrl: queueUrlOf(first.record.eventSourceARN, parkedQueueUrl),
          Entries: delays.map(({ record, seconds }, index) => ({
            Id: String(index),
            ReceiptHandle: record.receiptHandle,
            VisibilityTimeout: seconds,
          })),
        }),
      );
      if (failed.length > 0) logger.warn('visibility not changed', { codes: failed.map((entry) => entry.Code) });
    } catch (error) {
      logger.warn('visibility not changed', describeError(error));
    }
  };
  return {
    async delayRetries(delays) {
      // One batch after the other, in order: the first message of a FIFO group must be the first to return.
      for (let start = 0; start < delays.length; start += MAX_ENTRIES) {
        await delayBatch(delays.slice(start, start + MAX_ENTRIES));
      }
    },
  };
}
