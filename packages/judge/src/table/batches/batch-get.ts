import { setTimeout as sleep } from 'node:timers/promises';
import { BatchGetCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { TableError } from '../../errors/errors.ts';

type Item = Record<string, unknown>;

/** The most keys that one call takes. */
const MOST_KEYS = 100;
/** Maximum number of attempts. The pauses between them add up to at most 3.2 s, within every function's timeout. */
const TRIES = 8;
const FIRST_PAUSE_MS = 25;
const LONGEST_PAUSE_MS = 800;

export interface BatchGetOptions {
  /** Strongly consistent reads, at twice the price. */
  readonly consistent: boolean;
  /** The attributes to read; all by default. */
  readonly projection?: string;
  /** A number from 0 to 1, for jitter. */
  readonly random?: () => number;
}

/**
 * The items of any number of keys, in DynamoDB's order; keys without an item are missing. Keys that a busy table leaves
 * unread are retried after growing pauses, because an immediate retry would keep it busy.
 * @throws TableError when keys are left unread
 */
export async function batchGet(
  client: Pick<DynamoDBDocumentClient, 'send'>,
  tableName: string,
  keys: readonly Item[],
  { consistent, projection, random = Math.random }: BatchGetOptions,
): Promise<Item[]> {
  const items: Item[] = [];
  for (let start = 0; start < keys.length; start += MOST_KEYS) {
    let left: Item[] = keys.slice(start, start + MOST_KEYS);
    for (let attempt = 1; left.length > 0; attempt += 1) {
      if (attempt > TRIES) throw new TableError(`table left ${left.length} keys unread`);
      if (attempt > 1) await sleep(pauseMs(attempt, random()));
      const request = {
        Keys: left,
        ConsistentRead: consistent,
        ...(projection === undefined ? {} : { ProjectionExpression: projection }),
      };
      const answer = await client.send(new BatchGetCommand({ RequestItems: { [tableName]: request } }));
      items.push(...(answer.Responses?.[tableName] ?? []));
      left = answer.UnprocessedKeys?.[tableName]?.Keys ?? [];
    }
  }
  return items;
}

/** Before the second try 13 to 25 ms, then twice as long each time: half of it is jitter. */
export const pauseMs = (attempt: number, random: number): number =>
  Math.min(FIRST_PAUSE_MS * 2 ** (attempt - 2), LONGEST_PAUSE_MS) * (1 - random / 2);
