import { DescribeTableCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { dayOf, type EventItems, readEvents, readStateItems, type StateItem } from '@enterwait/pipeline/monitoring';
import { decodeCursor, encodeCursor } from './applications/cursor.ts';
import type { ApplicationQuery } from './applications/filter.ts';
import { readPage } from './applications/reading.ts';
import { matches, stretchesOf } from './applications/stretches.ts';

/** A page of applications, as they hold now. */
export interface ApplicationPage {
  readonly applications: readonly StateItem[];
  /** Cursor of the next page; null: this is the end. */
  readonly next: string | null;
  /** Where a page ends because it has looked through as many days as it may: the day (UTC) down to which it looked. */
  readonly lookedBackTo: string | null;
}

/** What the judge has written, read only. */
export interface ApplicationTable {
  /** The state that holds now (strongly consistent), or `undefined` where there is no application. */
  state(requestId: string): Promise<StateItem | undefined>;
  /** The latest judged events of an application, in the order of judging. */
  events(requestId: string): Promise<EventItems>;
  /** @throws HttpError 422 `cursor-invalid` */
  find(query: ApplicationQuery): Promise<ApplicationPage>;
  /** Rejects when the table cannot be reached. */
  check(): Promise<void>;
}

/** Far more than an application ever has, and no more than one read gives. */
const MOST_EVENTS = 200;

export function createApplicationTable(
  client: DynamoDBClient,
  tableName: string,
  clock: () => Date = () => new Date(),
): ApplicationTable {
  const documents = DynamoDBDocumentClient.from(client);
  const state = async (requestId: string): Promise<StateItem | undefined> =>
    (await readStateItems(documents, tableName, [requestId], { consistent: true })).get(requestId);

  return {
    state,
    events: (requestId) => readEvents(documents, tableName, requestId, MOST_EVENTS),
    async find({ limit, cursor, ...filter }) {
      if (filter.text?.kind === 'request') {
        const item = await state(filter.text.requestId);
        return {
          applications: item !== undefined && matches(item, filter) ? [item] : [],
          next: null,
          lookedBackTo: null,
        };
      }
      const stretches = stretchesOf(filter, clock());
      const { items, next } = await readPage(documents, tableName, stretches, {
        limit,
        from: cursor === undefined ? undefined : decodeCursor(cursor, stretches),
        accept: (item) => matches(item, filter),
        selective:
          filter.text?.kind === 'name' &&
          (filter.status ?? filter.nursery_id ?? filter.from ?? filter.to) !== undefined,
      });
      return {
        applications: items,
        next: next === undefined ? null : encodeCursor(next, stretches),
        lookedBackTo: next === undefined || items.length >= limit ? null : dayAfter(stretches[next.stretch]?.hash),
      };
    },
    async check() {
      await client.send(new DescribeTableCommand({ TableName: tableName }));
    },
  };
}

const DAY_MS = 86_400_000;

/** The day (UTC) after the one in the hash of a stretch: down to it everything was looked at. */
function dayAfter(hash = ''): string | null {
  const day = /\d{4}-\d{2}-\d{2}$/.exec(hash)?.[0];
  if (day === undefined) return null;
  return dayOf(new Date(Date.parse(day) + DAY_MS));
}
