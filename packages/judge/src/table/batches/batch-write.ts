import { setTimeout as sleep } from 'node:timers/promises';
import { BatchWriteCommand, type BatchWriteCommandInput, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { TableError } from '../../errors/errors.ts';
import { pauseMs } from './batch-get.ts';

/** An item to put, or a key to delete. */
type TableWrite = NonNullable<BatchWriteCommandInput['RequestItems']>[string][number];

/** As many writes as one call takes, and calls at a time. */
const MOST_WRITES = 25;
const AT_ONCE = 4;
const TRIES = 10;

export interface BatchWriteOptions {
  /** Called with the number of writes done. */
  readonly onWritten?: (count: number) => void;
  /** A number from 0 to 1, for jitter. */
  readonly random?: () => number;
}

/**
 * Any number of writes, unordered and unconditional. Writes that a busy table leaves undone are retried after growing
 * pauses, as in `batchGet`.
 * @throws TableError when writes are left
 */
export async function batchWrite(
  client: Pick<DynamoDBDocumentClient, 'send'>,
  tableName: string,
  writes: readonly TableWrite[],
  { onWritten, random = Math.random }: BatchWriteOptions = {},
): Promise<void> {
  const batches = Array.from({ length: Math.ceil(writes.length / MOST_WRITES) }, (_, at) =>
    writes.slice(at * MOST_WRITES, (at + 1) * MOST_WRITES),
  ).values();
  const write = async (): Promise<void> => {
    for (const batch of batches) {
      let left: TableWrite[] = batch;
      for (let attempt = 1; left.length > 0; attempt += 1) {
        if (attempt > TRIES) throw new TableError(`${tableName} left ${left.length} items unwritten`);
        if (attempt > 1) await sleep(pauseMs(attempt, random()));
        const answer = await client.send(new BatchWriteCommand({ RequestItems: { [tableName]: left } }));
        left = answer.UnprocessedItems?.[tableName] ?? [];
      }
      onWritten?.(batch.length);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, write));
}
