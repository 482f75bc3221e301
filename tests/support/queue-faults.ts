import {
  GetEventSourceMappingCommand,
  ListEventSourceMappingsCommand,
  UpdateEventSourceMappingCommand,
} from '@aws-sdk/client-lambda';
import { DeleteMessageCommand, type MessageAttributeValue, SendMessageCommand } from '@aws-sdk/client-sqs';
import type { CommandType } from '@enterwait/domain';
import { chosenPlaces, placesOf, type Received, receive, redrive, release } from '@enterwait/operations';
import { type Target, targetOfStack } from '../../scripts/lib/target.ts';
import { eventually } from './eventually.ts';
import { lambdaClient } from './lambda-faults.ts';
import { theStack } from './stack.ts';

/** Nobody takes messages out of IntegrateEventQueue any more. @returns lets the judge go on */
export const stopJudging = (): Promise<() => Promise<void>> => stopConsuming('SQSToDynamoDB');

/** A function gets no messages of its queue any more. @returns lets it go on */
export async function stopConsuming(functionName: string): Promise<() => Promise<void>> {
  const client = lambdaClient();
  const { EventSourceMappings: mappings = [] } = await client.send(
    new ListEventSourceMappingsCommand({ FunctionName: functionName }),
  );
  const [UUID] = mappings.map((mapping) => mapping.UUID);
  if (UUID === undefined) throw new Error(`${functionName} has no source`);
  const setEnabled = async (Enabled: boolean): Promise<void> => {
    await client.send(new UpdateEventSourceMappingCommand({ UUID, Enabled }));
    // LocalStack does it a moment later.
    await eventually(async () => {
      const { State } = await client.send(new GetEventSourceMappingCommand({ UUID }));
      expect(State).toBe(Enabled ? 'Enabled' : 'Disabled');
    });
  };
  await setEnabled(false);
  return async () => {
    await setEnabled(true);
    client.destroy();
  };
}

const HOLD_SECONDS = 60;
const TRIES = 60;

type Wanted = { readonly requestId: string; readonly type?: CommandType };

const isWanted = ({ Attributes, MessageAttributes, Body }: Received, { requestId, type }: Wanted): boolean =>
  (Attributes?.MessageGroupId === requestId || (Body ?? '').includes(requestId)) &&
  (type === undefined || MessageAttributes?.Status?.StringValue === type);

async function withTarget<Result>(work: (target: Target) => Promise<Result>): Promise<Result> {
  const target = targetOfStack(theStack());
  try {
    return await work(target);
  } finally {
    target.close();
  }
}

/**
 * Takes one message of an application out of a queue. What else is received is held until it is found: given back at once, the first ten
 * would be all that is ever seen. @returns undefined: there is none, after so many tries
 */
async function takeMessage(
  sqs: Target['sqs'],
  url: string,
  wanted: Wanted,
  tries = TRIES,
): Promise<Received | undefined> {
  const held: Received[] = [];
  try {
    for (let attempt = 1; attempt <= tries; attempt += 1) {
      const messages = await receive(sqs, url, HOLD_SECONDS);
      const found = messages.find((message) => isWanted(message, wanted));
      held.push(...messages.filter((message) => message !== found));
      if (found === undefined) continue;
      await sqs.send(new DeleteMessageCommand({ QueueUrl: url, ReceiptHandle: found.ReceiptHandle }));
      return found;
    }
    return undefined;
  } finally {
    await release(sqs, url, held);
  }
}

/** A message of an application is gone for ever. Nobody may be judging meanwhile. @throws when there is none */
export const loseMessage = (wanted: Wanted): Promise<void> =>
  withTarget(async ({ sqs }) => {
    if ((await takeMessage(sqs, theStack().integrateQueueUrl, wanted)) === undefined)
      throw new Error(`no message of ${wanted.requestId}`);
  });

/** All messages of an application that lie in IntegrateEventQueue are gone for ever. @returns how many there were */
export const loseAllMessages = (requestId: string): Promise<number> =>
  withTarget(async ({ sqs }) => {
    let lost = 0;
    while ((await takeMessage(sqs, theStack().integrateQueueUrl, { requestId }, 2)) !== undefined) lost += 1;
    return lost;
  });

const deadLetters = (): string => {
  const url = theStack().outputs.dead_letter_queue_urls.IntegrateEventQueue;
  if (url === undefined) throw new Error('IntegrateEventQueue has no dead-letter queue');
  return url;
};

/** Moves a message to the dead-letter queue, as SQS does after its last receive. Nobody may be judging meanwhile. */
export const letDie = (wanted: Wanted): Promise<void> =>
  withTarget(async ({ sqs }) => {
    const message = await takeMessage(sqs, theStack().integrateQueueUrl, wanted);
    if (message === undefined) throw new Error(`no message of ${wanted.requestId}`);
    const attributes = Object.entries(message.MessageAttributes ?? {}).map(
      ([name, { DataType, StringValue }]): [string, MessageAttributeValue] => [name, { DataType, StringValue }],
    );
    await sqs.send(
      new SendMessageCommand({
        QueueUrl: deadLetters(),
        MessageBody: message.Body,
        MessageAttributes: Object.fromEntries(attributes),
        MessageGroupId: wanted.requestId,
        MessageDeduplicationId: `died-${message.MessageId}`,
      }),
    );
  });

/** A dead letter of an application expires, or an operator deletes it. @throws when there is none */
export const deleteDeadLetter = (requestId: string): Promise<void> =>
  withTarget(async ({ sqs }) => {
    if ((await takeMessage(sqs, deadLetters(), { requestId })) === undefined)
      throw new Error(`no dead letter of ${requestId}`);
  });

const redriveAll = (queue: string): Promise<number> =>
  withTarget(async (target) => {
    const [place] = chosenPlaces(placesOf(target.outputs), queue);
    if (place === undefined) throw new Error(`${queue} has no dead letters`);
    const redriven = await redrive(target, place, { max: 1000 });
    return redriven.filter(({ to }) => to !== undefined).length;
  });

/** Puts all dead commands back, as `make redrive QUEUE=IntegrateEventQueue` does. @returns how many */
export const redriveCommands = (): Promise<number> => redriveAll('IntegrateEventQueue');

/** Puts parked messages back where they came from, as `make redrive QUEUE=ParkedQueue` does. @returns how many */
export const redriveParked = (): Promise<number> => redriveAll('ParkedQueue');
