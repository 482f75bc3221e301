import {
  DeleteMessageCommand,
  type MessageAttributeValue,
  SendMessageCommand,
  type SendMessageCommandInput,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import { parseCommand, toCommandMessage } from '@enterwait/domain/protocol';
import {
  DEAD_LETTER_ATTRIBUTES,
  type DeadLetterHistoryEntry,
  extendHistory,
  parseHistory,
  UNKNOWN_REASON,
} from '@enterwait/lambda/dead-letters';
import { type DeadLetterQueue, isParked, type Source, sourcesOf } from '../queues/dead-letter-queues.ts';
import type { PipelineQueues } from '../queues/queues.ts';
import { type Received, receive, release } from '../queues/receiving.ts';
import { fieldsOf, letterOf, parseObject, sentAt, textFieldsOf, textsOf } from './letter.ts';

/** A pipeline that an operator works on. */
export interface Target {
  readonly sqs: Pick<SQSClient, 'send'>;
  readonly outputs: PipelineQueues;
}

/** The result for one dead letter. `stays`: it is still in its queue, and why. */
export interface Redriven {
  readonly queue: string;
  readonly message_id: string;
  readonly request_id: string | null;
  readonly event_id: string | null;
  readonly to?: string;
  readonly stays?: string;
}

export interface RedriveOptions {
  /** The most messages to redrive. */
  readonly max: number;
  readonly now?: () => Date;
  /** Called before a message is sent: if it rejects, the run ends and the message stays. */
  readonly onMoving?: (moving: Redriven) => Promise<void>;
  /** The message that was being sent when the run ended; it may have been sent. */
  readonly onFailed?: (moving: Redriven) => Promise<void>;
  readonly onRedriven?: (redriven: Redriven) => void;
}

/** Long enough for ten sends and deletes, and short, because a crashed run leaves its messages hidden for this long. */
const HOLD_SECONDS = 60;

/**
 * Moves the messages of a dead-letter queue back to where they came from: receive, send, delete. At least once: a crash
 * between send and delete repeats a message, which every consumer recognises. One message at a time, so that a FIFO
 * group keeps its order. A message that dies again during the run stays: it was tried.
 */
export async function redrive(target: Target, place: DeadLetterQueue, options: RedriveOptions): Promise<Redriven[]> {
  const { sqs, outputs } = target;
  const now = options.now ?? (() => new Date());
  const started = now();
  const results = new Map<string, Redriven>();
  const held: Received[] = [];
  let sent = 0;
  try {
    while (sent < options.max) {
      const messages = await receive(sqs, place.url, HOLD_SECONDS, options.max - sent);
      const fresh = messages.filter(({ MessageId }) => !results.has(MessageId ?? ''));
      held.push(...messages);
      if (fresh.length === 0) break;
      for (const message of fresh) {
        const result = toSend(message, place, sourcesOf(outputs), started, now());
        const { message_id, request_id, event_id } = letterOf(message, isParked(place));
        const ids = { queue: place.name, message_id, request_id, event_id };
        let redriven: Redriven = { ...ids, stays: 'stays' in result ? result.stays : '' };
        if (!('stays' in result)) {
          redriven = { ...ids, to: result.to };
          await options.onMoving?.(redriven);
          try {
            await sqs.send(new SendMessageCommand(result.input));
            await sqs.send(new DeleteMessageCommand({ QueueUrl: place.url, ReceiptHandle: message.ReceiptHandle }));
          } catch (error) {
            await options.onFailed?.(redriven);
            throw error;
          }
          held.splice(held.indexOf(message), 1);
          sent += 1;
        }
        results.set(message_id, redriven);
        options.onRedriven?.(redriven);
      }
    }
  } finally {
    await release(sqs, place.url, held);
  }
  return [...results.values()];
}

type Sending = { readonly to: string; readonly input: SendMessageCommandInput } | { readonly stays: string };

/** What to send for a dead letter, and where to; or why it stays. Pure. */
export function toSend(
  message: Received,
  place: DeadLetterQueue,
  sources: readonly Source[],
  started: Date,
  now: Date,
): Sending {
  const origin = isParked(place) ? originOfParked(message, sources) : originOfDeadLetter(message, place.source);
  if ('stays' in origin) return origin;
  const { source, body, group, attributes, lastFailure } = origin;
  const history = parseHistory(attributes[DEAD_LETTER_ATTRIBUTES.history]?.StringValue);
  if (history.some(({ what, at }) => what === 'redriven' && at >= started.toISOString())) {
    return { stays: '이번 실행에서 다시 죽음 (died again in this run)' };
  }
  const isWritten = history.at(-1)?.what === 'failed' && !isParked(place);
  const entries: DeadLetterHistoryEntry[] = [
    ...(isWritten ? [] : [lastFailure]),
    { what: 'redriven', at: now.toISOString() },
  ];
  const { reason, failedAt, receives, history: historyName } = DEAD_LETTER_ATTRIBUTES;
  // The history now contains the failure. Leaving the attributes would report it again after a crash.
  const { [reason]: _reason, [failedAt]: _failedAt, [receives]: _receives, ...kept } = attributes;
  return {
    to: source.name,
    input: {
      QueueUrl: source.url,
      MessageBody: body,
      MessageAttributes: { ...kept, [historyName]: textAttribute(extendHistory(history, ...entries)) },
      ...(source.fifo
        ? { MessageGroupId: group, MessageDeduplicationId: `redriven-${message.MessageId ?? message.ReceiptHandle}` }
        : {}),
    },
  };
}

type Origin =
  | {
      readonly source: Source;
      readonly body: string;
      readonly group: string;
      readonly attributes: Record<string, MessageAttributeValue>;
      readonly lastFailure: DeadLetterHistoryEntry;
    }
  | { readonly stays: string };

const textAttribute = (StringValue: string): MessageAttributeValue => ({ DataType: 'String', StringValue });

function originOfDeadLetter(message: Received, source: Source | undefined): Origin {
  if (source === undefined) return { stays: '원래 큐를 모름 (its queue is not known)' };
  const attributes = Object.fromEntries(
    Object.entries(message.MessageAttributes ?? {}).map(([name, { DataType, StringValue, BinaryValue }]) => [
      name,
      {
        DataType,
        ...(StringValue === undefined ? {} : { StringValue }),
        ...(BinaryValue === undefined ? {} : { BinaryValue }),
      },
    ]),
  );
  return {
    source,
    body: source.fifo ? withIdentity(message) : (message.Body ?? ''),
    group: groupOf(message),
    attributes,
    lastFailure: { what: 'failed', at: sentAt(message), reason: UNKNOWN_REASON, receives: null },
  };
}

function originOfParked(message: Received, sources: readonly Source[]): Origin {
  const texts = textsOf(message);
  const parked = parseObject(message.Body);
  const reason = texts.Reason ?? texts.ERROR_CODE ?? UNKNOWN_REASON;
  const lastFailure: DeadLetterHistoryEntry = {
    what: 'failed',
    at: typeof parked.parked_at === 'string' ? parked.parked_at : sentAt(message),
    reason,
    receives: null,
  };
  // What EventBridge could not deliver is the whole event; a queue of the pipeline takes its detail.
  if (texts.TARGET_ARN !== undefined) {
    const source = sourceOf(texts.TARGET_ARN, sources);
    if (source === undefined) return { stays: '원래 큐를 모름 (its queue is not known)' };
    const body = parked.detail === undefined ? (message.Body ?? '') : JSON.stringify(parked.detail);
    return { source, body, group: groupOf(message), attributes: {}, lastFailure };
  }
  const source = sourceOf(String(parked.source ?? ''), sources);
  if (source === undefined) return { stays: '스트림에서 온 것: make reconcile (from the stream: make reconcile)' };
  if (parked.truncated === true || typeof parked.body !== 'string') {
    return { stays: '본문이 온전하지 않음 (its body is not whole)' };
  }
  const attributes = Object.fromEntries(
    Object.entries(textFieldsOf(fieldsOf(parked.attributes))).map(([name, value]) => [name, textAttribute(value)]),
  );
  const group = fieldsOf(parked.ids).message_group_id;
  return {
    source,
    body: parked.body,
    group: typeof group === 'string' ? group : groupOf(message),
    attributes,
    lastFailure,
  };
}

const sourceOf = (arn: string, sources: readonly Source[]): Source | undefined =>
  sources.find(({ name }) => name === arn.split(':').at(-1));

const groupOf = ({ Attributes, MessageId }: Received): string => Attributes?.MessageGroupId ?? MessageId ?? 'redriven';

/**
 * The body of a command with its identity in it. A command in the legacy form is identified by its message, which SQS
 * moved here unchanged; a redrive creates a new message. Anything that is not a command stays as it is: the judge will
 * park it.
 */
function withIdentity(message: Received): string {
  const body = message.Body ?? '';
  try {
    const messageId = message.MessageId ?? '';
    const command = parseCommand(body, {
      messageId,
      status: textsOf(message).Status,
      sentAt: new Date(sentAt(message)),
    });
    return command.event_id === messageId && !('invalid' in command) ? toCommandMessage(command) : body;
  } catch {
    return body;
  }
}
