import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { anApplication, anAppliedEvent, fakeClient } from '@enterwait/lambda/testing';
import { createApplicationTable } from './application-table.ts';
import { applicationQuerySchema } from './applications/filter.ts';

const ID = '202403150000001N00001';
const stateItem = (version: number, more: object = {}) => ({
  request_id: ID,
  sk: 'STATE',
  status: 1,
  version,
  round: 1,
  event_id: 'e',
  updated_at: '2024-03-15T00:00:00.000Z',
  application: anApplication(),
  entry: null,
  ...more,
});
const eventItem = (version: number, more: object = {}) => {
  const event = anAppliedEvent('Request', { version });
  return { ...event, sk: `EVENT#${event.event_id}`, ...more };
};

/** A table that returns the given answers in turn; the last answer repeats. */
function tableWith({ events, states }: { events: object[][]; states: object[] }) {
  const next = <T>(answers: T[]): T | undefined => (answers.length > 1 ? answers.shift() : answers[0]);
  const { client, sent } = fakeClient<DynamoDBDocumentClient>(({ name }) => {
    if (name === 'QueryCommand') return { Items: next(events) ?? [] };
    const state = next(states);
    return { Responses: { T: state === undefined ? [] : [state] } };
  });
  const logged: unknown[] = [];
  const table = createApplicationTable({} as DynamoDBClient, 'T', {
    documents: client,
    logger: { warn: (line: unknown) => void logged.push(line) } as never,
  });
  return { table, sent, logged };
}
const reads = (sent: readonly { name: string }[]): number => sent.filter(({ name }) => name === 'QueryCommand').length;

test('state and events of one moment are read once', async () => {
  const { table, sent } = tableWith({ events: [[eventItem(1)]], states: [stateItem(1)] });
  expect(await table.history(ID)).toMatchObject({ state: { version: 1 }, events: [{ version: 1 }], unreadable: [] });
  expect(reads(sent)).toBe(1);
});

test('a state that moved between the two reads has its event read as well', async () => {
  const [first, second] = [eventItem(1), eventItem(2)];
  const { table, sent } = tableWith({ events: [[first], [first, second]], states: [stateItem(2)] });
  const { state, events } = await table.history(ID);
  expect([state?.version, ...events.map(({ version }) => version)]).toEqual([2, 1, 2]);
  expect(reads(sent)).toBe(2);
});

test('events that are gone end the looking', async () => {
  const { table, sent } = tableWith({ events: [[]], states: [stateItem(5)] });
  expect(await table.history(ID)).toMatchObject({ state: { version: 5 }, events: [] });
  expect(reads(sent)).toBe(4);
});

test('what cannot be read is named, logged by its ids, and keeps nothing else back', async () => {
  const [broken, whole] = [eventItem(1, { outcome: 'danced' }), eventItem(2)];
  const { table, logged } = tableWith({ events: [[broken, whole]], states: [stateItem(2, { status: 7 })] });
  const history = await table.history(ID);
  expect(history.state).toBeUndefined();
  expect(history.events.map(({ version }) => version)).toEqual([2]);
  expect(history.unreadable).toEqual(['STATE', broken.sk]);
  expect(JSON.stringify(logged)).toContain(broken.sk);
  expect(JSON.stringify(logged)).not.toContain('김하늘');
});

test('one that is looked for and cannot be read is said to be there', async () => {
  const { table, logged } = tableWith({ events: [[]], states: [stateItem(1, { version: 'one' })] });
  expect(await table.find(applicationQuerySchema.parse({ text: ID }))).toMatchObject({
    applications: [],
    unreadable: [ID],
  });
  expect(JSON.stringify(logged)).toContain(ID);
});
