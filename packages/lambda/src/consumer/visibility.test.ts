import type { SQSClient } from '@aws-sdk/client-sqs';
import fc from 'fast-check';
import { anSqsRecord, PARKED_QUEUE_URL } from '../../testing/builders.ts';
import { awsError, fakeClient, recordingLogger } from '../../testing/fakes.ts';
import { createVisibility, queueUrlOf, retryDelaySeconds } from './visibility.ts';

test.each([
  [1, 10],
  [2, 20],
  [3, 40],
  [4, 80],
  [7, 640],
  [8, 900],
  [50, 900],
  [100_000, 900],
  [0, 10],
])('after %d receives a message stays hidden %d s', (receives, seconds) => {
  expect(retryDelaySeconds(receives, 0)).toBe(seconds);
});

test('jitter takes at most a tenth off, and SQS takes every delay', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1000 }), fc.double({ min: 0, max: 1, noNaN: true }), (receives, random) => {
      const full = retryDelaySeconds(receives, 0);
      const delay = retryDelaySeconds(receives, random);
      expect(Number.isInteger(delay)).toBe(true);
      expect(delay).toBeGreaterThanOrEqual(Math.floor(full * 0.9));
      expect(delay).toBeLessThanOrEqual(full);
    }),
  );
});

test('the URL of a queue is that of its sibling with its own name', () => {
  const arn = 'arn:aws:sqs:ap-northeast-2:000000000000:IntegrateEventQueue.fifo';
  expect(queueUrlOf(arn, PARKED_QUEUE_URL)).toBe('http://sqs.example/000000000000/IntegrateEventQueue.fifo');
});

const visibilityWith = (answer: () => unknown) => {
  const { client, sent } = fakeClient<SQSClient>(answer);
  const logger = recordingLogger();
  return { visibility: createVisibility({ sqs: client, parkedQueueUrl: PARKED_QUEUE_URL, logger }), sent, logger };
};

test('failed records are hidden in calls of at most ten, in their order', async () => {
  const { visibility, sent } = visibilityWith(() => ({}));
  await visibility.delayRetries(Array.from({ length: 12 }, (_, n) => ({ record: anSqsRecord(`${n}`), seconds: n })));
  expect(
    sent.map(({ input }) => input.Entries.map((entry: { VisibilityTimeout: number }) => entry.VisibilityTimeout)),
  ).toEqual([
    [0, 1, 2, 3, 4, 5, 6, 7, 8, 9],
    [10, 11],
  ]);
  expect(sent[0]?.input.QueueUrl).toBe('http://sqs.example/000000000000/TheQueue');
});

test.each([
  ['SQS is away', () => Promise.reject(awsError('TimeoutError'))],
  ['SQS refuses an entry', () => ({ Failed: [{ Code: 'ReceiptHandleIsInvalid' }] })],
])('when %s the batch goes on with the delay of the queue', async (_case, answer) => {
  const { visibility, logger } = visibilityWith(answer);
  await visibility.delayRetries([{ record: anSqsRecord('x'), seconds: 10 }]);
  expect(logger.lines.map(({ level, message }) => [level, message])).toEqual([['warn', 'visibility not changed']]);
});
