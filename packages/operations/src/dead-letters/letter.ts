import type { Message } from '@aws-sdk/client-sqs';
import { REQUEST_ID, requestIdOf } from '@enterwait/domain/application';
import { accountMailSchema, commandTypeSchema } from '@enterwait/domain/protocol';
import {
  DEAD_LETTER_ATTRIBUTES,
  type DeadLetterHistoryEntry,
  parseHistory,
  toAttributeText,
  UNKNOWN_REASON,
} from '@enterwait/lambda/dead-letters';

/** What an operator sees of a dead letter: ids and reasons, nothing of its body. Times are ISO 8601, UTC. */
export interface DeadLetter {
  readonly message_id: string;
  /** When it died or was parked, otherwise when it was sent. */
  readonly at: string;
  readonly reason: string;
  readonly request_id: string | null;
  /** For an account mail, its `mail_id`: the mail's claim starts with either. */
  readonly event_id: string | null;
  /** Type of a command, or the kind of an account mail. */
  readonly type: string | null;
  /** How often it was received before it died; null: unknown. */
  readonly receives: number | null;
  readonly redriven: number;
  readonly history: readonly DeadLetterHistoryEntry[];
  /** Only for parked records: the queue, stream or rule it came from. */
  readonly source?: string;
}

/** Reads a message of a dead-letter queue or of the parked queue. */
export function letterOf(message: Message, parked: boolean): DeadLetter {
  const body = parseObject(message.Body);
  return parked ? parkedLetter(message, body) : deadLetter(message, body);
}

function deadLetter(message: Message, body: Fields): DeadLetter {
  const attribute = textsOf(message);
  const { reason, failedAt, receives, history: historyName } = DEAD_LETTER_ATTRIBUTES;
  const history = parseHistory(attribute[historyName]);
  return {
    message_id: message.MessageId ?? '',
    at: attribute[failedAt] ?? sentAt(message),
    reason: attribute[reason] ?? UNKNOWN_REASON,
    ...applicationOf(body, attribute.Status),
    receives: attribute[receives] === undefined ? null : Number(attribute[receives]),
    redriven: history.filter(({ what }) => what === 'redriven').length,
    history,
  };
}

function parkedLetter(message: Message, body: Fields): DeadLetter {
  const attribute = textsOf(message);
  const ids = fieldsOf(body.ids);
  const kept = textFieldsOf(fieldsOf(body.attributes));
  const history = parseHistory(kept[DEAD_LETTER_ATTRIBUTES.history] ?? attribute[DEAD_LETTER_ATTRIBUTES.history]);
  // Parked by a function, or given up by EventBridge (ERROR_CODE, RULE_ARN) or by the stream (requestContext).
  const condition = fieldsOf(body.requestContext).condition;
  const reason = attribute.Reason ?? attribute.ERROR_CODE ?? text(condition) ?? UNKNOWN_REASON;
  const source = text(body.source) ?? attribute.RULE_ARN ?? text(fieldsOf(body.DDBStreamBatchInfo).streamArn);
  const known = applicationOf(parseObject(text(body.body)), kept.Status);
  const inDetail = applicationOf(fieldsOf(body.detail ?? body), undefined);
  const eventKey = text(ids.sk)?.replace(/^EVENT#/, '');
  return {
    message_id: message.MessageId ?? '',
    at: text(body.parked_at) ?? sentAt(message),
    reason: toAttributeText(reason),
    request_id: known.request_id ?? matching(ids.request_id, REQUEST_ID) ?? inDetail.request_id,
    event_id: known.event_id ?? matching(eventKey, UUID) ?? inDetail.event_id,
    type: known.type ?? inDetail.type,
    receives: null,
    redriven: history.filter(({ what }) => what === 'redriven').length,
    history,
    ...(source === undefined ? {} : { source: source.split(':').slice(5).join(':') || source }),
  };
}

export type Fields = Readonly<Record<string, unknown>>;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * The application that a body is about. Anything that does not look like an id is left out, because it could be
 * personal data.
 */
function applicationOf(body: Fields, status: string | undefined): Pick<DeadLetter, 'request_id' | 'event_id' | 'type'> {
  const derived =
    typeof body.child_id === 'string' && typeof body.nursery_id === 'string'
      ? requestIdOf({ child_id: body.child_id, nursery_id: body.nursery_id })
      : undefined;
  return {
    request_id: matching(body.request_id, REQUEST_ID) ?? matching(derived, REQUEST_ID),
    event_id: matching(body.event_id, UUID) ?? matching(body.mail_id, UUID),
    type:
      commandTypeSchema.safeParse(body.type).data ??
      commandTypeSchema.safeParse(status).data ??
      accountMailSchema.shape.mail.safeParse(body.mail).data ??
      null,
  };
}

const matching = (value: unknown, pattern: RegExp): string | null =>
  typeof value === 'string' && pattern.test(value) ? value : null;
const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
export const fieldsOf = (value: unknown): Fields => (typeof value === 'object' && value !== null ? { ...value } : {});
export const textFieldsOf = (fields: Fields): Record<string, string> =>
  Object.fromEntries(Object.entries(fields).filter((field): field is [string, string] => typeof field[1] === 'string'));

export function parseObject(json: string | undefined): Fields {
  try {
    return fieldsOf(JSON.parse(json ?? ''));
  } catch {
    return {};
  }
}

/** The text attributes of a message. */
export const textsOf = ({ MessageAttributes = {} }: Message): Record<string, string> =>
  textFieldsOf(Object.fromEntries(Object.entries(MessageAttributes).map(([name, value]) => [name, value.StringValue])));

export const sentAt = ({ Attributes }: Message): string =>
  new Date(Number(Attributes?.SentTimestamp) || 0).toISOString();
