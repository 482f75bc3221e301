import { UnprocessableRecordError } from '@enterwait/judge/errors';
import { aContext, anSqsRecord, QUEUE_ARN, sqsEvent } from '../../testing/builders.ts';
import { awsError, type FakeConsumerDependencies, fakeConsumerDependencies } from '../../testing/fakes.ts';
import { createConsumer, type RecordHandler } from './consumer.ts';

let fake: FakeConsumerDependencies;
beforeEach(() => {
  fake = fakeConsumerDependencies();
});

const consumer = (handle: RecordHandler, processInParallel = true) =>
  createConsumer(handle, { processInParallel }, fake);

/** Succeeds or fails according to the record's body. */
const byBody: RecordHandler = async ({ body }) => {
  if (body === 'fails') throw awsError('ServiceUnavailable');
  if (body === 'poison') throw new UnprocessableRecordError('not a judged event');
  return { event_id: body };
};

test('what failed comes again, what succeeded does not', async () => {
  const records = [anSqsRecord('a'), anSqsRecord('fails'), anSqsRecord('b')];
  const answer = await consumer(byBody)(sqsEvent(...records), aContext());
  expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: records[1]?.messageId }] });
  expect(fake.counts).toEqual({ FailedRecords: 1 });
});

test.each([
  [1, 10],
  [4, 80],
  [20, 900],
])('a record that fails for the %d. time is hidden for %d s', async (receiveCount, seconds) => {
  const record = anSqsRecord('fails', { receiveCount });
  await consumer(byBody)(sqsEvent(record), aContext());
  expect(fake.hidden).toMatchObject([{ record, seconds }]);
});

test('poison is parked with its reason and reported as done; the records beside it go through', async () => {
  const poison = anSqsRecord('poison');
  const answer = await consumer(byBody)(sqsEvent(anSqsRecord('a'), poison, anSqsRecord('b')), aContext());
  expect(answer).toEqual({ batchItemFailures: [] });
  expect(fake.parked).toEqual([
    { reason: 'not a judged event', source: QUEUE_ARN, ids: { message_id: poison.messageId }, body: 'poison' },
  ]);
});

test('poison that cannot be parked comes again: nothing is dropped', async () => {
  fake.parkingError = awsError('TimeoutError');
  const poison = anSqsRecord('poison');
  const answer = await consumer(byBody)(sqsEvent(poison), aContext());
  expect(answer.batchItemFailures).toEqual([{ itemIdentifier: poison.messageId }]);
});

test('a batch that fails as a whole is reported, not thrown', async () => {
  const answer = await consumer(byBody)(sqsEvent(anSqsRecord('fails'), anSqsRecord('fails')), aContext());
  expect(answer.batchItemFailures).toHaveLength(2);
});

test('one failure does not carry over to the next batch', async () => {
  const handle = consumer(byBody);
  await handle(sqsEvent(anSqsRecord('fails')), aContext());
  expect(await handle(sqsEvent(anSqsRecord('a')), aContext())).toEqual({ batchItemFailures: [] });
});

test('the records of a batch run at once', async () => {
  const { promise: all, resolve } = Promise.withResolvers<void>();
  let running = 0;
  const handle = consumer(async () => {
    running += 1;
    if (running === 3) resolve();
    await all;
    return {};
  });
  expect(await handle(sqsEvent(...['a', 'b', 'c'].map((body) => anSqsRecord(body))), aContext())).toEqual({
    batchItemFailures: [],
  });
});

test('or one after the other, where the receiver limits them', async () => {
  let running = 0;
  let most = 0;
  const handle = consumer(async () => {
    running += 1;
    most = Math.max(most, running);
    await new Promise(setImmediate);
    running -= 1;
    return {};
  }, false);
  await handle(sqsEvent(...['a', 'b', 'c'].map((body) => anSqsRecord(body))), aContext());
  expect(most).toBe(1);
});

test('a record for which no time is left comes again instead of being cut off', async () => {
  const times = [15_000, 15_000, 4000];
  const context = aContext({ getRemainingTimeInMillis: () => times.shift() ?? 4000 });
  const records = ['a', 'b', 'c'].map((body) => anSqsRecord(body));
  const answer = await consumer(byBody, false)(sqsEvent(...records), context);
  expect(answer.batchItemFailures).toEqual([{ itemIdentifier: records[2]?.messageId }]);
});

test('every batch writes one INFO line with ids and no body', async () => {
  await consumer(byBody)(sqsEvent(anSqsRecord('a')), aContext());
  expect(fake.logger.lines).toMatchObject([
    { level: 'info', message: 'batch done', fields: { records: 1, failed: 0, done: [{ event_id: 'a' }] } },
  ]);
});

test('what failed on its last receive is dead: neither reported as failed nor hidden', async () => {
  const [last, other] = [anSqsRecord('fails', { receiveCount: 50 }), anSqsRecord('fails')];
  fake.isLast = (record) => record === last;
  const answer = await consumer(byBody)(sqsEvent(anSqsRecord('a'), last, other), aContext());
  expect(answer.batchItemFailures).toEqual([{ itemIdentifier: other.messageId }]);
  expect(fake.buried.map(({ record }) => record)).toEqual([last]);
  expect(fake.hidden.map(({ record }) => record)).toEqual([other]);
});

test('a parked record keeps its attributes: a command in the seed form is none without its Status', async () => {
  await consumer(byBody)(sqsEvent(anSqsRecord('poison', { status: 'Cancel' })), aContext());
  expect(fake.parked).toMatchObject([{ attributes: { Status: 'Cancel' } }]);
});
