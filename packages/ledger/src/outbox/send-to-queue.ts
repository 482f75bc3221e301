import { SendMessageBatchCommand, type SendMessageBatchRequestEntry, type SQSClient } from '@aws-sdk/client-sqs';
import { COMMAND_ATTRIBUTES } from '@enterwait/domain/protocol';
import type { Logger } from '@enterwait/http/server';
import { BATCH_SIZE, type OutboxRow } from '../tables/outbox.ts';

/** Hands rows to the queue. @returns the ids of those that the queue certainly has @throws when none is certain */
export type SendBatch = (rows: readonly OutboxRow[]) => Promise<number[]>;

/** Timeout of a whole call, including its second try. */
const SEND_TIMEOUT_MS = 10_000;

/**
 * Time for sending the rows of a batch one by one, well below the lease. Rows that are left over are retried like
 * refused ones.
 */
const SINGLY_MS = 20_000;

/**
 * The queue of the commands: FIFO, one group per application. It deduplicates by event_id for five minutes. A command that is sent again
 * has a new deduplication id; otherwise a queue that lost the message would ignore it.
 */
export function sendToQueue(client: Pick<SQSClient, 'send'>, queueUrl: string, logger: Logger): SendBatch {
  const sendAll = async (rows: readonly OutboxRow[]): Promise<number[]> => {
    const byEntry = new Map(rows.map((row) => [String(row.id), row.id]));
    const result = await client.send(
      new SendMessageBatchCommand({ QueueUrl: queueUrl, Entries: rows.slice(0, BATCH_SIZE).map(entryOf) }),
      { abortSignal: AbortSignal.timeout(SEND_TIMEOUT_MS) },
    );
    for (const failed of result.Failed ?? []) {
      logger.warn(
        { outboxId: failed.Id, code: failed.Code, senderFault: failed.SenderFault },
        'the queue refused a command, will try again',
      );
    }
    return (result.Successful ?? []).flatMap(({ Id }) => (Id === undefined ? [] : (byEntry.get(Id) ?? [])));
  };
  return async (rows) => {
    try {
      return await sendAll(rows);
    } catch (error) {
      // A batch that is refused as a whole does not say which row caused it. Each is sent alone, so one does not affect
      // the others.
      if (!isRefusal(error)) throw error;
      if (rows.length === 1) return [];
      const taken: number[] = [];
      const until = performance.now() + SINGLY_MS;
      for (const row of rows) {
        if (performance.now() >= until) break;
        taken.push(...(await sendAll([row]).catch((one) => refusedOrThrow(one, row, logger))));
      }
      return taken;
    }
  };
}

const entryOf = (row: OutboxRow): SendMessageBatchRequestEntry => ({
  Id: String(row.id),
  MessageBody: row.body,
  MessageGroupId: row.request_id,
  MessageDeduplicationId: row.attempts === 0 ? row.event_id : `${row.event_id}.${row.attempts}`,
  MessageAttributes: {
    [COMMAND_ATTRIBUTES.status]: { DataType: 'String', StringValue: row.type },
    ...(row.round === null
      ? {}
      : { [COMMAND_ATTRIBUTES.round]: { DataType: 'Number', StringValue: String(row.round) } }),
  },
});

/** SQS errors about the message itself, not about SQS: throttling and denied access are temporary. */
const REFUSALS = ['BatchRequestTooLong', 'InvalidMessageContents', 'InvalidParameterValue', 'ValidationError'];

const isRefusal = (error: unknown): boolean =>
  error instanceof Error && REFUSALS.some((name) => error.name.includes(name));

function refusedOrThrow(error: unknown, row: OutboxRow, logger: Logger): number[] {
  if (!isRefusal(error)) throw error;
  logger.warn({ outboxId: String(row.id), err: error }, 'the queue refused a command, will try again');
  return [];
}
