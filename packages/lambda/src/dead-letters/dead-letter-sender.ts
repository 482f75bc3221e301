import { type MessageAttributeValue, SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { describeError, reasonOf } from '@enterwait/judge/errors';
import type { SQSRecord } from 'aws-lambda';
import { queueUrlOf, receiveCountOf } from '../consumer/visibility.ts';
import type { PipelineLogger } from '../runtime/logger.ts';
import type { PipelineMetrics } from '../runtime/metrics.ts';
import {
  DEAD_LETTER_ATTRIBUTES,
  deadLetterQueueName,
  extendHistory,
  parseHistory,
  toAttributeText,
} from './dead-letter.ts';

/** A record that failed, and why. */
export interface FailedRecord {
  readonly record: SQSRecord;
  readonly error: unknown;
  /** Sent instead of the record's body, when the body lacks what only the message has. */
  readonly body?: string;
}

export interface DeadLetterSender {
  /**
   * Sends records that failed on their last receive to the dead-letter queue, with the reason, which SQS would lose.
   * Never rejects.
   * @returns those that are retried: they have receives left, or could not be sent (then SQS moves them)
   */
  sendToDeadLetterQueue<R extends FailedRecord>(failures: readonly R[]): Promise<R[]>;
}

export interface DeadLetterSenderDependencies {
  readonly sqs: Pick<SQSClient, 'send'>;
  readonly parkedQueueUrl: string;
  /** The queue's maxReceiveCount. */
  readonly maxReceiveCount: number;
  readonly now: () => Date;
  readonly logger: PipelineLogger;
  readonly metrics: PipelineMetrics;
}

export function createDeadLetterSender(dependencies: DeadLetterSenderDependencies): DeadLetterSender {
  const { sqs, parkedQueueUrl, maxReceiveCount, now, logger, metrics } = dependencies;

  const sendOne = async ({ record, error, body = record.body }: FailedRecord): Promise<boolean> => {
    const reason = reasonOf(error);
    const report = { message_id: record.messageId, receive_count: receiveCountOf(record), reason };
    try {
      await sqs.send(
        new SendMessageCommand({
          QueueUrl: queueUrlOf(toDeadLetterArn(record.eventSourceARN), parkedQueueUrl),
          MessageBody: body,
          MessageAttributes: deadLetterAttributes(record, reason, now()),
          ...(record.attributes.MessageGroupId === undefined
            ? {}
            : {
                MessageGroupId: record.attributes.MessageGroupId,
                // A retry of a try that crashed after sending has the same deduplication id.
                MessageDeduplicationId: `dead-${record.messageId}`,
              }),
        }),
      );
    } catch (failure) {
      logger.warn('dead letter not sent', { ...report, ...describeError(failure) });
      return false;
    }
    metrics.count('DeadLetters', 1);
    logger.error('record dead', report);
    return true;
  };

  /**
   * Sends a FIFO group from the front, one record after the other, up to the first that stays. SQS would move that one
   * later, behind any record of its group that is sent here.
   */
  const sendGroup = async <R extends FailedRecord>(group: readonly R[]): Promise<R[]> => {
    for (const [index, failure] of group.entries()) {
      const isLast = receiveCountOf(failure.record) >= maxReceiveCount;
      if (!isLast || !(await sendOne(failure))) return group.slice(index);
    }
    return [];
  };

  return {
    async sendToDeadLetterQueue(failures) {
      const groups = Map.groupBy(failures, ({ record }) => record.attributes.MessageGroupId ?? record.messageId);
      const left = await Promise.all([...groups.values()].map(sendGroup));
      return left.flat();
    },
  };
}

function toDeadLetterArn(queueArn: string): string {
  const at = queueArn.lastIndexOf(':') + 1;
  return queueArn.slice(0, at) + deadLetterQueueName(queueArn.slice(at));
}

function deadLetterAttributes(record: SQSRecord, reason: string, at: Date): Record<string, MessageAttributeValue> {
  const { reason: Reason, failedAt, receives, history } = DEAD_LETTER_ATTRIBUTES;
  const text = (StringValue: string): MessageAttributeValue => ({ DataType: 'String', StringValue });
  const count = receiveCountOf(record);
  const entry = { what: 'failed', at: at.toISOString(), reason, receives: count } as const;
  return {
    ...attributesOf(record),
    [Reason]: text(toAttributeText(reason)),
    [failedAt]: text(at.toISOString()),
    [receives]: { DataType: 'Number', StringValue: String(count) },
    [history]: text(extendHistory(parseHistory(record.messageAttributes[history]?.stringValue), entry)),
  };
}

/** The attributes of the original message, ready to be sent again. */
function attributesOf(record: SQSRecord): Record<string, MessageAttributeValue> {
  const sendable = Object.entries(record.messageAttributes).flatMap(
    ([name, { dataType: DataType, stringValue, binaryValue }]): [string, MessageAttributeValue][] => {
      if (stringValue !== undefined) return [[name, { DataType, StringValue: stringValue }]];
      if (binaryValue !== undefined) return [[name, { DataType, BinaryValue: Buffer.from(binaryValue, 'base64') }]];
      return [];
    },
  );
  return Object.fromEntries(sendable);
}
