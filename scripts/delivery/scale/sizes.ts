import type { DynamoDBDocumentClient, TransactWriteCommandInput } from '@aws-sdk/lib-dynamodb';
import { type Application, SAMPLE_APPLICATION } from '@enterwait/domain/application';
import { type Command, judge, NO_STATE, stateAfter, toCommandMessage } from '@enterwait/domain/protocol';
import { createApplicationTable } from '@enterwait/judge/table';

/** The bytes that one command leaves behind. */
export interface Sizes {
  /** Body of the command's SQS message. */
  readonly command: number;
  /** The judged event in EventBridge, the delivery queues and the mail queue. */
  readonly event: number;
  readonly eventItem: number;
  readonly stateItem: number;
  /** The table's write units for a first Request and for what follows: items (doubled, because of the transaction) and indexes. */
  readonly firstWrites: number;
  readonly laterWrites: number;
}

const APPLICATION: Application = {
  ...SAMPLE_APPLICATION,
  user_id: '0190a5c0-1111-7000-8000-000000000001',
  parent_address: '서울특별시 종로구 세종대로 209, 101동 1203호',
  parent_email: 'minjun.kim.parent@example.com',
};
const AT = '2024-03-15T00:00:00.000Z';
const KB = 1024;

/** Takes typical commands, builds them with the code that writes messages and items, and counts the bytes. */
export async function measureSizes(): Promise<Sizes> {
  const request = commandOf('Request', '018e3f00-0000-7000-8000-000000000001');
  const first = judge(NO_STATE, request, new Date(AT));
  const accept = judge(stateAfter(first), commandOf('Accept', '018e3f00-0000-7000-8000-000000000002'), new Date(AT));
  const items = await itemsOf(first);
  const later = await itemsOf(accept);
  const eventItem = itemBytes(items.event);
  const stateItem = itemBytes(items.state);
  const written = ({ event, state }: { event: Item; state: Item }) => 2 * (units(event) + units(state));
  const names = ['ix_child_name', 'ix_parent_name'].filter((name) => name in items.state).length;
  const timed = Object.keys(items.state).filter((name) => INDEX_HASHES.includes(name)).length;
  return {
    command: bytes(toCommandMessage(request)),
    event: bytes(JSON.stringify(first)),
    eventItem,
    stateItem,
    firstWrites: written(items) + timed + names,
    // A changed key costs a deletion and an insertion; an entry sorted by name stays where it is.
    laterWrites: written(later) + 2 * timed,
  };
}

/** The indexes that are sorted by time. */
const INDEX_HASHES = ['ix_status_day', 'ix_day', 'ix_nursery', 'ix_child', 'ix_email'];

const commandOf = (type: Command['type'], event_id: string): Command => ({
  event_id,
  request_id: `${APPLICATION.child_id}${APPLICATION.nursery_id}`,
  type,
  origin: type === 'Request' ? 'enterwait' : 'nursery',
  occurred_at: AT,
  traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
  ...(type === 'Request'
    ? {
        entry: {
          priority: { rules: '2024-1', items: ['dual-income', 'siblings'], points: 300, tie_points: 0 },
          nursery_name: '햇살어린이집',
        },
      }
    : {}),
  application: APPLICATION,
});

type Item = Record<string, unknown>;

/** What the table's own code would write. */
async function itemsOf(event: ReturnType<typeof judge>): Promise<{ event: Item; state: Item }> {
  let written: TransactWriteCommandInput['TransactItems'];
  const client = {
    send: async ({ input }: { input: TransactWriteCommandInput }) => {
      written = input.TransactItems;
      return {};
    },
  } as unknown as Pick<DynamoDBDocumentClient, 'send'>;
  await createApplicationTable(client, 'EnterwaitApplications').record({ met: NO_STATE, event });
  const [eventItem, stateItem] = (written ?? []).map(({ Put }) => Put?.Item ?? {});
  return { event: eventItem ?? {}, state: stateItem ?? {} };
}

const bytes = (text: string): number => Buffer.byteLength(text);
const units = (item: Item): number => Math.ceil(itemBytes(item) / KB);

/**
 * DynamoDB's own rule: names and values in UTF-8, a number takes a byte per two digits plus one, an element one byte and a container
 * three.
 */
export function itemBytes(value: unknown): number {
  if (value === null || value === undefined || typeof value === 'boolean') return 1;
  if (typeof value === 'string') return bytes(value);
  if (typeof value === 'number') return Math.ceil(String(Math.abs(value)).length / 2) + 1;
  if (Array.isArray(value)) return 3 + value.reduce((sum: number, one) => sum + 1 + itemBytes(one), 0);
  return fieldBytes(Object.entries(value), 3, 1);
}

const fieldBytes = (fields: readonly [string, unknown][], container: number, each: number): number =>
  container + fields.reduce((sum, [name, value]) => sum + each + bytes(name) + itemBytes(value), 0);
