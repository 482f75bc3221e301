import type { MessageAttributeValue } from '@aws-sdk/client-sqs';
import { type Command, type JudgedEvent, toCommandMessage } from '@enterwait/domain/protocol';
import { DeliveryError } from '@enterwait/judge/errors';
import { toParkedRecord } from '@enterwait/lambda/consumer';
import { createDeadLetterSender, createParking, deadLetterQueueName } from '@enterwait/lambda/dead-letters';
import { anSqsRecord, aStreamRecord, fakeClient, recordingLogger } from '@enterwait/lambda/testing';
import { letterOf, toSend } from '@enterwait/operations/dead-letters';
import { deadLetterQueuesOf, queuesBeside, sourcesOf } from '@enterwait/operations/queues';
import { seedSamples } from './commands.ts';
import { accountMails } from './mails.ts';
import { STORIES, type Told, uuidOf } from './stories.ts';

const ARN = 'arn:aws:sqs:ap-northeast-2:000000000000';
const QUEUE_URL = 'http://sqs.example/000000000000/IntegrateEventQueue.fifo';

const outputs = queuesBeside(QUEUE_URL);
const places = deadLetterQueuesOf(outputs);
const sources = sourcesOf(outputs);
const logger = recordingLogger();
const metrics = { count: () => undefined };
const FAILED_AT = new Date('2026-11-24T01:02:03.004Z');

type Sent = {
  readonly QueueUrl: string;
  readonly MessageBody: string;
  readonly MessageGroupId?: string;
  readonly MessageAttributes?: Record<string, MessageAttributeValue>;
};
/** What was sent, as a receiver gets it. */
const received = (name: string, { MessageBody, MessageGroupId, MessageAttributes }: Sent) => ({
  MessageId: uuidOf(FAILED_AT, `letter ${name}`),
  ReceiptHandle: `handle ${name}`,
  Body: MessageBody,
  Attributes: {
    SentTimestamp: String(FAILED_AT.getTime() + 100),
    ApproximateReceiveCount: '1',
    ...(MessageGroupId === undefined ? {} : { MessageGroupId }),
  },
  ...(MessageAttributes === undefined ? {} : { MessageAttributes }),
});
type Received = ReturnType<typeof received>;

const first = STORIES[0] as Told;
const theCommand = first.commands[0] as Command;
const theEvent = first.decisions[0]?.event as JudgedEvent;
const seed = seedSamples[0] as (typeof seedSamples)[number];

const sqsRecord = (queue: string, body: string, group?: string, status?: string) => ({
  ...anSqsRecord(body, {
    receiveCount: 5,
    ...(group === undefined ? {} : { group }),
    ...(status === undefined ? {} : { status }),
  }),
  eventSourceARN: `${ARN}:${queue}`,
});
const seedBuried = {
  ...sqsRecord('IntegrateEventQueue.fifo', seed.record.body, seed.record.attributes.MessageGroupId, 'Request'),
  messageId: seed.record.messageId,
};
const mortals = [
  {
    name: 'a command',
    record: sqsRecord('IntegrateEventQueue.fifo', toCommandMessage(theCommand), theCommand.request_id, 'Request'),
  },
  { name: 'a command in the form of the seed', record: seedBuried, body: toCommandMessage(seed.reads as Command) },
  { name: 'an event for nursery', record: sqsRecord('EventToNurseryQueue', JSON.stringify(theEvent)) },
  { name: 'an event for enterwait', record: sqsRecord('EventToEnterwaitQueue', JSON.stringify(theEvent)) },
  { name: 'an event to be mailed', record: sqsRecord('SendEmailQueue', JSON.stringify(theEvent)) },
  { name: 'an account mail', record: sqsRecord('SendEmailQueue', JSON.stringify(accountMails[0])) },
];

interface Letter {
  readonly name: string;
  /** The queue that it is in. */
  readonly queue: string;
  readonly message: Received;
}
const letters: Letter[] = [];
const queueNameOf = (url: string): string => url.split('/').at(-1) ?? url;

