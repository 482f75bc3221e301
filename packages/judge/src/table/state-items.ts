import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Application } from '@enterwait/domain/application';
import { type Entry, type State, statusSchema } from '@enterwait/domain/protocol';
import { z } from 'zod';
import { TableError } from '../errors/errors.ts';
import { batchGet } from './batches/batch-get.ts';
import { STATE_KEY } from './item-keys.ts';

/** A STATE item: the current state of an application, since when, and by which event. */
export interface StateItem extends Omit<State, 'round'> {
  readonly request_id: string;
  /** Undefined: written by the release of 2026-11-25, which counted no rounds. */
  readonly round: number | undefined;
  readonly status: NonNullable<State['status']>;
  readonly event_id: string;
  /** ISO 8601, UTC. */
  readonly updated_at: string;
}

const stateItemSchema = z.object({
  request_id: z.string(),
  status: statusSchema,
  version: z.int().min(1),
  // Written from a validated command. Validating it again by later rules would block the application for ever.
  application: z.custom<Application>().nullable(),
  entry: z
    .custom<Entry | null>()
    .optional()
    .transform((entry) => entry ?? null),
  round: z.int().min(0).optional(),
  event_id: z.string(),
  updated_at: z.string(),
});

/** The items that were read, and the applications of unreadable ones. */
export interface ReadStates {
  readonly items: Map<string, StateItem>;
  /** request_ids, for a log. */
  readonly unreadable: readonly string[];
}

/**
 * STATE items by request_id; ids without an item are missing. An unreadable item does not affect the others.
 * @param consistent strongly consistent reads, at twice the price
 * @throws TableError when keys are left unread
 */
export async function readStates(
  client: Pick<DynamoDBDocumentClient, 'send'>,
  tableName: string,
  requestIds: readonly string[],
  { consistent }: { readonly consistent: boolean },
): Promise<ReadStates> {
  const keys = [...new Set(requestIds)].map((id) => ({ request_id: id, sk: STATE_KEY }));
  const items = new Map<string, StateItem>();
  const unreadable: string[] = [];
  for (const item of await batchGet(client, tableName, keys, { consistent })) {
    const parsed = stateItemSchema.safeParse(item);
    if (parsed.success) items.set(parsed.data.request_id, { ...parsed.data, round: parsed.data.round });
    else unreadable.push(String(item.request_id));
  }
  return { items, unreadable };
}

/**
 * The same for judging, which must never decide from missing data.
 * @throws TableError when keys are left unread or an item is malformed
 */
export async function readStateItems(
  client: Pick<DynamoDBDocumentClient, 'send'>,
  tableName: string,
  requestIds: readonly string[],
  options: { readonly consistent: boolean },
): Promise<Map<string, StateItem>> {
  const { items, unreadable } = await readStates(client, tableName, requestIds, options);
  if (unreadable.length > 0) throw new TableError(`STATE item is not one: ${unreadable.join(', ')}`);
  return items;
}
