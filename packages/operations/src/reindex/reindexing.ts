import { type DynamoDBDocumentClient, ScanCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { Application } from '@enterwait/domain/application';
import type { Status } from '@enterwait/domain/protocol';
import { indexKeysOf, STATE_KEY } from '@enterwait/judge/table';

export interface Reindexed {
  /** STATE items that got their index keys. */
  readonly written: number;
  /** Items that changed in the meantime: their new state has the keys. */
  readonly moved: number;
}

/**
 * Adds index keys to STATE items written before the indexes existed, so that the monitor finds them. Safe to repeat,
 * and to run beside the judge. This is the only scan: it runs once, after an upgrade.
 */
export async function reindex(client: Pick<DynamoDBDocumentClient, 'send'>, tableName: string): Promise<Reindexed> {
  let written = 0;
  let moved = 0;
  let from: Record<string, unknown> | undefined;
  do {
    const page = await client.send(
      new ScanCommand({
        TableName: tableName,
        FilterExpression: 'sk = :state AND attribute_not_exists(ix_day)',
        ExpressionAttributeValues: { ':state': STATE_KEY },
        ...(from === undefined ? {} : { ExclusiveStartKey: from }),
      }),
    );
    for (const item of page.Items ?? []) {
      if (await giveKeys(client, tableName, item)) written += 1;
      else moved += 1;
    }
    from = page.LastEvaluatedKey;
  } while (from !== undefined);
  return { written, moved };
}

async function giveKeys(
  client: Pick<DynamoDBDocumentClient, 'send'>,
  tableName: string,
  item: Record<string, unknown>,
): Promise<boolean> {
  const keys = Object.entries(
    indexKeysOf({
      request_id: String(item.request_id),
      status: item.status as Status,
      application: (item.application ?? null) as Application | null,
      updated_at: String(item.updated_at),
    }),
  );
  try {
    await client.send(
      new UpdateCommand({
        TableName: tableName,
        Key: { request_id: item.request_id, sk: STATE_KEY },
        UpdateExpression: `SET ${keys.map((_key, index) => `#k${index} = :k${index}`).join(', ')}`,
        ConditionExpression: 'version = :read',
        ExpressionAttributeNames: Object.fromEntries(keys.map(([name], index) => [`#k${index}`, name])),
        ExpressionAttributeValues: {
          ':read': item.version,
          ...Object.fromEntries(keys.map(([, value], index) => [`:k${index}`, value])),
        },
      }),
    );
    return true;
  } catch (error) {
    if (error instanceof Error && error.name === 'ConditionalCheckFailedException') return false;
    throw error;
  }
}
