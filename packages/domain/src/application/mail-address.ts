import { createHash } from 'node:crypto';
import { z } from 'zod';

/** Why mail to an address is suppressed: it bounces, or its owner reported a mail as spam. */
export const RETURN_REASONS = ['bounce', 'complaint'] as const;
export type ReturnReason = (typeof RETURN_REASONS)[number];

const moment = z.iso.datetime();

/**
 * Identifies an address without containing it. Not a secret: anyone with a list of addresses can match them to keys.
 */
const addressKeySchema = z.string().regex(/^[0-9a-f]{64}$/);

/**
 * What is known of an address. Each timestamp only moves forward, so messages that are repeated, late or out of order
 * change nothing.
 */
export const mailAddressStateSchema = z.looseObject({
  /** When a mail to it last bounced or was reported as spam; ISO 8601, UTC. */
  returned_at: moment.nullable(),
  /** The reason for that. */
  reason: z.enum(RETURN_REASONS).nullable(),
  /** When its owner last opened a link that was mailed to it. */
  verified_at: moment.nullable(),
});
export type MailAddressState = z.infer<typeof mailAddressStateSchema>;

/** The body of `POST /sync/mail-address`: everything the pipeline knows of one address. */
export const mailAddressNoticeSchema = mailAddressStateSchema.extend({
  address_key: addressKeySchema,
  /** The address's owner was erased: nothing of it is kept. */
  forgotten: z.boolean().optional(),
});
export type MailAddressNotice = z.infer<typeof mailAddressNoticeSchema>;

/** One of our own messages on MailFeedbackQueue. The field `mail_address` distinguishes it from the events of SES. */
export const mailAddressMessageSchema = z.discriminatedUnion('mail_address', [
  z.looseObject({ mail_address: z.literal('verified'), address_key: addressKeySchema, verified_at: moment }),
  /** The family was erased. */
  z.looseObject({ mail_address: z.literal('forgotten'), address_key: addressKeySchema }),
]);
export type MailAddressMessage = z.infer<typeof mailAddressMessageSchema>;

/** Major version of our own messages on MailFeedbackQueue. */
export const MAIL_ADDRESS_MAJOR = 1;

export const UNKNOWN_ADDRESS: MailAddressState = { returned_at: null, reason: null, verified_at: null };

/** Case does not make a different address: no mailbox that distinguishes case has been seen here. */
export const addressKeyOf = (address: string): string =>
  createHash('sha256').update(address.trim().toLowerCase()).digest('hex');

/** Merges two states: the later of each timestamp. */
export function mergeAddressStates(one: MailAddressState, other: MailAddressState): MailAddressState {
  const returned = isLater(other.returned_at, one.returned_at) ? other : one;
  return {
    returned_at: returned.returned_at,
    reason: returned.reason,
    verified_at: isLater(other.verified_at, one.verified_at) ? other.verified_at : one.verified_at,
  };
}

/**
 * Why mail to the address is suppressed; undefined: it is not. Opening a link after the bounce lifts the suppression.
 */
export const heldBackFor = ({ returned_at, reason, verified_at }: MailAddressState): ReturnReason | undefined =>
  returned_at === null || isLater(verified_at, returned_at) ? undefined : (reason ?? 'bounce');

const isLater = (moment: string | null, other: string | null): boolean =>
  moment !== null && (other === null || Date.parse(moment) > Date.parse(other));
