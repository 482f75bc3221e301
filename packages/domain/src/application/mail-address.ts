import { createHash } from 'node:crypto';
import { z } from 'zod';

/** Why mails to an address are held back: it does not take them, or its owner called one of them spam. */
export const RETURN_REASONS = ['bounce', 'complaint'] as const;
export type ReturnReason = (typeof RETURN_REASONS)[number];

const moment = z.iso.datetime();

/** Names an address without holding it. Not a secret: whoever has a list of addresses can tell which of them it is. */
export const addressKeySchema = z.string().regex(/^[0-9a-f]{64}$/);

/** What is known of an address. Each moment only ever moves on, so that what comes twice, late or out of order changes nothing. */
export const mailAddressStateSchema = z.looseObject({
  /** When a mail to it last came back or was complained of; ISO 8601, UTC. */
  returned_at: moment.nullable(),
  /** Of that mail. */
  reason: z.enum(RETURN_REASONS).nullable(),
  /** When its owner last opened a link that was mailed to it. */
  verified_at: moment.nullable(),
});
export type MailAddressState = z.infer<typeof mailAddressStateSchema>;

/** The body of `POST /sync/mail-address`: all that the pipeline knows of one address. */
export const mailAddressNoticeSchema = mailAddressStateSchema.extend({
  address_key: addressKeySchema,
  /** Whose it was has been erased: nothing of it is kept. */
  forgotten: z.boolean().optional(),
});
export type MailAddressNotice = z.infer<typeof mailAddressNoticeSchema>;

/** A message of our own on MailFeedbackQueue, told apart from the events of SES by `mail_address`. */
export const mailAddressMessageSchema = z.discriminatedUnion('mail_address', [
  z.looseObject({ mail_address: z.literal('verified'), address_key: addressKeySchema, verified_at: moment }),
  /** The family was erased. */
  z.looseObject({ mail_address: z.literal('forgotten'), address_key: addressKeySchema }),
]);
export type MailAddressMessage = z.infer<typeof mailAddressMessageSchema>;

/** Major version of the messages on MailFeedbackQueue that are our own. */
export const MAIL_ADDRESS_MAJOR = 1;

export const UNKNOWN_ADDRESS: MailAddressState = { returned_at: null, reason: null, verified_at: null };

/** Capital letters make no other address: nobody here has seen a mailbox that tells them apart. */
export const addressKeyOf = (address: string): string =>
  createHash('sha256').update(address.trim().toLowerCase()).digest('hex');

/** What is known when both are: of each moment the later one. */
export function mergeAddressStates(one: MailAddressState, other: MailAddressState): MailAddressState {
  const returned = isLater(other.returned_at, one.returned_at) ? other : one;
  return {
    returned_at: returned.returned_at,
    reason: returned.reason,
    verified_at: isLater(other.verified_at, one.verified_at) ? other.verified_at : one.verified_at,
  };
}

/** Why mails to the address are held back; undefined: they are not. Whoever has opened a link since takes mails again. */
export const heldBackFor = ({ returned_at, reason, verified_at }: MailAddressState): ReturnReason | undefined =>
  returned_at === null || isLater(verified_at, returned_at) ? undefined : (reason ?? 'bounce');

const isLater = (moment: string | null, other: string | null): boolean =>
  moment !== null && (other === null || Date.parse(moment) > Date.parse(other));
