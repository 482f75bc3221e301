import { type DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { batchWrite, dayOf, INDEXES, indexKeysOf } from '@enterwait/judge/table';
import type { BenchRow } from './rows.ts';

/** Only the STATE items: an EVENT item would go through the stream to everybody, and out as a mail. */
export const putStates = (
  documents: DynamoDBDocumentClient,
  tableName: string,
  rows: readonly BenchRow[],
  onWritten: (count: number) => void,
): Promise<void> =>
  batchWrite(
    documents,
    tableName,
    rows.map((row) => ({ PutRequest: { Item: stateItem(row) } })),
    { onWritten },
  );

export const removeStates = (
  documents: DynamoDBDocumentClient,
  tableName: string,
  rows: readonly BenchRow[],
  onWritten: (count: number) => void,
): Promise<void> =>
  batchWrite(
    documents,
    tableName,
    rows.map(({ request_id }) => ({ DeleteRequest: { Key: { request_id, sk: 'STATE' } } })),
    { onWritten },
  );

/** One page of one index. The operators' pages query several, so they cannot be faster than this. */
export const askIndex = (documents: DynamoDBDocumentClient, tableName: string): Promise<unknown> =>
  documents.send(
    new QueryCommand({
      TableName: tableName,
      IndexName: 'ByDay',
      KeyConditionExpression: '#day = :day',
      ExpressionAttributeNames: { '#day': INDEXES.ByDay.hash },
      // The day before, because it is complete.
      ExpressionAttributeValues: { ':day': dayOf(new Date(Date.now() - 86_400_000)) },
      ScanIndexForward: false,
      Limit: 20,
    }),
  );

function stateItem({
  request_id,
  status,
  version,
  application,
  entry,
  events,
  updated_at,
}: BenchRow): Record<string, unknown> {
  const item = { request_id, status, application, updated_at: updated_at.toISOString() };
  return { ...item, sk: 'STATE', event_id: events[1], version, entry, ...indexKeysOf(item) };
}
