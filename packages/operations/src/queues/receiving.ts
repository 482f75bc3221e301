import {
  ChangeMessageVisibilityBatchCommand,
  GetQueueAttributesCommand,
  type Message,
  ReceiveMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';

/** A received message, with its receipt handle. */
export interface Received extends Message {
  readonly ReceiptHandle: string;
}

/**
 * Up to ten messages, hidden for `seconds`. Long polling asks all of SQS' servers, so an empty answer means that
 * nothing is visible.
 */
export async function receive(
  sqs: Pick<SQSClient, 'send'>,
  url: string,
  seconds: number,
  most = 10,
): Promise<Received[]> {
  const { Messages = [] } = await sqs.send(
    new ReceiveMessageCommand({
      QueueUrl: url,
      MaxNumberOfMessages: Math.min(most, 10),
      VisibilityTimeout: seconds,
      WaitTimeSeconds: 1,
      MessageAttributeNames: ['All'],
      MessageSystemAttributeNames: ['All'],
    }),
  );
  return Messages.flatMap((message) =>
    message.ReceiptHandle === undefined ? [] : [{ ...message, ReceiptHandle: message.ReceiptHandle }],
  );
}

/** Makes messages visible again at once. If that fails, they become visible by themselves later. */
export async function release(sqs: Pick<SQSClient, 'send'>, url: string, messages: readonly Received[]): Promise<void> {
  for (let start = 0; start < messages.length; start += 10) {
    const Entries = messages
      .slice(start, start + 10)
      .map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle, VisibilityTimeout: 0 }));
    await sqs.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl: url, Entries })).catch(() => undefined);
  }
}

/** Messages in a queue: visible ones, and those that are in flight or delayed. Approximate. */
export async function countOf(sqs: Pick<SQSClient, 'send'>, url: string): Promise<{ visible: number; hidden: number }> {
  const { Attributes } = await sqs.send(
    new GetQueueAttributesCommand({
      QueueUrl: url,
      AttributeNames: [
        'ApproximateNumberOfMessages',
        'ApproximateNumberOfMessagesNotVisible',
        'ApproximateNumberOfMessagesDelayed',
      ],
    }),
  );
  const number = (value: string | undefined) => Number(value ?? 0);
  return {
    visible: number(Attributes?.ApproximateNumberOfMessages),
    hidden:
      number(Attributes?.ApproximateNumberOfMessagesNotVisible) +
      number(Attributes?.ApproximateNumberOfMessagesDelayed),
  };
}
