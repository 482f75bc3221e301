import { type DynamoDBDocumentClient, GetCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { type JudgedEvent, judgedEventSchema, requireKnownMajor } from '@enterwait/domain/protocol';
import { TableError } from '../errors/errors.ts';
import { ANY_EVENT_KEY_PREFIX, EVENT_KEY_PREFIX } from './item-keys.ts';

type Client = Pick<DynamoDBDocumentClient, 'send'>;

export interface EventItems {
  /** In the order of judging. */
  readonly events: readonly JudgedEvent[];
  /** True if there are more than requested; these are the latest. */
  readonly more: boolean;
  /** The keys (`EVENT#<event_id>`) of unreadable items, for a log; they are missing here. */
  readonly unreadable: readonly string[];
}

/** The latest judged events of an application, strongly consistent; imported events of the old system come first. */
export async function readEvents(
  client: Client,
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
      // By event_id, which is a time: read the latest first, so that the latest are kept.
      ScanIndexForward: false,
      Limit: most,
    }),
  );
  const read = Items.map((item) => ({ key: String(item.sk), event: eventOrNone(item) }));
  const events = read.flatMap(({ event }) => event ?? []);
  events.sort((a, b) => a.judged_at.localeCompare(b.judged_at) || a.version - b.version);
  return {
    events,
    more: LastEvaluatedKey !== undefined,
    unreadable: read.filter(({ event }) => event === undefined).map(({ key }) => key),
  };
}

/** The judged event of one command, strongly consistent. @throws TableError when the item is malformed */
export async function readEvent(
  client: Client,
  tableName: string,
  requestId: string,
  eventId: string,
): Promise<JudgedEvent | undefined> {
  const { Item } = await client.send(
    new GetCommand({
      TableName: tableName,
      Key: { request_id: requestId, sk: `${EVENT_KEY_PREFIX}${eventId}` },
      ConsistentRead: true,
    }),
  );
  return Item === undefined ? undefined : toEvent(Item);
}

/**
 * How many Requests of an application were applied, including those of the old system: at least 1, because there is a
 * state.
 */
export async function countRounds(client: Client, tableName: string, requestId: string): Promise<number> {
  let rounds = 0;
  let from: Record<string, unknown> | undefined;
  do {
    const page = await client.send(
      new QueryCommand({
        TableName: tableName,
        KeyConditionExpression: 'request_id = :id AND begins_with(sk, :events)',
        FilterExpression: '#type = :request AND outcome = :applied',
        ExpressionAttributeNames: { '#type': 'type' },
        ExpressionAttributeValues: {
          ':id': requestId,
          ':events': ANY_EVENT_KEY_PREFIX,
          ':request': 'Request',
          ':applied': 'applied',
        },
        ConsistentRead: true,
        Select: 'COUNT',
        ...(from === undefined ? {} : { ExclusiveStartKey: from }),
      }),
    );
    rounds += page.Count ?? 0;
    from = page.LastEvaluatedKey;
  } while (from !== undefined);
  return Math.max(rounds, 1);
}

function eventOrNone(item: Record<string, unknown>): JudgedEvent | undefined {
  try {
    return toEvent(item);
  } catch {
    return undefined;
  }
}

function toEvent({ sk: _key, ...item }: Record<string, unknown>): JudgedEvent {
  requireKnownMajor(item);
  const parsed = judgedEventSchema.safeParse(item);
  if (!parsed.success) throw new TableError('EVENT item is not one');
  return parsed.data;
}
