import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Status } from '@enterwait/domain/protocol';
import { INDEXES, type IndexName, indexKeysOf, type StateItem } from '@enterwait/judge/table';
import { anApplication, fakeClient } from '@enterwait/lambda/testing';
import fc from 'fast-check';
import { decodeCursor, encodeCursor } from './cursor.ts';
import { applicationQuerySchema } from './filter.ts';
import { keyRangesOf, matches } from './key-ranges.ts';
import { MOST_QUERIES, readPage } from './reading.ts';

const NOW = new Date('2024-06-12T00:00:00.000Z');
const NAMES = ['김하늘', '김하나', '김 하 늘', '이서준', 'Kim', '솔'];

interface Wanted {
  readonly child: number;
  readonly nursery: number;
  readonly status: Status;
  readonly daysAgo: number;
  readonly name: number;
}

function stateOf({ child, nursery, status, daysAgo, name }: Wanted): StateItem {
  const application = anApplication({
    child_id: `2024031500${String(child).padStart(5, '0')}`,
    nursery_id: `N0000${nursery}`,
    child_name: NAMES[name] ?? '',
    parent_name: NAMES[(name + child) % NAMES.length] ?? '',
    parent_email: `Parent${child % 3}@example.com`,
  });
  return {
    request_id: application.child_id + application.nursery_id,
    status,
    version: 1,
    application,
    entry: null,
    round: 1,
    event_id: 'e',
    updated_at: new Date(NOW.getTime() - daysAgo * 86_400_000).toISOString(),
  };
}

/** The table in memory: indexes like DynamoDB's, and a count of the queries. */
function tableOf(states: readonly StateItem[], indexedAs: readonly StateItem[] = states) {
  const indexed = indexedAs.map(
    (state): Record<string, string> => ({
      ...indexKeysOf(state),
      updated_at: state.updated_at,
      request_id: state.request_id,
      sk: 'STATE',
    }),
  );
  const order = (item: Record<string, string>, range: string) => Buffer.from(`${item[range]}\u0000${item.request_id}`);
  const { client, sent } = fakeClient<DynamoDBDocumentClient>(({ name, input }) => {
    if (name === 'BatchGetCommand') {
      const ids = new Set(input.RequestItems.T.Keys.map((key: { request_id: string }) => key.request_id));
      return { Responses: { T: states.filter(({ request_id }) => ids.has(request_id)) } };
    }
    const { hash, range } = INDEXES[input.IndexName as IndexName];
    const { ':hash': wanted, ':low': low = '', ':high': high = '\u{10FFFF}' } = input.ExpressionAttributeValues;
    const way = input.ScanIndexForward ? 1 : -1;
    const start = input.ExclusiveStartKey;
    const Items = indexed
      .filter((item) => item[hash] === wanted && item[range] !== undefined)
      .filter((item) =>
        [low, item[range]].every((a) => Buffer.compare(Buffer.from(a ?? ''), Buffer.from(item[range] ?? '')) <= 0),
      )
      .filter((item) => Buffer.compare(Buffer.from(item[range] ?? ''), Buffer.from(high)) <= 0)
      .sort((a, b) => way * Buffer.compare(order(a, range), order(b, range)))
      .filter((item) => start === undefined || way * Buffer.compare(order(item, range), order(start, range)) > 0)
      .slice(0, input.Limit)
      .map((item) => ({ [range]: item[range], request_id: item.request_id }));
    return { Items };
  });
  return { client, queries: () => sent.filter(({ name }) => name === 'QueryCommand').length };
}

const wanted = fc.record({
  child: fc.integer({ min: 0, max: 30 }),
  nursery: fc.integer({ min: 0, max: 2 }),
  status: fc.constantFrom<Status>(1, 2, 88, 99),
  daysAgo: fc.integer({ min: 0, max: 200 }),
  name: fc.integer({ min: 0, max: NAMES.length - 1 }),
});
const states = fc
  .array(wanted, { maxLength: 60 })
  .map((all) => [...new Map(all.map(stateOf).map((state) => [state.request_id, state])).values()]);
const query = fc.record(
  {
    status: fc.constantFrom('1', '2', '88', '99'),
    nursery_id: fc.constantFrom('N00000', 'N00001'),
    from: fc.constantFrom('2024-02-01', '2024-05-20'),
    to: fc.constantFrom('2024-05-30', '2024-06-11T00:00:00Z'),
    text: fc.constantFrom('김하', '김하늘', 'ki', '202403150000007', 'PARENT1@example.com'),
    limit: fc.constantFrom('1', '3', '20'),
  },
  { requiredKeys: [] },
);

