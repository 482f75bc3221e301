import { createMetrics } from '@enterwait/service';
import { type HealthParts, healthOf, overallOf } from './health.ts';

const metrics = createMetrics('enterwait');
const parts = (overrides: Partial<HealthParts> = {}): HealthParts => {
  const peer = {
    ready: async () => ({ ready: true, answered: true, ms: 3 }),
    metrics: () => metrics.registry.metrics(),
  };
  return {
    peers: { enterwait: peer, nursery: peer },
    deadLetters: {
      counts: async () => [
        { queue: 'EventToNurseryQueue-dlq', count: 0 },
        { queue: 'ParkedQueue', count: 0 },
      ],
    },
    depths: async () => ({
      IntegrateEventQueue: 0,
      EventToNurseryQueue: 0,
      EventToEnterwaitQueue: 0,
      SendEmailQueue: 0,
    }),
    checkTable: async () => undefined,
    checkDatabase: async () => undefined,
    ...overrides,
  };
};
const statesOf = async (one: HealthParts) =>
  Object.fromEntries((await healthOf(one)).map(({ part, state }) => [part, state]));

test('all parts are told, and are well', async () => {
  const states = await statesOf(parts());
  expect(Object.keys(states)).toEqual([
    'enterwait',
    'enterwait-database',
    'enterwait-outbox',
    'nursery',
    'nursery-database',
    'nursery-outbox',
    'database',
    'table',
    'IntegrateEventQueue',
    'EventToNurseryQueue',
    'EventToEnterwaitQueue',
    'SendEmailQueue',
    'dead-letters',
    'parked',
  ]);
  expect(new Set(Object.values(states))).toEqual(new Set(['well']));
  expect(overallOf(await healthOf(parts()))).toBe('well');
});

test('a system that answers and is not ready has lost its database', async () => {
  const { peers } = parts();
  const nursery = { ...peers.nursery, ready: async () => ({ ready: false, answered: true, ms: 3 }) };
  expect(await statesOf(parts({ peers: { ...peers, nursery } }))).toMatchObject({
    nursery: 'well',
    'nursery-database': 'down',
  });
});

test('whatever fails is down, and the rest is told', async () => {
  const fails = () => Promise.reject(new Error('away'));
  const states = await statesOf(parts({ checkTable: fails, depths: fails, deadLetters: { counts: fails } }));
  expect(states).toMatchObject({
    table: 'down',
    SendEmailQueue: 'down',
    parked: 'down',
    enterwait: 'well',
    database: 'well',
  });
});

test('dead letters and a queue that is behind want attention', async () => {
  const counts = async () => [
    { queue: 'EventToNurseryQueue-dlq', count: 2 },
    { queue: 'ParkedQueue', count: 0 },
  ];
  const health = await healthOf(
    parts({ deadLetters: { counts }, depths: async () => ({ IntegrateEventQueue: 9999 }) }),
  );
  const states = Object.fromEntries(health.map(({ part, state }) => [part, state]));
  expect(states).toMatchObject({ 'dead-letters': 'attention', parked: 'well', IntegrateEventQueue: 'attention' });
});
