import {
  addressKeyOf,
  MAIL_ADDRESS_MAJOR,
  type MailAddressState,
  mailAddressMessageSchema,
  type ReturnReason,
  UNKNOWN_ADDRESS,
} from '@enterwait/domain/application';
import { describeIssues, requireKnownMajor } from '@enterwait/domain/protocol';
import { UnprocessableRecordError } from '@enterwait/judge/errors';
import type { SQSRecord } from 'aws-lambda';
import { z } from 'zod';

/** What a message reports about addresses. */
export interface Feedback {
  /** The name under which it is counted and logged. */
  readonly kind:
    | 'permanent-bounce'
    | 'transient-bounce'
    | 'complaint'
    | 'not-spam'
    | 'verified'
    | 'forgotten'
    | 'other';
  /** The provider's ids of the mail and of the feedback. */
  readonly ids: Readonly<Record<string, string>>;
  /** What was learned, by the key of the address; empty: nothing to remember. */
  readonly heard: ReadonlyMap<string, MailAddressState>;
  /** Key of an address to forget. */
  readonly forget?: string;
}

const recipients = z.array(z.object({ emailAddress: z.string().min(3) })).min(1);
const mail = z.object({ messageId: z.string() });

/** The events as SES puts them on the event bus. @see https://docs.aws.amazon.com/ses/latest/dg/monitoring-eventbridge.html */
const bounced = z.object({
  mail,
  bounce: z.object({
    /** Permanent, Transient or Undetermined. */
    bounceType: z.string(),
    bouncedRecipients: recipients,
    timestamp: z.iso.datetime(),
    feedbackId: z.string(),
  }),
});
const complained = z.object({
  mail,
  complaint: z.object({
    complainedRecipients: recipients,
    timestamp: z.iso.datetime(),
    feedbackId: z.string(),
    /** If the receiver says so: abuse, not-spam, … */
    complaintFeedbackType: z.string().nullish(),
  }),
});
const eventSchema = z.object({ source: z.literal('aws.ses'), 'detail-type': z.string(), detail: z.unknown() });

/**
 * Reads a message of MailFeedbackQueue: an event of SES, or one of ours (an address that was verified, or is to be
 * forgotten).
 * @throws UnprocessableRecordError for a message that can never be one of these
 * @throws NewerMessageError when a later release wrote it: it waits
 */
export function feedbackOf({ body, messageAttributes }: SQSRecord): Feedback {
  const json = parse(body);
  if (typeof json === 'object' && json !== null && 'mail_address' in json) {
    requireKnownMajor(json, messageAttributes.Version?.stringValue, MAIL_ADDRESS_MAJOR);
    const message = read(mailAddressMessageSchema, json, 'a message about an address');
    if (message.mail_address === 'forgotten')
      return { kind: 'forgotten', ids: {}, heard: new Map(), forget: message.address_key };
    const { address_key, verified_at } = message;
    return { kind: 'verified', ids: {}, heard: new Map([[address_key, { ...UNKNOWN_ADDRESS, verified_at }]]) };
  }
  const event = read(eventSchema, json, 'an event of SES');
  switch (event['detail-type']) {
    case 'Email Bounced':
      return bounceOf(read(bounced, event.detail, 'a bounce'));
    case 'Email Complaint Received':
      return complaintOf(read(complained, event.detail, 'a complaint'));
    default:
      // The rule selects none of these. Widening it must not fill the dead-letter queue.
      return { kind: 'other', ids: {}, heard: new Map() };
  }
}

function bounceOf({ mail: { messageId }, bounce }: z.infer<typeof bounced>): Feedback {
  const ids = { mail: messageId, feedback: bounce.feedbackId };
  // A full mailbox or an unavailable server: SES has given up on this mail, but the next one may well arrive.
  if (bounce.bounceType !== 'Permanent') return { kind: 'transient-bounce', ids, heard: new Map() };
  return { kind: 'permanent-bounce', ids, heard: heardOf(bounce.bouncedRecipients, bounce.timestamp, 'bounce') };
}

function complaintOf({ mail: { messageId }, complaint }: z.infer<typeof complained>): Feedback {
  const ids = { mail: messageId, feedback: complaint.feedbackId };
  // The receiver took it out of the spam folder.
  if (complaint.complaintFeedbackType === 'not-spam') return { kind: 'not-spam', ids, heard: new Map() };
  return { kind: 'complaint', ids, heard: heardOf(complaint.complainedRecipients, complaint.timestamp, 'complaint') };
}

const heardOf = (all: z.infer<typeof recipients>, at: string, reason: ReturnReason): Map<string, MailAddressState> =>
  new Map(
    all.map(({ emailAddress }) => [
      addressKeyOf(bareAddress(emailAddress)),
      { ...UNKNOWN_ADDRESS, returned_at: new Date(at).toISOString(), reason },
    ]),
  );

/** A receiver may report it with a name: `Kim <kim@example.com>`. */
const bareAddress = (text: string): string => /<([^<>]+)>\s*$/.exec(text)?.[1] ?? text;

function read<Schema extends z.ZodType>(schema: Schema, json: unknown, what: string): z.infer<Schema> {
  const parsed = schema.safeParse(json);
  if (!parsed.success) throw new UnprocessableRecordError(`not ${what}: ${describeIssues(parsed.error)}`);
  return parsed.data;
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch (error) {
    throw new UnprocessableRecordError('body is not JSON', { cause: error });
  }
}
