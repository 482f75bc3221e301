import { type Application, requestIdOf, SAMPLE_APPLICATION } from '@enterwait/domain/application';
import {
  type Command,
  type CommandType,
  type JudgedEvent,
  judge,
  NO_STATE,
  type State,
  toCommandMessage,
} from '@enterwait/domain/protocol';
import type { AttributeValue, Context, DynamoDBRecord, SQSEvent, SQSRecord } from 'aws-lambda';

export const QUEUE_ARN = 'arn:aws:sqs:ap-northeast-2:000000000000:TheQueue';
export const STREAM_ARN = 'arn:aws:dynamodb:ap-northeast-2:000000000000:table/T/stream/2024-03-15T00:00:00.000';
export const PARKED_QUEUE_URL = 'http://sqs.example/000000000000/ParkedQueue';
export const NOW = new Date('2024-03-15T05:06:07.000Z');

/** A UUIDv7 that ends in this number. */
const eventId = (number: number): string => `018e3f00-0000-7000-8000-${String(number).padStart(12, '0')}`;

export const anApplication = (overrides: Partial<Application> = {}): Application => ({
  ...SAMPLE_APPLICATION,
  ...overrides,
});

/** The application of the child with this number. */
export const applicationOf = (child: number): Application =>
  anApplication({ child_id: `2024031500${String(child).padStart(5, '0')}` });

let commandNumber = 0;

export function aCommand(type: CommandType, overrides: Partial<Command> = {}): Command {
  commandNumber += 1;
  const application = overrides.application ?? anApplication();
  return {
    event_id: eventId(commandNumber),
    request_id: requestIdOf(application),
    type,
    origin: type === 'Request' || type === 'Cancel' ? 'enterwait' : 'nursery',
    occurred_at: NOW.toISOString(),
    application,
    ...overrides,
  };
}

/** The event of a command as the judge would decide it in a state where it is legal. */
export function anAppliedEvent(type: CommandType, overrides: Partial<JudgedEvent> = {}): JudgedEvent {
  const met: State =
    type === 'Request' ? NO_STATE : { status: 1, version: 1, application: anApplication(), entry: null, round: 1 };
  return { ...judge(met, aCommand(type), NOW), ...overrides };
}

/** The event of a command as the judge would decide it in a state where it is illegal. */
export function aRefusedEvent(type: CommandType, overrides: Partial<JudgedEvent> = {}): JudgedEvent {
  const status = type === 'Request' ? 1 : 99;
  const met: State = { status, version: 2, application: anApplication(), entry: null, round: 1 };
  return { ...judge(met, aCommand(type), NOW), ...overrides };
}

let messageNumber = 0;

export function anSqsRecord(body: string, overrides: { group?: string; receiveCount?: number; status?: string } = {}) {
  messageNumber += 1;
  const record: SQSRecord = {
    messageId: eventId(900_000 + messageNumber),
    receiptHandle: `receipt-${messageNumber}`,
    body,
    attributes: {
      ApproximateReceiveCount: String(overrides.receiveCount ?? 1),
      SentTimestamp: String(NOW.getTime()),
      SenderId: 'sender',
      ApproximateFirstReceiveTimestamp: String(NOW.getTime()),
      ...(overrides.group === undefined ? {} : { MessageGroupId: overrides.group }),
    },
    messageAttributes:
      overrides.status === undefined ? {} : { Status: { stringValue: overrides.status, dataType: 'String' } },
    md5OfBody: '',
    eventSource: 'aws:sqs',
    eventSourceARN: QUEUE_ARN,
    awsRegion: 'ap-northeast-2',
  };
  return record;
}

export const aCommandRecord = (command: Command, overrides: { receiveCount?: number } = {}): SQSRecord =>
  anSqsRecord(toCommandMessage(command), { group: command.request_id, status: command.type, ...overrides });

export const anEventRecord = (event: JudgedEvent, overrides: { receiveCount?: number } = {}): SQSRecord =>
  anSqsRecord(JSON.stringify(event), overrides);

export const sqsEvent = (...records: SQSRecord[]): SQSEvent => ({ Records: records });

/** The insert of an EVENT item as the stream reports it. */
export const aStreamRecord = (event: JudgedEvent, overrides: Partial<DynamoDBRecord> = {}): DynamoDBRecord => ({
  eventID: event.event_id,
  eventName: 'INSERT',
  eventSourceARN: STREAM_ARN,
  dynamodb: {
    Keys: { request_id: { S: event.request_id }, sk: { S: `EVENT#${event.event_id}` } },
    NewImage: marshallItem({ ...event, sk: `EVENT#${event.event_id}` }),
    SequenceNumber: `seq-${event.event_id}`,
  },
  ...overrides,
});

const marshallItem = (item: object): Record<string, AttributeValue> =>
  Object.fromEntries(Object.entries(item).map(([key, value]) => [key, marshallValue(value)]));

function marshallValue(value: unknown): AttributeValue {
  if (value === null) return { NULL: true };
  if (typeof value === 'number') return { N: String(value) };
  if (Array.isArray(value)) return { L: value.map(marshallValue) };
  if (typeof value === 'object') return { M: marshallItem(value) };
  return { S: String(value) };
}

export const aContext = (overrides: Partial<Context> = {}): Context => ({
  functionName: 'TheFunction',
  functionVersion: '$LATEST',
  invokedFunctionArn: 'arn:aws:lambda:ap-northeast-2:000000000000:function:TheFunction',
  memoryLimitInMB: '512',
  awsRequestId: 'request-1',
  logGroupName: '/aws/lambda/TheFunction',
  logStreamName: 'stream',
  callbackWaitsForEmptyEventLoop: true,
  getRemainingTimeInMillis: () => 40_000,
  done: () => undefined,
  fail: () => undefined,
  succeed: () => undefined,
  ...overrides,
});