for (const { name, record, ...rest } of mortals) {
  const { client, sent } = fakeClient<never>(() => ({}));
  const deadLetterSender = createDeadLetterSender({
    sqs: client,
    parkedQueueUrl: outputs.parked_queue_url,
    maxReceiveCount: 5,
    now: () => FAILED_AT,
    logger,
    metrics,
  });
  await deadLetterSender.sendToDeadLetterQueue([{ record, error: new DeliveryError(503, 'status 503'), ...rest }]);
  const input = sent[0]?.input as Sent;
  letters.push({ name: `${name} that died`, queue: queueNameOf(input.QueueUrl), message: received(name, input) });
  // SQS itself moves what crashed its function, without a reason.
  const moved = received(`${name} moved`, {
    QueueUrl: '',
    MessageBody: record.body,
    ...(record.attributes.MessageGroupId === undefined ? {} : { MessageGroupId: record.attributes.MessageGroupId }),
    ...(name.includes('command')
      ? { MessageAttributes: { Status: { DataType: 'String', StringValue: 'Request' } } }
      : {}),
  });
  const source = record.eventSourceARN.split(':').at(-1) ?? '';
  letters.push({ name: `${name} that SQS moved`, queue: deadLetterQueueName(source), message: moved });
}

const park = async (name: string, record: Parameters<ReturnType<typeof createParking>['park']>[0]): Promise<void> => {
  const { client, sent } = fakeClient<never>(() => ({}));
  await createParking({ sqs: client, queueUrl: outputs.parked_queue_url, logger, metrics }).park(record);
  letters.push({
    name: `${name} that was parked`,
    queue: 'ParkedQueue',
    message: received(name, sent[0]?.input as Sent),
  });
};
for (const { name, record } of mortals)
  await park(name, toParkedRecord(record, 'parent_tel: invalid_format; 1 unknown: unrecognized_keys'));
await park('a record of the stream', {
  reason: 'not a judged event: version: invalid_type',
  source: 'arn:aws:dynamodb:ap-northeast-2:000000000000:table/T/stream/2026-01-01T00:00:00.000',
  ids: { request_id: theEvent.request_id, sk: `EVENT#${theEvent.event_id}`, sequence_number: '123' },
  body: JSON.stringify(aStreamRecord(theEvent).dynamodb?.NewImage),
});
// What EventBridge could not deliver, and what the stream gave up: AWS writes these, not we.
const text = (StringValue: string) => ({ DataType: 'String', StringValue });
letters.push({
  name: 'an event that EventBridge gave up',
  queue: 'ParkedQueue',
  message: received('eventbridge', {
    QueueUrl: '',
    MessageBody: JSON.stringify({ version: '0', source: 'enterwait', 'detail-type': theEvent.type, detail: theEvent }),
    MessageAttributes: {
      ERROR_CODE: text('NO_PERMISSIONS'),
      RULE_ARN: text('arn:aws:events:ap-northeast-2:000000000000:rule/IntegrateEventBus/Request'),
      TARGET_ARN: text(`${ARN}:EventToNurseryQueue`),
    },
  }),
});
// Redriven once, and dead again.
const redriven = toSend(
  letters[0]?.message as Received,
  places.find(({ name }) => name === letters[0]?.queue) as never,
  sources,
  FAILED_AT,
  FAILED_AT,
);
if ('input' in redriven) {
  letters.push({
    name: 'a command that was redriven and moved by SQS',
    queue: 'IntegrateEventQueue-dlq.fifo',
    message: received('redriven', redriven.input as unknown as Sent),
  });
}

const REDRIVEN_AT = '2026-11-25T03:00:00.000Z';
export const letterSamples = letters.map(({ name, queue, message }) => {
  const place = places.find((one) => one.name === queue);
  if (place === undefined) throw new Error(`no such place: ${queue}`);
  const at = new Date(REDRIVEN_AT);
  return {
    name,
    queue,
    message,
    reads: letterOf(message, place.source === undefined),
    redriveAt: REDRIVEN_AT,
    redrive: toSend(message, place, sources, at, at),
  };
});
