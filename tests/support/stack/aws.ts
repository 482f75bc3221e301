import { DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { DescribeRuleCommand, EventBridgeClient, TestEventPatternCommand } from '@aws-sdk/client-eventbridge';
import { GetQueueAttributesCommand, PurgeQueueCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { DynamoDBDocumentClient, GetCommand, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import {
  addressKeyOf,
  type MailAddressState,
  mailAddressStateSchema,
  UNKNOWN_ADDRESS,
} from '@enterwait/domain/application';
import { type JudgedEvent, judgedEventSchema, STATUS } from '@enterwait/domain/protocol';
import { INDEXES } from '@enterwait/judge/table';
import { theStack } from './stack.ts';

const clientOptions = () => ({
  region: theStack().region,
  endpoint: theStack().awsEndpointUrl,
  credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
});
let queues: SQSClient | undefined;
let documents: DynamoDBDocumentClient | undefined;
const sqs = (): SQSClient => {
  queues ??= new SQSClient({ ...clientOptions(), useQueueUrlAsEndpoint: false });
  return queues;
};
const dynamodb = (): DynamoDBDocumentClient => {
  documents ??= DynamoDBDocumentClient.from(new DynamoDBClient(clientOptions()));
  return documents;
};

/** STATE of an application as the judge has it, or `undefined`. */
export async function stateOf(requestId: string): Promise<Record<string, unknown> | undefined> {
  const key = { request_id: requestId, sk: 'STATE' };
  return (await dynamodb().send(new GetCommand({ TableName: theStack().tableName, Key: key, ConsistentRead: true })))
    .Item;
}

/** Every judged event of an application. */
export async function eventsOf(requestId: string): Promise<Record<string, unknown>[]> {
  const { Items } = await dynamodb().send(
    new QueryCommand({
      TableName: theStack().tableName,
      KeyConditionExpression: 'request_id = :id AND begins_with(sk, :event)',
      ExpressionAttributeValues: { ':id': requestId, ':event': 'EVENT#' },
      ConsistentRead: true,
    }),
  );
  return Items ?? [];
}

/** The same as judged events, however many there are. */
export const allEventsOf = async (requestId: string): Promise<JudgedEvent[]> =>
  (await eventsOf(requestId)).map(({ sk: _key, ...event }) => judgedEventSchema.parse(event));

/** How many accepted applications the judge has for a daycare. */
export async function countAccepted(nurseryId: string): Promise<number> {
  const { hash, range } = INDEXES.ByNursery;
  let count = 0;
  let ExclusiveStartKey: Record<string, unknown> | undefined;
  do {
    const page = await dynamodb().send(
      new QueryCommand({
        TableName: theStack().tableName,
        IndexName: 'ByNursery',
        Select: 'COUNT',
        KeyConditionExpression: '#nursery = :nursery AND begins_with(#status, :accepted)',
        ExpressionAttributeNames: { '#nursery': hash, '#status': range },
        ExpressionAttributeValues: { ':nursery': nurseryId, ':accepted': `${STATUS.accepted}#` },
        ...(ExclusiveStartKey === undefined ? {} : { ExclusiveStartKey }),
      }),
    );
    count += page.Count ?? 0;
    ExclusiveStartKey = page.LastEvaluatedKey;
  } while (ExclusiveStartKey !== undefined);
  return count;
}

/** Writes an item without the judge: something that should not be there. */
export async function putItem(Item: Record<string, unknown>): Promise<void> {
  await dynamodb().send(new PutCommand({ TableName: theStack().tableName, Item }));
}

export async function itemCount(): Promise<number> {
  let count = 0;
  let ExclusiveStartKey: Record<string, never> | undefined;
  do {
    const page = await dynamodb().send(
      new ScanCommand({
        TableName: theStack().tableName,
        Select: 'COUNT',
        ConsistentRead: true,
        ...(ExclusiveStartKey ? { ExclusiveStartKey } : {}),
      }),
    );
    count += page.Count ?? 0;
    ExclusiveStartKey = page.LastEvaluatedKey as Record<string, never> | undefined;
  } while (ExclusiveStartKey);
  return count;
}

/** Messages in a queue, both waiting and being processed. */
export async function queueDepth(url: string): Promise<number> {
  const names = [
    'ApproximateNumberOfMessages',
    'ApproximateNumberOfMessagesNotVisible',
    'ApproximateNumberOfMessagesDelayed',
  ] as const;
  const { Attributes } = await sqs().send(new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: [...names] }));
  return names.reduce((sum, name) => sum + Number(Attributes?.[name] ?? 0), 0);
}

/** Messages of a queue that a consumer has received and not finished. */
export async function messagesHeld(url: string): Promise<number> {
  const { Attributes } = await sqs().send(
    new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ['ApproximateNumberOfMessagesNotVisible'] }),
  );
  return Number(Attributes?.ApproximateNumberOfMessagesNotVisible ?? 0);
}

