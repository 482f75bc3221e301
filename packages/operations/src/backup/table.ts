import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { type DynamoDBDocumentClient, ScanCommand } from '@aws-sdk/lib-dynamodb';

/**
 * Writes every item of a table into a gzipped file, one JSON object per line. It is not a snapshot: each item is as of when it was read.
 * @returns the number of items
 */
export async function exportTable(
  client: Pick<DynamoDBDocumentClient, 'send'>,
  tableName: string,
  file: string,
): Promise<number> {
  let count = 0;
  async function* lines(): AsyncGenerator<string> {
    let ExclusiveStartKey: Record<string, unknown> | undefined;
    do {
      const page = await client.send(
        new ScanCommand({
          TableName: tableName,
          ConsistentRead: true,
          ...(ExclusiveStartKey === undefined ? {} : { ExclusiveStartKey }),
        }),
      );
      for (const item of page.Items ?? []) {
        count += 1;
        yield `${JSON.stringify(item)}\n`;
      }
      ExclusiveStartKey = page.LastEvaluatedKey;
    } while (ExclusiveStartKey !== undefined);
  }
  await pipeline(Readable.from(lines()), createGzip(), createWriteStream(file, { mode: 0o600, flags: 'wx' }));
  return count;
}
