import { DescribeTableCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Logger } from '@enterwait/http/server';
import {
  dayOf,
  type EventItems,
  readEvents,
  readStateItems,
  readStates,
  STATE_KEY,
  type StateItem,
} from '@enterwait/judge/table';
import { decodeCursor, encodeCursor } from './applications/cursor.ts';
import type { ApplicationQuery } from './applications/filter.ts';
import { keyRangesOf, matches } from './applications/key-ranges.ts';
import { readPage } from './applications/reading.ts';

/** A page of applications, in their current state. */
export interface ApplicationPage {
  readonly applications: readonly StateItem[];
  /** Cursor of the next page; null on the last page. */
  readonly next: string | null;
  /** If the page ends at the limit of days searched: the day (UTC) it searched back to. */
  readonly lookedBackTo: string | null;
  /** Applications that belong here but whose item cannot be read. */
  readonly unreadable: readonly string[];
}

/** An application and its judged events, consistent with each other. */
interface ApplicationHistory extends EventItems {
  /** undefined: nothing was applied yet, or the item cannot be read. */
  readonly state: StateItem | undefined;
}

/** Read-only access to what the judge has written. */
export interface ApplicationTable {
  /** The current state (strongly consistent), or `undefined` if there is no application. */
  state(requestId: string): Promise<StateItem | undefined>;
  /** The latest judged events of an application, in the order of judging. */
  events(requestId: string): Promise<EventItems>;
  /** State and events that belong together: reads from different moments would contradict each other. */
  history(requestId: string): Promise<ApplicationHistory>;
  /** @throws HttpError 422 `cursor-invalid` */
  find(query: ApplicationQuery): Promise<ApplicationPage>;
  /** Rejects when the table cannot be reached. */
  check(): Promise<void>;
}

/** Attempts to read state and events that belong together. */
const READS = 4;
/** Far more than an application ever has, and no more than one read returns. */
const MOST_EVENTS = 200;

export interface ApplicationTableOptions {
  readonly logger: Pick<Logger, 'warn'>;
  readonly clock?: () => Date;
  readonly documents?: Pick<DynamoDBDocumentClient, 'send'>;
}

export function createApplicationTable(
  client: DynamoDBClient,
  tableName: string,
  { logger, clock = () => new Date(), documents = DynamoDBDocumentClient.from(client) }: ApplicationTableOptions,
): ApplicationTable {
  const state = async (requestId: string): Promise<StateItem | undefined> =>
    (await readStateItems(documents, tableName, [requestId], { consistent: true })).get(requestId);

  /** Logs ids only: an item contains personal data. */
  const tell = (items: readonly string[], more: Readonly<Record<string, string>> = {}): void => {
    if (items.length > 0)
      logger.warn({ ...more, items, unreadable: items.length }, 'items of the table cannot be read');
  };
  const events = async (requestId: string): Promise<EventItems> => {
    const read = await readEvents(documents, tableName, requestId, MOST_EVENTS);
    tell(read.unreadable, { request_id: requestId });
    return read;
  };
  const readOne = async (requestId: string) => {
    const { items, unreadable } = await readStates(documents, tableName, [requestId], { consistent: true });
    return { state: items.get(requestId), isUnreadable: unreadable.length > 0 };
  };

  return {
    state,
    events,
    async history(requestId) {
      for (let attempt = 1; ; attempt += 1) {
        const judged = await events(requestId);
        const { state: item, isUnreadable } = await readOne(requestId);
        // Read last, the state is never behind. If it is ahead, its event is read again; the event may also be
        // unreadable.
        const isWhole = (item?.version ?? 0) <= Math.max(0, ...judged.events.map(({ version }) => version));
        if (!isWhole && attempt < READS && judged.unreadable.length === 0) continue;
        if (isUnreadable) tell([STATE_KEY], { request_id: requestId });
        return { ...judged, unreadable: [...(isUnreadable ? [STATE_KEY] : []), ...judged.unreadable], state: item };
      }
    },
    async find({ limit, cursor, ...filter }) {
      if (filter.text?.kind === 'request') {
        const { requestId } = filter.text;
        const { state: item, isUnreadable } = await readOne(requestId);
        const unreadable = isUnreadable ? [requestId] : [];
        tell(unreadable);
        return {
          applications: item !== undefined && matches(item, filter) ? [item] : [],
          next: null,
          lookedBackTo: null,
          unreadable,
        };
      }
      const keyRanges = keyRangesOf(filter, clock());
      const { items, unreadable, next } = await readPage(documents, tableName, keyRanges, {
        limit,
        from: cursor === undefined ? undefined : decodeCursor(cursor, keyRanges),
        accept: (item) => matches(item, filter),
        selective:
          filter.text?.kind === 'name' &&
          (filter.status ?? filter.nursery_id ?? filter.from ?? filter.to) !== undefined,
      });
      tell(unreadable);
      return {
        applications: items,
        unreadable,
        next: next === undefined ? null : encodeCursor(next, keyRanges),
        lookedBackTo: next === undefined || items.length >= limit ? null : dayAfter(keyRanges.at(next.keyRange)?.hash),
      };
    },
    async check() {
      await client.send(new DescribeTableCommand({ TableName: tableName }));
    },
  };
}

const DAY_MS = 86_400_000;

/** The day (UTC) after the one in a key range's hash: everything back to it was searched. */
function dayAfter(hash = ''): string | null {
  const day = /\d{4}-\d{2}-\d{2}$/.exec(hash)?.[0];
  if (day === undefined) return null;
  return dayOf(new Date(Date.parse(day) + DAY_MS));
}