/** The dead letters and parked messages, by queue; empty queues are left out. */
export async function deadLetterCounts(): Promise<Record<string, number>> {
  const { dead_letter_queue_urls, parked_queue_url } = theStack().outputs;
  const queues = { ...dead_letter_queue_urls, ParkedQueue: parked_queue_url };
  const depths = await Promise.all(
    Object.entries(queues).map(async ([name, url]) => [name, await queueDepth(url)] as const),
  );
  return Object.fromEntries(depths.filter(([, depth]) => depth > 0));
}

/** Throws away all dead letters and parked messages. */
export async function emptyDeadLetters(): Promise<void> {
  const { dead_letter_queue_urls, parked_queue_url } = theStack().outputs;
  for (const QueueUrl of [...Object.values(dead_letter_queue_urls), parked_queue_url])
    await sqs().send(new PurgeQueueCommand({ QueueUrl }));
}

/** Puts a message into IntegrateEventQueue as a system would, or as the old systems did. */
export async function sendCommand(message: {
  body: string;
  status?: string;
  group: string;
  dedup: string;
}): Promise<string> {
  const { MessageId } = await sqs().send(
    new SendMessageCommand({
      QueueUrl: theStack().integrateQueueUrl,
      MessageBody: message.body,
      MessageGroupId: message.group,
      MessageDeduplicationId: message.dedup,
      ...(message.status === undefined
        ? {}
        : { MessageAttributes: { Status: { DataType: 'String', StringValue: message.status } } }),
    }),
  );
  return MessageId ?? '';
}

/** Puts a judged event straight into a delivery or mail queue: a repeat, or one that overtook another. */
export async function sendToQueue(url: string, body: string): Promise<void> {
  await sqs().send(new SendMessageCommand({ QueueUrl: url, MessageBody: body }));
}

/** What the pipeline knows about a mail address. */
export async function mailAddressOf(email: string): Promise<MailAddressState> {
  const { Item } = await dynamodb().send(
    new GetCommand({
      TableName: theStack().outputs.mail_address_table_name,
      Key: { id: addressKeyOf(email) },
      ConsistentRead: true,
    }),
  );
  if (Item === undefined) return UNKNOWN_ADDRESS;
  const { returned_at, reason, verified_at } = mailAddressStateSchema.parse(Item);
  return { returned_at, reason, verified_at };
}

/** Whether the rule of a bus (by default the default one) would forward an event. The emulator has the pattern, and gives the verdict. */
export async function isCaught(rule: string, event: string, bus?: string): Promise<boolean> {
  const client = new EventBridgeClient(clientOptions());
  try {
    const { EventPattern } = await client.send(
      new DescribeRuleCommand({ Name: rule, ...(bus === undefined ? {} : { EventBusName: bus }) }),
    );
    const { Result } = await client.send(new TestEventPatternCommand({ EventPattern, Event: event }));
    return Result === true;
  } finally {
    client.destroy();
  }
}

/** What became of a mail, as an event of SES. An emulator's bus accepts nothing in AWS' name: it goes where the rule would put it. */
export const sendMailFeedback = (event: string): Promise<void> =>
  sendToQueue(theStack().outputs.queue_urls.MailFeedbackQueue ?? '', event);

export function closeAws(): void {
  queues?.destroy();
  documents?.destroy();
  queues = undefined;
  documents = undefined;
}
