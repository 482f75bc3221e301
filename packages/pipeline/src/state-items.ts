import { BatchGetCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { type Application, type Entry, type State, statusSchema } from '@enterwait/domain';
import { z } from 'zod';
import { TableError } from './errors.ts';
import { STATE_KEY } from './item-keys.ts';

/** A STATE item: what holds of an application now, since when and by which event. */
export interface StateItem extends State {
  readonly request_id: string;
  readonly status: NonNullable<State['status']>;
  readonly event_id: string;
  /** ISO 8601, UTC. */
  readonly updated_at: string;
}

const stateItemSchema = z.object({
  request_id: z.string(),
  status: statusSchema,
  version: z.int().min(1),
  // Written from a validated command; judging it again by rules of a later day would block the application for ever.
  application: z.custom<Application>().nullable(),
  entry: z
    .custom<Entry | null>()
    .optional()
    .transform((entry) => entry ?? null),
  event_id: z.string(),
  updated_at: z.string(),
});

const MAX_READS = 5;

/**
 * STATE items by request_id; those that there are none of are missing. At most 100.
 * @param consistent what was written before is read for certain, at twice the price
 * @throws TableError when keys are left unread or an item is none
 */
export async function readStateItems(
  client: Pick<DynamoDBDocumentClient, 'send'>,
  tableName: string,
  requestIds: readonly string[],
  { consistent }: { readonly consistent: boolean },
): Promise<Map<string, StateItem>> {
  const items = new Map<string, StateItem>();
  let keys: Record<string, unknown>[] = [...new Set(requestIds)].map((id) => ({ request_id: id, sk: STATE_KEY }));
  for (let attempt = 1; keys.length > 0; attempt += 1) {
    if (attempt > MAX_READS) throw new TableError('table left keys unread');
    const answer = await client.send(
      new BatchGetCommand({ RequestItems: { [tableName]: { Keys: keys, ConsistentRead: consistent } } }),
    );
    for (const item of answer.Responses?.[tableName] ?? []) {
      const parsed = stateItemSchema.safeParse(item);
      if (!parsed.success) throw new TableError('STATE item is not one');
      items.set(parsed.data.request_id, parsed.data);
    }
    keys = answer.UnprocessedKeys?.[tableName]?.Keys ?? [];
  }
  return items;
}
