import { type DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { type JudgedEvent, judgedEventSchema } from '@enterwait/domain';
import { TableError } from './errors.ts';
import { ANY_EVENT_KEY_PREFIX } from './item-keys.ts';

export interface EventItems {
  /** In the order of judging. */
  readonly events: readonly JudgedEvent[];
  /** There are more than were asked for: what is here are the latest. */
  readonly more: boolean;
}

/**
 * The latest judged events of an application, strongly consistent; those of the old system are the earliest.
 * @throws TableError when an item is none
 */
export async function readEvents(
  client: Pick<DynamoDBDocumentClient, 'send'>,
  tableName: string,
  requestId: string,
  most: number,
): Promise<EventItems> {
  const { Items = [], LastEvaluatedKey } = await client.send(
    new QueryCommand({
      TableName: tableName,
      KeyConditionExpression: 'request_id = :id AND begins_with(sk, :events)',
      ExpressionAttributeValues: { ':id': requestId, ':events': ANY_EVENT_KEY_PREFIX },
      ConsistentRead: true,
      // By event_id, which is a time: the latest first, so that those are kept.
      ScanIndexForward: false,
      Limit: most,
    }),
  );
  const events = Items.map(({ sk: _key, ...event }) => {
    const parsed = judgedEventSchema.safeParse(event);
    if (!parsed.success) throw new TableError('EVENT item is not one');
    return parsed.data;
  });
  events.sort((a, b) => a.judged_at.localeCompare(b.judged_at) || a.version - b.version);
  return { events, more: LastEvaluatedKey !== undefined };
}