/** Follows the cursors to the end. */
async function readAll(
  client: Pick<DynamoDBDocumentClient, 'send'>,
  input: Record<string, unknown>,
  queries: () => number,
) {
  const { limit, cursor: _none, ...filter } = applicationQuerySchema.parse(input);
  const found: StateItem[] = [];
  let cursor: string | undefined;
  do {
    const before = queries();
    const keyRanges = keyRangesOf(filter, NOW);
    const page = await readPage(client, 'T', keyRanges, {
      limit,
      from: cursor === undefined ? undefined : decodeCursor(cursor, keyRanges),
      accept: (item) => matches(item, filter),
      selective: input.limit === '3',
    });
    expect(queries() - before).toBeLessThanOrEqual(MOST_QUERIES);
    expect(page.items.length).toBeLessThanOrEqual(limit);
    found.push(...page.items);
    cursor = page.next === undefined ? undefined : encodeCursor(page.next, keyRanges);
  } while (cursor !== undefined);
  return { found, filter };
}

const normal = (name = '') => name.replaceAll(' ', '').toLowerCase();

test('whatever is looked for, the pages together hold exactly what is wanted, and none costs more than its queries', async () => {
  await fc.assert(
    fc.asyncProperty(states, query, async (all, input) => {
      const { client, queries } = tableOf(all);
      const { found, filter } = await readAll(client, input, queries);
      const text = filter.text;
      const expected = all.filter((item) => {
        if (!matches(item, filter)) return false;
        const { child_id = '', child_name, parent_name, parent_email = '' } = item.application ?? {};
        if (text?.kind === 'child') return child_id === text.childId;
        if (text?.kind === 'email') return parent_email.toLowerCase() === text.email;
        // A name needs two characters to be in the index.
        if (text?.kind === 'name') return [child_name, parent_name].some((name) => normal(name).startsWith(text.start));
        return true;
      });
      // By name, one page does not know of another's: both names of an application may start alike.
      const ids =
        text?.kind === 'name'
          ? [...new Set(found.map(({ request_id }) => request_id))]
          : found.map(({ request_id }) => request_id);
      expect(ids.sort()).toEqual(expected.map(({ request_id }) => request_id).sort());
    }),
  );
});

test('by time the latest change comes first', async () => {
  const all = [5, 100, 0, 30].map((daysAgo, child) => stateOf({ child, nursery: 0, status: 1, daysAgo, name: 0 }));
  const { client, queries } = tableOf(all);
  const { found } = await readAll(client, { limit: '2' }, queries);
  expect(found.map(({ updated_at }) => updated_at)).toEqual(
    all
      .map(({ updated_at }) => updated_at)
      .sort()
      .reverse(),
  );
});

test('of a daycare, those who wait come first', async () => {
  const all = ([99, 2, 1, 88, 1] as const).map((status, child) =>
    stateOf({ child, nursery: 0, status, daysAgo: child, name: 0 }),
  );
  const { client, queries } = tableOf(all);
  const { found } = await readAll(client, { nursery_id: 'N00000' }, queries);
  expect(found.map(({ status }) => status)).toEqual([1, 1, 2, 88, 99]);
});

test('an index that lags behind does not show what no longer holds', async () => {
  const before = stateOf({ child: 1, nursery: 0, status: 1, daysAgo: 3, name: 0 });
  const after = stateOf({ child: 1, nursery: 0, status: 2, daysAgo: 0, name: 0 });
  const { client, queries } = tableOf([after], [before]);
  expect((await readAll(client, { status: '1' }, queries)).found).toEqual([]);
});

test('when nothing is found in a month, the page ends there and tells where to go on', async () => {
  const { client } = tableOf([stateOf({ child: 1, nursery: 0, status: 1, daysAgo: 50, name: 0 })]);
  const keyRanges = keyRangesOf({}, NOW);
  const accept = () => true;
  const first = await readPage(client, 'T', keyRanges, { limit: 20, from: undefined, accept });
  expect(first).toMatchObject({ items: [], next: { keyRange: MOST_QUERIES }, queries: MOST_QUERIES });
  const second = await readPage(client, 'T', keyRanges, { limit: 20, from: first.next, accept });
  expect(second.items).toHaveLength(1);
});

test('a busy day costs one query, and quiet days are asked for together', async () => {
  const busy = Array.from({ length: 5 }, (_, child) => stateOf({ child, nursery: 0, status: 1, daysAgo: 0, name: 0 }));
  const keyRanges = keyRangesOf({ to: NOW.toISOString() }, NOW);
  const options = { from: undefined, accept: () => true };
  await expect(readPage(tableOf(busy).client, 'T', keyRanges, { limit: 3, ...options })).resolves.toMatchObject({
    items: { length: 3 },
    next: { keyRange: 0, after: {} },
    queries: 1,
  });
  const quiet = [0, 10, 20].map((daysAgo, child) => stateOf({ child, nursery: 0, status: 1, daysAgo, name: 0 }));
  await expect(readPage(tableOf(quiet).client, 'T', keyRanges, { limit: 3, ...options })).resolves.toMatchObject({
    items: { length: 3 },
    // 1, 2, 4, 8 and 16 days at once.
    queries: 31,
  });
});

