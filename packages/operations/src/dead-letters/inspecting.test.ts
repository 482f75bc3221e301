import type { SQSClient } from '@aws-sdk/client-sqs';
import { anAppliedEvent, fakeClient } from '@enterwait/lambda/testing';
import { inspect } from './inspecting.ts';

const place = { name: 'Q-dlq', url: 'http://q/Q-dlq', fifo: false, source: undefined };

function queueWith(count: number) {
  const waiting = Array.from({ length: count }, (_one, index) => ({
    MessageId: `m-${index}`,
    ReceiptHandle: `h-${index}`,
    Body: JSON.stringify(anAppliedEvent('Request')),
    Attributes: { SentTimestamp: String(Date.now() - 5000) },
  }));
  const { client, sent } = fakeClient<SQSClient>(({ name, input }) => {
    if (name === 'GetQueueAttributesCommand') return { Attributes: { ApproximateNumberOfMessages: String(count) } };
    if (name === 'ReceiveMessageCommand') return { Messages: waiting.splice(0, input.MaxNumberOfMessages) };
    return {};
  });
  const times = (name: string) => sent.filter((one) => one.name === name).length;
  return { sqs: client, times, sent };
}

test('every message is given back, and the oldest tells the age', async () => {
  const { sqs, sent } = queueWith(12);
  const report = await inspect({ sqs }, place, 100);
  expect(report).toMatchObject({ queue: 'Q-dlq', count: 12 });
  expect(report.messages).toHaveLength(12);
  expect(report.oldest_age_s).toBeGreaterThanOrEqual(5);
  const released = sent.filter(({ name }) => name === 'ChangeMessageVisibilityBatchCommand');
  expect(released.flatMap(({ input }) => input.Entries)).toHaveLength(12);
  expect(
    released.every(({ input }) =>
      input.Entries.every((entry: { VisibilityTimeout: number }) => entry.VisibilityTimeout === 0),
    ),
  ).toBe(true);
});

test('patient, it asks until nothing comes; else what SQS counts is enough', async () => {
  const patient = queueWith(3);
  await inspect(patient, place, 100);
  expect(patient.times('ReceiveMessageCommand')).toBe(2);
  const quick = queueWith(3);
  expect((await inspect(quick, place, 100, { patient: false })).messages).toHaveLength(3);
  expect(quick.times('ReceiveMessageCommand')).toBe(1);
  const empty = queueWith(0);
  expect(await inspect(empty, place, 100, { patient: false })).toMatchObject({ count: 0, oldest_age_s: null });
  expect(empty.times('ReceiveMessageCommand')).toBe(0);
});

test('no more is looked at than was asked for', async () => {
  const { sqs } = queueWith(12);
  expect(await inspect({ sqs }, place, 4)).toMatchObject({ count: 12, messages: { length: 4 } });
});
