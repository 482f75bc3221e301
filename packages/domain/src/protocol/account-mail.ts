import { z } from 'zod';

/**
 * The kinds of account mail, each with the major version of its message. A SendEmail that does not support that version
 * yet leaves the message in the queue.
 */
export const ACCOUNT_MAIL_MAJORS = {
  /** A link for setting a new password. */
  'password-reset': 1,
  /** A link that verifies an address after sign-up. */
  'address-verification': 2,
  /** Somebody signed up with an address that already has an account. */
  'sign-up-again': 2,
  /** A password was set or changed. */
  'password-changed': 2,
  /** A link that moves an account to this address. */
  'address-change': 2,
  /** To the previous address: a move was requested. */
  'address-change-asked': 2,
  /** To the previous address: the account now has another address. */
  'address-changed': 2,
  /** A second factor was switched on. */
  'second-factor-on': 3,
  /** It was switched off, or removed by an administrator. */
  'second-factor-off': 3,
  /** New recovery codes replaced the old ones. */
  'second-factor-codes': 3,
  /** A link that verifies again an address whose mail bounced. */
  'address-confirmation': 4,
} as const satisfies Record<string, number>;
export type AccountMailKind = keyof typeof ACCOUNT_MAIL_MAJORS;
export const ACCOUNT_MAILS = Object.keys(ACCOUNT_MAIL_MAJORS) as AccountMailKind[];

/**
 * Mails that verify an address. They are sent even to a suppressed address, because its owner asked for them to lift
 * the suppression.
 */
export const PROVING_MAILS: readonly AccountMailKind[] = [
  'address-verification',
  'address-confirmation',
  'address-change',
];

/** Major version of the account mails that this release reads. */
export const ACCOUNT_MAIL_MAJOR = Math.max(...Object.values(ACCOUNT_MAIL_MAJORS));

/**
 * A mail about an account instead of an application: a message on SendEmail's queue, told apart by the field `mail`.
 */
export const accountMailSchema = z.looseObject({
  mail: z.enum(ACCOUNT_MAILS),
  /** Identifies the message: a repeat is the same mail. */
  mail_id: z.uuid(),
  to: z.email().max(254),
  /** The page that the mail links to: where its link is used, or what to do if it was somebody else. */
  url: z.url({ protocol: /^https?$/ }).max(2000),
  /** When the link expires; a mail without its own link is pointless after that. */
  expires_at: z.iso.datetime(),
});
export type AccountMail = z.infer<typeof accountMailSchema>;
