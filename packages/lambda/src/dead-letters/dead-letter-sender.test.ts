import type { SQSClient } from '@aws-sdk/client-sqs';
import { DeliveryError, GroupBlockedError } from '@enterwait/judge/errors';
import { anSqsRecord, NOW, PARKED_QUEUE_URL } from '../../testing/builders.ts';
import { awsError, fakeClient, fakeConsumerDependencies, type SentCommand } from '../../testing/fakes.ts';
import { parseHistory } from './dead-letter.ts';
import { createDeadLetterSender } from './dead-letter-sender.ts';

const MAX = 3;
const error = new DeliveryError(503, 'status 503');

function senderWith(answer: (command: SentCommand) => unknown = () => ({})) {
  const { client, sent } = fakeClient<SQSClient>(answer);
  const { logger, metrics, counts } = fakeConsumerDependencies();
  const parkedQueueUrl = PARKED_QUEUE_URL;
  const deadLetterSender = createDeadLetterSender({
    sqs: client,
    parkedQueueUrl,
    maxReceiveCount: MAX,
    now: () => NOW,
    logger,
    metrics,
  });
  return { deadLetterSender, sent, counts, logger };
}
const bodies = (sent: readonly SentCommand[]) => sent.map(({ input }) => input.MessageBody);

test('a record that failed on its last receive goes to the dead-letter queue of its queue, with the reason', async () => {
  const { deadLetterSender, sent, counts } = senderWith();
  const record = anSqsRecord('{}', { receiveCount: MAX, status: 'Request' });
  expect(await deadLetterSender.sendToDeadLetterQueue([{ record, error }])).toEqual([]);
  const text = (StringValue: string) => ({ DataType: 'String', StringValue });
  expect(sent[0]?.input).toEqual({
    QueueUrl: 'http://sqs.example/000000000000/TheQueue-dlq',
    MessageBody: '{}',
    MessageAttributes: {
      Status: text('Request'),
      Reason: text('delivery failed: status 503'),
      FailedAt: text(NOW.toISOString()),
      Receives: { DataType: 'Number', StringValue: '3' },
      History: text(
        JSON.stringify([{ what: 'failed', at: NOW.toISOString(), reason: 'delivery failed: status 503', receives: 3 }]),
      ),
    },
  });
  expect(counts).toEqual({ DeadLetters: 1 });
});

test('one that has receives left comes again', async () => {
  const { deadLetterSender, sent } = senderWith();
  const failure = { record: anSqsRecord('{}', { receiveCount: MAX - 1 }), error };
  expect(await deadLetterSender.sendToDeadLetterQueue([failure])).toEqual([failure]);
  expect(sent).toEqual([]);
});

test('one that fails again after a redrive keeps its history', async () => {
  const { deadLetterSender, sent } = senderWith();
  const record = anSqsRecord('{}', { receiveCount: MAX });
  const before = [{ what: 'redriven', at: '2024-03-14T00:00:00.000Z' }];
  record.messageAttributes.History = { dataType: 'String', stringValue: JSON.stringify(before) };
  await deadLetterSender.sendToDeadLetterQueue([{ record, error }]);
  const history = parseHistory(sent[0]?.input.MessageAttributes.History.StringValue);
  expect(history.map(({ what }) => what)).toEqual(['redriven', 'failed']);
});

test('the reason of a foreign error is its name: its message may quote a person', async () => {
  const { deadLetterSender, sent, logger } = senderWith();
  const foreign = awsError('MessageRejected', 'not verified: user@email.com');
  await deadLetterSender.sendToDeadLetterQueue([{ record: anSqsRecord('{}', { receiveCount: MAX }), error: foreign }]);
  expect(sent[0]?.input.MessageAttributes.Reason.StringValue).toBe('MessageRejected');
  expect(JSON.stringify([sent, logger.lines])).not.toContain('@email');
});

test('one that could not be sent comes again: SQS itself will move it', async () => {
  const { deadLetterSender, counts } = senderWith(() => Promise.reject(awsError('TimeoutError')));
  const failure = { record: anSqsRecord('{}', { receiveCount: MAX }), error };
  expect(await deadLetterSender.sendToDeadLetterQueue([failure])).toEqual([failure]);
  expect(counts).toEqual({});
});

describe('a FIFO group', () => {
  const inGroup = (group: string, body: string, receiveCount = MAX) => ({
    record: anSqsRecord(body, { group, receiveCount }),
    error: body.endsWith('1') ? error : new GroupBlockedError(),
  });

  test('is buried in its order, under its group; a repeat is recognised', async () => {
    const { deadLetterSender, sent } = senderWith();
    const group = [inGroup('a', 'a1'), inGroup('a', 'a2'), inGroup('a', 'a3')];
    expect(await deadLetterSender.sendToDeadLetterQueue(group)).toEqual([]);
    expect(bodies(sent)).toEqual(['a1', 'a2', 'a3']);
    expect(sent.map(({ input }) => [input.MessageGroupId, input.MessageDeduplicationId])).toEqual(
      group.map(({ record }) => ['a', `dead-${record.messageId}`]),
    );
  });

  test('is buried up to the first that has receives left', async () => {
    const { deadLetterSender, sent } = senderWith();
    const [a1, a2, a3] = [inGroup('a', 'a1'), inGroup('a', 'a2', 1), inGroup('a', 'a3')];
    expect(await deadLetterSender.sendToDeadLetterQueue([a1, a2, a3])).toEqual([a2, a3]);
    expect(bodies(sent)).toEqual(['a1']);
  });

  test('is buried up to the first that could not be sent, and the other groups go on', async () => {
    const { deadLetterSender, sent } = senderWith(({ input }) =>
      input.MessageBody === 'a2' ? Promise.reject(awsError('TimeoutError')) : {},
    );
    const [a1, b1, a2, b2, a3] = [
      inGroup('a', 'a1'),
      inGroup('b', 'b1'),
      inGroup('a', 'a2'),
      inGroup('b', 'b2'),
      inGroup('a', 'a3'),
    ];
    expect(await deadLetterSender.sendToDeadLetterQueue([a1, b1, a2, b2, a3])).toEqual([a2, a3]);
    expect(bodies(sent)).not.toContain('a3');
    expect(bodies(sent)).toEqual(expect.arrayContaining(['a1', 'b1', 'b2']));
  });
});
