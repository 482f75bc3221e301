import type { SQSClient } from '@aws-sdk/client-sqs';
import { extendHistory, parseHistory } from '@enterwait/lambda/dead-letters';
import { anApplication, awsError, fakeClient } from '@enterwait/lambda/testing';
import { type DeadLetterQueue, selectedQueues } from '../queues/dead-letter-queues.ts';
import type { Received } from '../queues/receiving.ts';
import { redrive, type Target, toSend } from './redriving.ts';

const STARTED = new Date('2024-03-15T00:00:00.000Z');
const NOW = new Date('2024-03-15T00:00:01.000Z');
const fifo = { name: 'IntegrateEventQueue.fifo', url: 'http://q/IntegrateEventQueue.fifo', fifo: true };
const plain = { name: 'EventToNurseryQueue', url: 'http://q/EventToNurseryQueue', fifo: false };
const deadOf = (source: typeof fifo): DeadLetterQueue => ({ ...source, name: `${source.name}-dlq`, source });
const parkedPlace: DeadLetterQueue = {
  name: 'ParkedQueue',
  url: 'http://q/ParkedQueue',
  fifo: false,
  source: undefined,
};
const text = (StringValue: string) => ({ DataType: 'String', StringValue });

const message = (overrides: Partial<Received> = {}): Received => ({
  MessageId: '018e3f00-0000-7000-8000-000000000001',
  ReceiptHandle: 'handle',
  Body: '{}',
  Attributes: { SentTimestamp: String(STARTED.getTime() - 1000), MessageGroupId: 'group' },
  ...overrides,
});
const sending = (one: Received, place: DeadLetterQueue) => toSend(one, place, [fifo, plain], STARTED, NOW);

test('a dead letter goes back with its attributes, and its end stands in its history', () => {
  const failed = { what: 'failed', at: '2024-03-14T00:00:00.000Z', reason: 'why', receives: 50 } as const;
  const MessageAttributes = {
    Status: text('Request'),
    Reason: text('why'),
    FailedAt: text(failed.at),
    Receives: text('50'),
    History: text(extendHistory([failed])),
  };
  const result = sending(message({ MessageAttributes }), deadOf(plain));
  expect(result).toEqual({
    to: plain.name,
    input: {
      QueueUrl: plain.url,
      MessageBody: '{}',
      MessageAttributes: {
        Status: text('Request'),
        History: text(extendHistory([failed], { what: 'redriven', at: NOW.toISOString() })),
      },
    },
  });
});

test('one that SQS moved gets the failure of which nobody knows the reason', () => {
  const result = sending(message(), deadOf(plain));
  const history = 'input' in result ? result.input.MessageAttributes?.History?.StringValue : '';
  expect(parseHistory(history)).toMatchObject([{ what: 'failed', receives: null }, { what: 'redriven' }]);
});

test('a message of a FIFO queue keeps its group and gets a name of its own', () => {
  const one = message();
  expect(sending(one, deadOf(fifo))).toMatchObject({
    input: { MessageGroupId: 'group', MessageDeduplicationId: `redriven-${one.MessageId}` },
  });
});

test('a command in the seed form that SQS moved keeps the identity of its message', () => {
  const one = message({ Body: JSON.stringify(anApplication()), MessageAttributes: { Status: text('Request') } });
  const result = sending(one, deadOf(fifo));
  expect(JSON.parse(('input' in result && result.input.MessageBody) || '')).toMatchObject({ event_id: one.MessageId });
});

test('what died again in this run stays', () => {
  const redriven = { what: 'redriven', at: NOW.toISOString() } as const;
  const one = message({ MessageAttributes: { History: text(extendHistory([], redriven)) } });
  expect(sending(one, deadOf(plain))).toEqual({ stays: expect.stringContaining('died again') });
});

describe('a parked record', () => {
  const parked = (body: object, MessageAttributes = {}) =>
    sending(message({ Body: JSON.stringify(body), MessageAttributes }), parkedPlace);
  const source = `arn:aws:sqs:ap-northeast-2:000000000000:${fifo.name}`;

  test('goes to its source, in its group, with its attributes', () => {
    const ids = { message_group_id: 'its group' };
    expect(parked({ source, ids, attributes: { Status: 'Cancel' }, body: 'b', truncated: false })).toMatchObject({
      to: fifo.name,
      input: { MessageBody: 'b', MessageGroupId: 'its group', MessageAttributes: { Status: text('Cancel') } },
    });
  });

  test.each([
    ['its body is not whole', { source, ids: {}, body: 'b', truncated: true }],
    ['from the stream', { source: 'arn:aws:dynamodb:r:1:table/T/stream/x', ids: {}, body: 'null', truncated: false }],
  ])('stays where nothing takes it: %s', (reason, body) => {
    expect(parked(body)).toEqual({ stays: expect.stringContaining(reason) });
  });

  test('of EventBridge goes to the queue that it was for, as its detail', () => {
    const attributes = { TARGET_ARN: text(`arn:aws:sqs:r:1:${plain.name}`), ERROR_CODE: text('NO_PERMISSIONS') };
    expect(parked({ detail: { event_id: 'e' } }, attributes)).toMatchObject({
      to: plain.name,
      input: { MessageBody: '{"event_id":"e"}' },
    });
  });
});