test.each([
  { to: '9999-12-31' },
  { to: '9999-12-31T23:59:59-23:59' },
  { from: '0000-01-01' },
  { from: '0000-01-01', to: '9999-12-31', status: '1' },
])('%j asks for no more days than there can be anything in, and makes none of them before it is looked at', (query) => {
  const keyRanges = keyRangesOf(applicationQuerySchema.parse(query), NOW);
  const days = (NOW.getTime() - Date.UTC(2010, 0)) / 86_400_000;
  expect(keyRanges.length).toBeLessThanOrEqual(Math.ceil(days) + 2);
  expect(keyRanges).not.toBeInstanceOf(Array);
  expect(keyRanges.slice(0, 1)[0]?.hash).toContain(new Date(NOW.getTime() + 86_400_000).toISOString().slice(0, 10));
});

test.each([
  { from: '9998-01-01', to: '9999-12-31' },
  { to: '1980-01-01', nursery_id: 'N00001' },
  { to: '0000-01-01', text: '202403150000001' },
  { from: '9999-12-31T23:59:59-23:59', text: 'user@email.com' },
])('%j lies where nothing can have happened: no index is asked', (query) => {
  expect([...keyRangesOf(applicationQuerySchema.parse(query), NOW)]).toEqual([]);
});

test('what the old system brought is found by its day', async () => {
  const old = stateOf({ child: 1, nursery: 0, status: 1, daysAgo: 4000, name: 0 });
  const { client, queries } = tableOf([old]);
  expect((await readAll(client, { status: '1' }, queries)).found).toEqual([old]);
});

test.each([
  '',
  'x',
  Buffer.from('["ByDay:1999-01-01"]').toString('base64url'),
  Buffer.from('{}').toString('base64url'),
])('a cursor like %j is refused', (cursor) => {
  expect(() => decodeCursor(cursor, keyRangesOf({}, NOW))).toThrow(
    expect.objectContaining({ status: 422, code: 'cursor-invalid' }),
  );
});

test('a cursor of another list, or outside of its bounds, is refused', () => {
  const ofDaycare = keyRangesOf({ nursery_id: 'N00001', status: 1 }, NOW);
  const cursor = encodeCursor(
    { keyRange: 0, after: { range: '1#2024-01-01T00:00:00.000Z', requestId: '202403150000001N00001' } },
    ofDaycare,
  );
  expect(decodeCursor(cursor, ofDaycare)).toMatchObject({ keyRange: 0 });
  expect(() => decodeCursor(cursor, keyRangesOf({}, NOW))).toThrow();
  expect(() =>
    decodeCursor(cursor, keyRangesOf({ nursery_id: 'N00001', status: 1, from: '2024-05-01T00:00:00.000Z' }, NOW)),
  ).toThrow();
});

test.each([
  [{ text: '202403150000001N00001' }, { text: { kind: 'request', requestId: '202403150000001N00001' } }],
  [{ text: ' 202403150000001 ' }, { text: { kind: 'child', childId: '202403150000001' } }],
  [{ text: 'User@Email.com' }, { text: { kind: 'email', email: 'user@email.com' } }],
  [{ text: '김 하' }, { text: { kind: 'name', start: '김하' } }],
  [
    { text: '', status: '', from: '' },
    { text: undefined, status: undefined, from: undefined },
  ],
  [
    { from: '2024-03-15', to: '2024-03-15' },
    { from: '2024-03-14T15:00:00.000Z', to: '2024-03-15T14:59:59.999Z' },
  ],
  [{ from: '2024-03-15T00:00:00+09:00' }, { from: '2024-03-14T15:00:00.000Z' }],
])('%j is read as %j', (input, filter) => {
  expect(applicationQuerySchema.parse(input)).toMatchObject(filter);
});

test.each([
  { text: '김' },
  { status: '3' },
  { nursery_id: 'x' },
  { from: 'yesterday' },
  { from: '2024-02-31' },
  { from: '2024-03-16', to: '2024-03-15' },
  { limit: '101' },
])('%j is refused', (input) => {
  expect(applicationQuerySchema.safeParse(input).success).toBe(false);
});

test('an application whose item cannot be read is named, and the rest of the page is whole', async () => {
  const states = [1, 2, 3].map((child) => stateOf({ child, nursery: 1, status: 1, daysAgo: 0, name: 0 }));
  const { client } = fakeClient<DynamoDBDocumentClient>(({ name }) =>
    name === 'QueryCommand'
      ? { Items: states.map(({ request_id, updated_at }) => ({ request_id, updated_at, sk: 'STATE', ix_day: 'd' })) }
      : { Responses: { T: states.map((state, index) => (index === 1 ? { ...state, version: 'x' } : state)) } },
  );
  const keyRange = { index: 'ByDay' as const, hash: 'd', low: 'a', high: 'z', forward: false };
  const page = await readPage(client, 'T', [keyRange], { limit: 20, from: undefined, accept: () => true });
  expect(page.items.map(({ request_id }) => request_id)).toEqual([states[0]!.request_id, states[2]!.request_id]);
  expect(page.unreadable).toEqual([states[1]!.request_id]);
});
