import { z } from 'zod';

/** The kinds of mails about accounts, each with the major version of its message: a SendEmail that does not know it yet lets it wait. */
export const ACCOUNT_MAIL_MAJORS = {
  /** A link by which a password is set anew. */
  'password-reset': 1,
  /** A link that proves an address, after signing up. */
  'address-verification': 2,
  /** Somebody signed up with an address that has an account. */
  'sign-up-again': 2,
  /** A password was set or changed. */
  'password-changed': 2,
  /** A link that moves an account to this address. */
  'address-change': 2,
  /** To the address of before: a move was asked for. */
  'address-change-asked': 2,
  /** To the address of before: the account has another address now. */
  'address-changed': 2,
  /** A second factor was switched on. */
  'second-factor-on': 3,
  /** It was switched off, or taken away by an administrator. */
  'second-factor-off': 3,
  /** New recovery codes took the place of the old ones. */
  'second-factor-codes': 3,
  /** A link that proves an address anew, from which mails came back. */
  'address-confirmation': 4,
} as const satisfies Record<string, number>;
export type AccountMailKind = keyof typeof ACCOUNT_MAIL_MAJORS;
export const ACCOUNT_MAILS = Object.keys(ACCOUNT_MAIL_MAJORS) as AccountMailKind[];

/** Those by which an address is proved: they go out although mails to it came back, for their owner asked for them to mend just that. */
export const PROVING_MAILS: readonly AccountMailKind[] = [
  'address-verification',
  'address-confirmation',
  'address-change',
];

/** Major version of the account mails that this release reads. */
export const ACCOUNT_MAIL_MAJOR = Math.max(...Object.values(ACCOUNT_MAIL_MAJORS));

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
