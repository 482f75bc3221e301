import { BatchGetCommand, type DynamoDBDocumentClient, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { type Application, type Entry, type JudgedEvent, judgedEventSchema, statusSchema } from '@enterwait/domain';
import { z } from 'zod';
import { StackError } from '../../../localstack/errors.ts';
import type { Judged } from './compare.ts';

/** The judge's table, read only and strongly consistent. */
export interface JudgeTable {
  /** The ids of all applications, a page at a time. */
  ids(pageSize: number): AsyncGenerator<string[]>;
  /** By request_id; those that the judge does not know are missing. */
  states(requestIds: readonly string[]): Promise<Map<string, Judged>>;
  /** By event_id those that there are; undefined: it is there and cannot be read. */
  events(keys: readonly EventKey[]): Promise<Map<string, JudgedEvent | undefined>>;
}
export interface EventKey {
  readonly request_id: string;
  readonly event_id: string;
}

type Item = Record<string, unknown>;
const MOST_KEYS = 100;
const TRIES = 8;

const stateSchema = z.object({
  request_id: z.string(),
  status: statusSchema,
  version: z.int(),
  event_id: z.string(),
  updated_at: z.string(),
  // As it was judged: rules of a later day are no reason to call a row wrong.
  application: z.custom<Application>((value) => typeof value === 'object' && value !== null),
  entry: z
    .custom<Entry | null>()
    .optional()
    .transform((entry) => entry ?? null),
});

export function openJudgeTable(client: Pick<DynamoDBDocumentClient, 'send'>, tableName: string): JudgeTable {
  const getAll = async (keys: readonly Item[]): Promise<Item[]> => {
    const items: Item[] = [];
    for (let start = 0; start < keys.length; start += MOST_KEYS) {
      let left: Item[] = keys.slice(start, start + MOST_KEYS);
      for (let attempt = 1; left.length > 0; attempt += 1) {
        if (attempt > TRIES) throw new StackError('TABLE_BUSY', `${tableName}: 읽지 못함 (keys were left unread)`);
        const answer = await client.send(
          new BatchGetCommand({ RequestItems: { [tableName]: { Keys: left, ConsistentRead: true } } }),
        );
        items.push(...(answer.Responses?.[tableName] ?? []));
        left = answer.UnprocessedKeys?.[tableName]?.Keys ?? [];
      }
    }
    return items;
  };

  return {
    async *ids(pageSize) {
      let ExclusiveStartKey: Item | undefined;
      do {
        const page = await client.send(
          new ScanCommand({
            TableName: tableName,
            // Counted before the filter: a page holds fewer, and never more.
            Limit: pageSize,
            FilterExpression: 'sk = :state',
            ExpressionAttributeValues: { ':state': 'STATE' },
            ProjectionExpression: 'request_id',
            ConsistentRead: true,
            ...(ExclusiveStartKey === undefined ? {} : { ExclusiveStartKey }),
          }),
        );
        yield (page.Items ?? []).map(({ request_id }) => String(request_id));
        ExclusiveStartKey = page.LastEvaluatedKey;
      } while (ExclusiveStartKey !== undefined);
    },
    async states(requestIds) {
      const items = await getAll(requestIds.map((request_id) => ({ request_id, sk: 'STATE' })));
      const states = items.map((item): Judged => stateSchema.parse(item));
      return new Map(states.map((state) => [state.request_id, state]));
    },
    async events(keys) {
      const items = await getAll(keys.map(({ request_id, event_id }) => ({ request_id, sk: `EVENT#${event_id}` })));
      return new Map(
        items.map(({ sk, ...event }) => [String(sk).slice('EVENT#'.length), judgedEventSchema.safeParse(event).data]),
      );
    },
  };
}
