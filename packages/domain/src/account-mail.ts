import { z } from 'zod';

/** A mail about an account instead of an application: a message on the queue of SendEmail, told apart by `mail`. */
export const accountMailSchema = z.looseObject({
  mail: z.literal('password-reset'),
  /** Known by it: the same message twice is one mail. */
  mail_id: z.uuid(),
  to: z.email().max(254),
  /** Where the password is set anew; valid until `expires_at`. */
  url: z.url({ protocol: /^https?$/ }).max(2000),
  expires_at: z.iso.datetime(),
});
export type AccountMail = z.infer<typeof accountMailSchema>;
