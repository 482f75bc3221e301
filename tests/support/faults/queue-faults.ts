import {
  GetEventSourceMappingCommand,
  ListEventSourceMappingsCommand,
  UpdateEventSourceMappingCommand,
} from '@aws-sdk/client-lambda';
import { DeleteMessageCommand, type MessageAttributeValue, SendMessageCommand } from '@aws-sdk/client-sqs';
import type { CommandType } from '@enterwait/domain/protocol';
import { redrive } from '@enterwait/operations/dead-letters';
import { deadLetterQueuesOf, type Received, receive, release, selectedQueues } from '@enterwait/operations/queues';
import type { Target } from '@enterwait/operations/target';
import type { ResultSetHeader } from 'mysql2/promise';
import { targetOfStack } from '../../../localstack/stack/local-target.ts';
import { eventsOf, queueDepth } from '../stack/aws.ts';
import { databaseOf, rowsOf } from '../stack/databases.ts';
import { eventually } from '../stack/eventually.ts';
import { theStack } from '../stack/stack.ts';
import { lambdaClient } from './lambda-faults.ts';

/** From now on nobody takes messages out of IntegrateEventQueue. @returns lets the judge go on */
export const stopJudging = (): Promise<() => Promise<void>> => stopConsuming('SQSToDynamoDB');

/** From now on a function gets no messages of its queue. @returns lets it go on */
export async function stopConsuming(functionName: string): Promise<() => Promise<void>> {
  const client = lambdaClient();
  const { EventSourceMappings: mappings = [] } = await client.send(
    new ListEventSourceMappingsCommand({ FunctionName: functionName }),
  );
  const [UUID] = mappings.map((mapping) => mapping.UUID);
  if (UUID === undefined) throw new Error(`${functionName} has no source`);
  const setEnabled = async (Enabled: boolean): Promise<void> => {
    await client.send(new UpdateEventSourceMappingCommand({ UUID, Enabled }));
    // LocalStack does this a moment later.
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
 * Takes up to `most` messages of an application out of a queue. Other received messages are held until the end: if they were given back
 * at once, only the first ten would ever be seen. The queue is empty when it gave nothing for `quietSeconds`. Of an application only
 * the first message can be received until it is deleted.
 */
async function takeMessages(
  sqs: Target['sqs'],
  url: string,
  wanted: Wanted,
  { most, quietSeconds }: { readonly most: number; readonly quietSeconds: number },
): Promise<Received[]> {
  const taken: Received[] = [];
  const held: Received[] = [];
  // Otherwise the messages held first would come again and again.
  const heldUntil = performance.now() + HOLD_SECONDS * 1000;
  let quiet = 0;
  try {
    while (taken.length < most && quiet < quietSeconds && performance.now() < heldUntil) {
      // Waits for a second if there is nothing.
      const messages = await receive(sqs, url, HOLD_SECONDS);
      quiet = messages.length === 0 ? quiet + 1 : 0;
      for (const message of messages) {
        if (taken.length === most || !isWanted(message, wanted)) {
          held.push(message);
          continue;
        }
        await sqs.send(new DeleteMessageCommand({ QueueUrl: url, ReceiptHandle: message.ReceiptHandle }));
        taken.push(message);
      }
    }
    return taken;
  } finally {
    await release(sqs, url, held);
  }
}

/** Longer than a relay's lease (60 s): a row that a process claimed before it died is sent only after that. */
const LONGEST_WAIT_MS = 180_000;

/** The first message of an application, which may still have to arrive. */
async function takeMessage(sqs: Target['sqs'], url: string, wanted: Wanted): Promise<Received | undefined> {
  const until = performance.now() + LONGEST_WAIT_MS;
  for (;;) {
    const [message] = await takeMessages(sqs, url, wanted, { most: 1, quietSeconds: HOLD_SECONDS });
    if (message !== undefined || performance.now() > until) return message;
  }
}

/** What became of a command whose message is not in the queue: not sent, held by a receiver, or judged. */
async function missing({ requestId }: Wanted): Promise<Error> {
  const outbox = 'SELECT event_id, type, attempts, sent_at, next_attempt_at FROM outbox WHERE request_id = ?';
  const [enterwait, nursery, events, queued] = await Promise.all([
    rowsOf('enterwait', outbox, [requestId]),
    rowsOf('nursery', outbox, [requestId]),
    eventsOf(requestId),
    queueDepth(theStack().integrateQueueUrl),
  ]);
  return new Error(`no message of ${requestId}: ${JSON.stringify({ enterwait, nursery, events, queued })}`);
}

/** Loses a message of an application for ever. Nobody may be judging meanwhile. @throws when there is none */
export const loseMessage = (wanted: Wanted): Promise<void> =>
  withTarget(async ({ sqs }) => {
    if ((await takeMessage(sqs, theStack().integrateQueueUrl, wanted)) === undefined) throw await missing(wanted);
  });

/** Longer than any pause of the tests' relay (`ASK_AGAIN_SECONDS`) and shorter than its lease: a row that is due later is being sent. */
const LONGEST_PAUSE_SECONDS = 20;

/**
 * Loses for ever the command of an application that waits for its answer, and puts its next time far off, so that nobody asks again
 * automatically. Nobody may be judging meanwhile.
 */
export async function loseCommand(system: 'enterwait' | 'nursery', requestId: string): Promise<void> {
  // Not while a relay sends it: the relay would note its own next time afterwards, and put one more message into the queue.
  const never = `UPDATE outbox SET next_attempt_at = '2100-01-01'
    WHERE request_id = ? AND attempts > 0 AND next_attempt_at <= sent_at + INTERVAL ${LONGEST_PAUSE_SECONDS} SECOND`;
  await eventually(async () => {
    const [{ affectedRows }] = await databaseOf(system).execute<ResultSetHeader>(never, [requestId]);
    expect(affectedRows).toBe(1);
  });
  await withTarget(async ({ sqs }) => {
    const lost = await takeMessages(
      sqs,
      theStack().integrateQueueUrl,
      { requestId },
      { most: Infinity, quietSeconds: 2 },
    );
    expect(lost).not.toEqual([]);
  });
}

/** Waits until the command of an application has been sent: what another system asks after that comes behind it in the queue. */
export const untilSent = (system: 'enterwait' | 'nursery', requestId: string): Promise<void> =>
  eventually(async () => {
    const sent = 'SELECT 1 FROM outbox WHERE request_id = ? AND attempts > 0';
    expect(await rowsOf(system, sent, [requestId])).toHaveLength(1);
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
    if (message === undefined) throw await missing(wanted);
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
    const [place] = selectedQueues(deadLetterQueuesOf(target.outputs), queue);
    if (place === undefined) throw new Error(`${queue} has no dead letters`);
    const redriven = await redrive(target, place, { max: 1000 });
    return redriven.filter(({ to }) => to !== undefined).length;
  });

/** Puts all dead commands back, as `make redrive QUEUE=IntegrateEventQueue` does. @returns how many */
export const redriveCommands = (): Promise<number> => redriveAll('IntegrateEventQueue');

/** Puts parked messages back where they came from, as `make redrive QUEUE=ParkedQueue` does. @returns how many */
export const redriveParked = (): Promise<number> => redriveAll('ParkedQueue');