describe('a run', () => {
  const runWith = (queue: Received[], fail?: string) => {
    const { client, sent } = fakeClient<SQSClient>(({ name, input }) => {
      if (name === 'ReceiveMessageCommand') return { Messages: queue.splice(0, input.MaxNumberOfMessages) };
      if (name === fail) throw awsError('TimeoutError');
      return {};
    });
    const target = { sqs: client, outputs: { queue_urls: { plain: plain.url } } } as unknown as Target;
    return { target, sent };
  };
  const three = () => ['1', '2', '3'].map((id) => message({ MessageId: id, ReceiptHandle: id, Body: id }));

  test('sends before it deletes, one after the other, and no more than it may', async () => {
    const { target, sent } = runWith(three());
    expect(await redrive(target, deadOf(plain), { max: 2, now: () => NOW })).toHaveLength(2);
    expect(sent.map(({ name, input }) => [name, input.MessageBody ?? input.ReceiptHandle])).toEqual([
      ['ReceiveMessageCommand', undefined],
      ['SendMessageCommand', '1'],
      ['DeleteMessageCommand', '1'],
      ['SendMessageCommand', '2'],
      ['DeleteMessageCommand', '2'],
    ]);
  });

  test('tells of each message before it moves, and of the one that it ended at', async () => {
    const { target, sent } = runWith(three());
    const said: string[] = [];
    const failing = {
      ...target,
      sqs: {
        send: (command: unknown) => {
          if (said.at(-1) === 'moving 2') throw awsError('TimeoutError');
          return target.sqs.send(command as never);
        },
      },
    } as unknown as Target;
    await expect(
      redrive(failing, deadOf(plain), {
        max: 10,
        now: () => NOW,
        onMoving: async ({ message_id }) => void said.push(`moving ${message_id}`),
        onRedriven: ({ message_id }) => void said.push(`moved ${message_id}`),
        onFailed: async ({ message_id }) => void said.push(`failed ${message_id}`),
      }),
    ).rejects.toThrow('from AWS');
    expect(said).toEqual(['moving 1', 'moved 1', 'moving 2', 'failed 2']);
    expect(sent.filter(({ name }) => name === 'SendMessageCommand')).toHaveLength(1);
  });

  test('moves nothing that cannot be told of first', async () => {
    const { target, sent } = runWith(three());
    const onMoving = () => Promise.reject(new Error('not noted'));
    await expect(redrive(target, deadOf(plain), { max: 10, now: () => NOW, onMoving })).rejects.toThrow('not noted');
    expect(sent.map(({ name }) => name)).toEqual(['ReceiveMessageCommand', 'ChangeMessageVisibilityBatchCommand']);
  });

  test('that fails gives back what it holds, and has deleted nothing', async () => {
    const { target, sent } = runWith(three(), 'SendMessageCommand');
    await expect(redrive(target, deadOf(plain), { max: 10, now: () => NOW })).rejects.toThrow('from AWS');
    expect(sent.map(({ name }) => name)).not.toContain('DeleteMessageCommand');
    expect(sent.at(-1)?.input.Entries).toMatchObject(['1', '2', '3'].map((ReceiptHandle) => ({ ReceiptHandle })));
  });
});

test('a queue is chosen by its name or that of its dead-letter queue; all leaves parked records alone', () => {
  const places: DeadLetterQueue[] = [
    deadOf(plain),
    { ...fifo, name: 'IntegrateEventQueue-dlq.fifo', source: fifo },
    parkedPlace,
  ];
  const names = (wish: string) => selectedQueues(places, wish).map(({ name }) => name);
  expect(names('all')).toEqual(['EventToNurseryQueue-dlq', 'IntegrateEventQueue-dlq.fifo']);
  expect(names('IntegrateEventQueue')).toEqual(['IntegrateEventQueue-dlq.fifo']);
  expect(names('EventToNurseryQueue-dlq')).toEqual(['EventToNurseryQueue-dlq']);
  expect(names('ParkedQueue')).toEqual(['ParkedQueue']);
  expect(names('')).toEqual([]);
});
