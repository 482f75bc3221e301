import { setTimeout as sleep } from 'node:timers/promises';
import { type DynamoDBDocumentClient, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { UserError } from '@enterwait/command-line/errors';
import { forEachAtOnce } from '@enterwait/command-line/processes';
import { batchGet, IMPORTED_EVENT_KEY_PREFIX, indexKeysOf, STATE_KEY } from '@enterwait/judge/table';
import type { Imported } from './history.ts';

type Item = Record<string, unknown>;
/** What the table has for an application: nothing, what this import writes (whatever came after it), or something else. */
type Met = 'absent' | 'imported' | 'different';

/** The judge's table, as an import fills it. */
export interface ImportTable {
  meet(applications: readonly Imported[]): Promise<Map<string, Met>>;
  /** Writes the absent ones: each STATE with its history in one transaction, only if there is no STATE. */
  write(applications: readonly Imported[]): Promise<void>;
}

/** Each has at most three items, and a transaction takes a hundred. */
const APPLICATIONS_AT_ONCE = 33;
const TRANSACTIONS_AT_ONCE = 4;
const TRIES = 8;

const eventKey = (eventId: string): string => `${IMPORTED_EVENT_KEY_PREFIX}${eventId}`;

export function openImportTable(client: Pick<DynamoDBDocumentClient, 'send'>, tableName: string): ImportTable {
  async function keysThatExist(keys: readonly Item[]): Promise<Set<string>> {
    const found = new Set<string>();
    const items = await batchGet(client, tableName, keys, { consistent: true, projection: 'request_id, sk' });
    for (const { request_id, sk } of items) found.add(`${request_id} ${sk}`);
    return found;
  }

  /** False: one of them exists by now, or is being written. */
  async function put(applications: readonly Imported[]): Promise<boolean> {
    try {
      await client.send(
        new TransactWriteCommand({
          TransactItems: applications
            .flatMap((one) => itemsOf(one))
            .map((put) => ({ Put: { TableName: tableName, ...put } })),
        }),
      );
      return true;
    } catch (error) {
      if (error instanceof Error && AGAIN.has(error.name)) return false;
      throw error;
    }
  }

  async function meet(applications: readonly Imported[]): Promise<Map<string, Met>> {
    const found = await keysThatExist(
      applications.flatMap(({ request_id, event_id }) => [
        { request_id, sk: STATE_KEY },
        { request_id, sk: eventKey(event_id) },
      ]),
    );
    return new Map(
      applications.map(({ request_id, event_id }): [string, Met] => [
        request_id,
        found.has(`${request_id} ${eventKey(event_id)}`)
          ? 'imported'
          : found.has(`${request_id} ${STATE_KEY}`)
            ? 'different'
            : 'absent',
      ]),
    );
  }

  return {
    meet,
    async write(applications) {
      const batches = Array.from({ length: Math.ceil(applications.length / APPLICATIONS_AT_ONCE) }, (_, at) =>
        applications.slice(at * APPLICATIONS_AT_ONCE, (at + 1) * APPLICATIONS_AT_ONCE),
      );
      await forEachAtOnce(batches, TRANSACTIONS_AT_ONCE, async (batch) => {
        let left = batch;
        for (let attempt = 1; left.length > 0 && !(await put(left)); attempt += 1) {
          if (attempt > TRIES) throw busy(tableName);
          await sleep(50 * 2 ** attempt);
          const met = await meet(left);
          left = left.filter(({ request_id }) => met.get(request_id) === 'absent');
        }
      });
    },
  };
}

const AGAIN = new Set([
  'TransactionCanceledException',
  'TransactionInProgressException',
  'ThrottlingException',
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
]);

const busy = (tableName: string): UserError =>
  new UserError(
    'TABLE_BUSY',
    `${tableName}: 쓰지 못함 (too busy)`,
    '다시 실행하면 이어서 합니다 (run it again: it goes on)',
  );

/** The keys of the history have another prefix than those of published events, so the stream's filter lets none of them through. */
function itemsOf({
  request_id,
  application,
  events,
  state,
  event_id,
  updated_at,
}: Imported): { Item: Item; ConditionExpression?: string }[] {
  const { status, version, entry } = state;
  const indexed = { request_id, status, application, updated_at };
  return [
    {
      Item: { ...indexed, sk: STATE_KEY, event_id, version, entry, ...indexKeysOf(indexed) },
      ConditionExpression: 'attribute_not_exists(request_id)',
    },
    ...events.map((event) => ({ Item: { ...event, sk: eventKey(event.event_id) } })),
  ];
}
