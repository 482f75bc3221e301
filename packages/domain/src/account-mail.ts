import { z } from 'zod';

/** The kinds of mails about accounts. What was added after `password-reset` travels as version 2: a SendEmail before it lets those wait. */
export const ACCOUNT_MAILS = [
  /** A link by which a password is set anew. */
  'password-reset',
  /** A link that proves an address, after signing up. */
  'address-verification',
  /** Somebody signed up with an address that has an account. */
  'sign-up-again',
  /** A password was set or changed. */
  'password-changed',
  /** A link that moves an account to this address. */
  'address-change',
  /** To the address of before: a move was asked for. */
  'address-change-asked',
  /** To the address of before: the account has another address now. */
  'address-changed',
] as const;
export type AccountMailKind = (typeof ACCOUNT_MAILS)[number];

/** Major version of the account mails that this release reads; those of version 1 are `password-reset` alone. */
export const ACCOUNT_MAIL_MAJOR = 2;

/** A mail about an account instead of an application: a message on the queue of SendEmail, told apart by `mail`. */
export const accountMailSchema = z.looseObject({
  mail: z.enum(ACCOUNT_MAILS),
  /** Known by it: the same message twice is one mail. */
  mail_id: z.uuid(),
  to: z.email().max(254),
  /** The page that the mail leads to: where its link is used, or what can be done if it was somebody else. */
  url: z.url({ protocol: /^https?$/ }).max(2000),
  /** When the link ends; a mail without a link of its own is of no use later. */
  expires_at: z.iso.datetime(),
});
export type AccountMail = z.infer<typeof accountMailSchema>;
