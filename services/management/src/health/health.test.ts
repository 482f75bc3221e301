import { createMetrics } from '@enterwait/http/server';
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
      MailFeedbackQueue: 0,
    }),
    ownOutbox: async () => ({ unsent: 0, unsentAgeSeconds: 0, unanswered: 0, unansweredAgeSeconds: 0 }),
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
    'enterwait-unanswered',
    'nursery',
    'nursery-database',
    'nursery-outbox',
    'nursery-unanswered',
    'database',
    'management-outbox',
    'management-unanswered',
    'table',
    'IntegrateEventQueue',
    'EventToNurseryQueue',
    'EventToEnterwaitQueue',
    'SendEmailQueue',
    'MailFeedbackQueue',
    'dead-letters',
    'parked',
  ]);
  expect(new Set(Object.values(states))).toEqual(new Set(['well']));
  expect(overallOf(await healthOf(parts()))).toBe('well');
});

test('a system whose doors are closed wants a look', async () => {
  const { peers } = parts();
  const closed = createMetrics('nursery');
  closed.maintenance.set(1);
  const nursery = { ...peers.nursery, metrics: () => closed.registry.metrics() };
  const health = await healthOf(parts({ peers: { ...peers, nursery } }));
  expect(health.find(({ part }) => part === 'nursery')).toMatchObject({
    state: 'attention',
    says: { ko: '점검 중, 명령을 받지 않음' },
  });
  expect(overallOf(health)).toBe('attention');
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
    MailFeedbackQueue: 'down',
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

test('what is unsent is told apart from what is unanswered, each by its age', async () => {
  const well = parts();
  const saying = (text: string) => ({ ...well.peers.enterwait, metrics: async () => text });
  const gauges = (unsentAge: number, unansweredAge: number): string =>
    [
      'enterwait_outbox_depth 2',
      `enterwait_outbox_age_seconds ${unsentAge}`,
      'enterwait_unanswered_depth 1',
      `enterwait_unanswered_age_seconds ${unansweredAge}`,
    ].join('\n');
  const enterwait = saying(gauges(31, 59));
  const nursery = saying(gauges(29, 901));
  const one = parts({ peers: { enterwait, nursery } });
  expect(await statesOf(one)).toMatchObject({
    'enterwait-outbox': 'attention',
    'enterwait-unanswered': 'well',
    'nursery-outbox': 'well',
    'nursery-unanswered': 'attention',
  });
  const says = (await healthOf(one)).find(({ part }) => part === 'nursery-unanswered')?.says;
  expect(says).toEqual({ ko: '1건, 가장 오래된 것 901초', en: '1, the oldest for 901 s' });
});
