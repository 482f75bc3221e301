import { type DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { INDEXES, type ReadStates, readStates, STATE_KEY, type StateItem } from '@enterwait/judge/table';
import { z } from 'zod';
import type { Position } from './cursor.ts';
import type { KeyRange, KeyRanges } from './key-ranges.ts';

/**
 * The most index queries per page, a month of days: a page takes as long among a hundred thousand applications as among
 * a thousand.
 */
export const MOST_QUERIES = 31;
/** The same, where every query returns many keys and all their states are read. */
const MOST_SELECTIVE_QUERIES = 8;
/** Concurrent queries, after days that contained little or nothing. */
const MOST_AT_ONCE = 16;

/** Keys per read where many are filtered out; as many states are read at once. */
const CHUNK = 100;

export interface Page {
  readonly items: readonly StateItem[];
  /** Applications of this page whose item cannot be read. */
  readonly unreadable: readonly string[];
  /** Where the next page starts; undefined on the last page. */
  readonly next: Position | undefined;
  /** The number of index queries it took. */
  readonly queries: number;
}

export interface PageOptions {
  readonly limit: number;
  readonly from: Position | undefined;
  /** Whether an application's current state matches. */
  readonly accept: (item: StateItem) => boolean;
  /** The index covers only a part of the filter: more is read at a time, and most of it filtered out. */
  readonly selective?: boolean;
}

type Client = Pick<DynamoDBDocumentClient, 'send'>;
interface Key {
  readonly range: string;
  readonly requestId: string;
}

/**
 * Reads key ranges in order until a page is full, the end is reached, or {@link MOST_QUERIES} queries were made: then
 * the page is short or even empty, and `next` says where to continue. The first key range is read alone, then two,
 * four, … concurrently: busy days cost one query, quiet ones little time. Indexes contain only keys; the details come
 * from the current STATE items.
 */
export async function readPage(
  client: Client,
  tableName: string,
  keyRanges: KeyRanges,
  { limit, from, accept, selective = false }: PageOptions,
): Promise<Page> {
  const items: StateItem[] = [];
  const unreadable = new Set<string>();
  const page = (next: Position | undefined): Page => ({ items, unreadable: [...unreadable], next, queries });
  const seen = new Set<string>();
  let position: Position = from ?? { keyRange: 0 };
  let queries = 0;
  const most = selective ? MOST_SELECTIVE_QUERIES : MOST_QUERIES;
  for (let atOnce = 1; ; atOnce = Math.min(2 * atOnce, MOST_AT_ONCE)) {
    if (position.keyRange >= keyRanges.length) return page(undefined);
    if (items.length >= limit || queries >= most) return page(position);
    const first = position;
    const wanted = selective ? CHUNK : limit - items.length;
    const round = keyRanges.slice(first.keyRange, first.keyRange + Math.min(atOnce, most - queries));
    queries += round.length;
    const found = await Promise.all(
      // One more than wanted shows whether there is more.
      round.map((keyRange, place) =>
        readKeys(client, tableName, keyRange, place === 0 ? first.after : undefined, wanted + 1),
      ),
    );
    // The keys to check: as many as wanted, over all key ranges.
    let left = wanted;
    const taken = found.map((keys) => {
      const some = keys.slice(0, left);
      left -= some.length;
      return some;
    });
    const states = await statesOf(client, tableName, taken.flat());
    position = { keyRange: first.keyRange + round.length };
    for (const [place, keys] of taken.entries()) {
      let read = 0;
      for (const { requestId } of keys) {
        if (items.length >= limit) break;
        read += 1;
        const item = states.items.get(requestId);
        if (states.unreadable.includes(requestId)) unreadable.add(requestId);
        // It may be found twice, once by each name.
        if (item === undefined || seen.has(requestId) || !accept(item)) continue;
        seen.add(requestId);
        items.push(item);
      }
      if (read < (found[place]?.length ?? 0)) {
        const before = place === 0 ? first.after : undefined;
        position = { keyRange: first.keyRange + place, after: keys[read - 1] ?? before };
        break;
      }
    }
  }
}

const statesOf = async (client: Client, tableName: string, keys: readonly Key[]): Promise<ReadStates> =>
  keys.length === 0
    ? { items: new Map(), unreadable: [] }
    : readStates(
        client,
        tableName,
        keys.map(({ requestId }) => requestId),
        { consistent: false },
      );

async function readKeys(
  client: Client,
  tableName: string,
  { index, hash, low, high, forward, whole = false }: KeyRange,
  after: Key | undefined,
  limit: number,
): Promise<Key[]> {
  const names = INDEXES[index];
  const { Items = [] } = await client.send(
    new QueryCommand({
      TableName: tableName,
      IndexName: index,
      KeyConditionExpression: whole ? '#hash = :hash' : '#hash = :hash AND #range BETWEEN :low AND :high',
      ExpressionAttributeNames: { '#hash': names.hash, ...(whole ? {} : { '#range': names.range }) },
      ExpressionAttributeValues: { ':hash': hash, ...(whole ? {} : { ':low': low, ':high': high }) },
      ScanIndexForward: forward,
      Limit: limit,
      ...(after === undefined
        ? {}
        : {
            ExclusiveStartKey: {
              [names.hash]: hash,
              [names.range]: after.range,
              request_id: after.requestId,
              sk: STATE_KEY,
            },
          }),
    }),
  );
  return Items.map((item) => {
    const { [names.range]: range, request_id: requestId } = z.record(z.string(), z.string()).parse(item);
    return { range: range ?? '', requestId: requestId ?? '' };
  });
}
