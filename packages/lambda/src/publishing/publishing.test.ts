import type { JudgedEvent } from '@enterwait/domain/protocol';
import { aContext, anAppliedEvent, aRefusedEvent, aStreamRecord, STREAM_ARN } from '../../testing/builders.ts';
import { awsError, type FakeConsumerDependencies, fakeConsumerDependencies } from '../../testing/fakes.ts';
import type { EventBus } from './bus.ts';
import { createPublisher } from './publishing.ts';

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const TRACEPARENT = `00-${TRACE}-b7ad6b7169203331-01`;

let fake: FakeConsumerDependencies;
let published: JudgedEvent[];
beforeEach(() => {
  fake = fakeConsumerDependencies();
  published = [];
});

const takeAll: EventBus = {
  async publish(events) {
    published.push(...events);
    return [];
  },
};
const publish = (records: ReturnType<typeof aStreamRecord>[], bus = takeAll) =>
  createPublisher({ ...fake, bus })({ Records: records }, aContext());

test('judged events, applied and refused, go to the bus as they were judged and in order', async () => {
  const events = [anAppliedEvent('Request'), aRefusedEvent('Accept'), anAppliedEvent('Cancel')];
  await publish(events.map((event) => aStreamRecord(event)));
  expect(published).toEqual(events);
});

test.each([
  ['a change of STATE', { eventName: 'MODIFY' as const }],
  ['a removal by TTL', { eventName: 'REMOVE' as const }],
  ['the first STATE', { dynamodb: { Keys: { sk: { S: 'STATE' } } } }],
])('%s is no event: passed over even without the filter', async (_case, overrides) => {
  await publish([aStreamRecord(anAppliedEvent('Request'), overrides)]);
  expect([published, fake.parked]).toEqual([[], []]);
});

test.each([
  [
    'without a new image',
    { dynamodb: { Keys: { sk: { S: 'EVENT#x' } }, SequenceNumber: '7' } },
    'stream record has no new image',
  ],
  ['without anything', { dynamodb: {} }, 'stream record has no new image'],
  [
    'that is no event',
    { dynamodb: { Keys: { sk: { S: 'EVENT#x' } }, NewImage: { sk: { S: 'EVENT#x' }, event_id: { S: 'x' } } } },
    expect.stringContaining('not a judged event: event_id: invalid_format'),
  ],
  [
    'that cannot be read',
    { dynamodb: { NewImage: { sk: { X: 'y' } } } },
    expect.stringContaining('not a judged event'),
  ],
])(
  'a record %s is parked by name and reason, and the good ones beside it are published',
  async (_case, overrides, reason) => {
    const poison = aStreamRecord(anAppliedEvent('Request'), overrides as Parameters<typeof aStreamRecord>[1]);
    await publish([aStreamRecord(anAppliedEvent('Request')), poison, aStreamRecord(anAppliedEvent('Request'))]);
    expect(published).toHaveLength(2);
    expect(fake.parked).toMatchObject([{ reason, source: STREAM_ARN }]);
  },
);

test('an event of a newer major version is not parked: its batch comes again until a release reads it', async () => {
  const later = { ...anAppliedEvent('Request'), message_version: 2, event_id: 7 };
  await expect(publish([aStreamRecord(later as never)])).rejects.toThrow();
  expect([published, fake.parked]).toEqual([[], []]);
});

test('an event that EventBridge will never take is parked with its record', async () => {
  const event = anAppliedEvent('Request');
  await publish([aStreamRecord(event)], {
    publish: async (events) => events.map((one) => ({ event: one, reason: 'event is too large for EventBridge' })),
  });
  expect(fake.parked).toMatchObject([
    {
      reason: 'event is too large for EventBridge',
      ids: { request_id: event.request_id, sk: `EVENT#${event.event_id}`, sequence_number: `seq-${event.event_id}` },
    },
  ]);
});

test('when AWS fails the whole batch is thrown back, to come again', async () => {
  const away: EventBus = { publish: () => Promise.reject(awsError('ValidationException', 'Value 김하늘')) };
  await expect(publish([aStreamRecord(anAppliedEvent('Request'))], away)).rejects.toThrow('AWS failed');
  expect(fake.logger.lines).toEqual([
    { level: 'error', message: 'batch will be retried', fields: { records: 1, error: 'ValidationException' } },
  ]);
});

test('poison that cannot be parked is thrown back too: nothing is dropped', async () => {
  fake.parkingError = awsError('TimeoutError');
  await expect(publish([aStreamRecord(anAppliedEvent('Request'), { dynamodb: {} })])).rejects.toThrow();
});

test('every batch writes one INFO line with ids and without a person, and is counted', async () => {
  const event = anAppliedEvent('Request', { traceparent: TRACEPARENT });
  await publish([aStreamRecord(event)]);
  const { event_id, request_id } = event;
  expect(fake.logger.lines).toMatchObject([
    {
      level: 'info',
      message: 'events published',
      fields: { records: 1, parked: 0, done: [{ event_id, request_id, trace: TRACE }] },
    },
  ]);
  expect(fake.counts).toEqual({ PublishedEvents: 1 });
  expect(JSON.stringify(fake.logger.lines)).not.toMatch(/김|parent|@/);
});
