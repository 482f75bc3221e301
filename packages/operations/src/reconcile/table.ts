import { type DynamoDBDocumentClient, ScanCommand } from '@aws-sdk/lib-dynamodb';
import type { Application } from '@enterwait/domain/application';
import { type Entry, type JudgedEvent, judgedEventSchema, statusSchema } from '@enterwait/domain/protocol';
import { batchGet } from '@enterwait/judge/table';
import { z } from 'zod';
import type { Judged } from './examining/compare.ts';

/** The judge's table, read only and strongly consistent. */
export interface JudgeTable {
  /** The ids of all applications, a page at a time. */
  ids(pageSize: number): AsyncGenerator<string[]>;
  /** By request_id; missing: the judge does not know it; undefined: it exists but cannot be read. */
  states(requestIds: readonly string[]): Promise<Map<string, Judged | undefined>>;
  /** The existing events by event_id; undefined: it exists but cannot be read. */
  events(keys: readonly EventKey[]): Promise<Map<string, JudgedEvent | undefined>>;
}
export interface EventKey {
  readonly request_id: string;
  readonly event_id: string;
}

type Item = Record<string, unknown>;

const stateSchema = z.object({
  request_id: z.string(),
  status: statusSchema,
  version: z.int(),
  round: z
    .int()
    .optional()
    .transform((round) => round),
  event_id: z.string(),
  updated_at: z.string(),
  // As it was judged: later rules must not make a row look wrong.
  application: z.custom<Application>((value) => typeof value === 'object' && value !== null),
  entry: z
    .custom<Entry | null>()
    .optional()
    .transform((entry) => entry ?? null),
});

export function openJudgeTable(client: Pick<DynamoDBDocumentClient, 'send'>, tableName: string): JudgeTable {
  const getAll = (keys: readonly Item[]): Promise<Item[]> => batchGet(client, tableName, keys, { consistent: true });

  return {
    async *ids(pageSize) {
      let ExclusiveStartKey: Item | undefined;
      do {
        const page = await client.send(
          new ScanCommand({
            TableName: tableName,
            // The limit applies before the filter: a page may have fewer items, never more.
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
      return new Map(
        items.map((item): [string, Judged | undefined] => [String(item.request_id), stateSchema.safeParse(item).data]),
      );
    },
    async events(keys) {
      const items = await getAll(keys.map(({ request_id, event_id }) => ({ request_id, sk: `EVENT#${event_id}` })));
      return new Map(
        items.map(({ sk, ...event }) => [String(sk).slice('EVENT#'.length), judgedEventSchema.safeParse(event).data]),
      );
    },
  };
}
