import type { SQSClient } from '@aws-sdk/client-sqs';
import fc from 'fast-check';
import { NOW, PARKED_QUEUE_URL, QUEUE_ARN } from '../../testing/builders.ts';
import { awsError, fakeClient, fakeConsumerDependencies } from '../../testing/fakes.ts';
import { createParking, toParkedMessage } from './parking.ts';

const record = (body: string, reason = 'body is not JSON') => ({
  reason,
  source: QUEUE_ARN,
  ids: { message_id: 'm-1' },
  body,
});

const parkingWith = (answer: () => unknown) => {
  const { client, sent } = fakeClient<SQSClient>(answer);
  const { logger, metrics, counts } = fakeConsumerDependencies();
  return { parking: createParking({ sqs: client, queueUrl: PARKED_QUEUE_URL, logger, metrics }), sent, logger, counts };
};

test('a parked record keeps its reason, source, ids and body, and is counted', async () => {
  const { parking, sent, counts } = parkingWith(() => ({}));
  await parking.park(record('{"child_name": '));
  expect(JSON.parse(sent[0]?.input.MessageBody)).toMatchObject({ ...record('{"child_name": '), truncated: false });
  expect(sent[0]?.input).toMatchObject({
    QueueUrl: PARKED_QUEUE_URL,
    MessageAttributes: { Reason: { StringValue: 'body is not JSON' } },
  });
  expect(counts).toEqual({ ParkedRecords: 1 });
});

test('the log tells the reason and the ids, never the body', async () => {
  const { parking, logger } = parkingWith(() => ({}));
  await parking.park(record('김하늘'));
  expect(logger.lines).toEqual([
    {
      level: 'error',
      message: 'record parked',
      fields: { reason: 'body is not JSON', source: QUEUE_ARN, message_id: 'm-1' },
    },
  ]);
});

test('a record that could not be parked is not reported as parked', async () => {
  const { parking, logger, counts } = parkingWith(() => Promise.reject(awsError('TimeoutError')));
  await expect(parking.park(record('x'))).rejects.toThrow();
  expect([counts, logger.lines]).toEqual([{}, []]);
});

test('a body that no message can hold is cut, and says so', () => {
  const message = JSON.parse(toParkedMessage(record('가'.repeat(300_000)), NOW));
  expect(message).toMatchObject({ truncated: true, body_bytes: 900_000, ids: { message_id: 'm-1' } });
});

test('whatever the body, SQS takes the message', () => {
  const anyBody = fc.string({
    unit: fc.oneof(fc.constantFrom('\uFFFE', '\uFFFF', '\ud83d', '"', '\u0000'), fc.string()),
  });
  fc.assert(
    fc.property(anyBody, fc.constantFrom(1, 2000, 100_000), (body, times) => {
      const message = toParkedMessage(record(body.repeat(times).slice(0, 700_000)), NOW);
      expect(Buffer.byteLength(message)).toBeLessThanOrEqual(262_144);
      expect(message).not.toMatch(/[\p{Cc}\p{Cs}\uFFFE\uFFFF]/u);
    }),
    { numRuns: 50 },
  );
});
