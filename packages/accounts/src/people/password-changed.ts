import { type PersonRecord, TELL_SECONDS } from '../auth/auth.ts';
import type { AccountMails } from '../mails/account-mails.ts';
import type { Links } from '../mails/links.ts';

/** Ends what must not outlive the old password, except sessions, and mails the person. */
export type PasswordChanged = (person: Pick<PersonRecord, 'id' | 'email'>) => Promise<void>;

export const createPasswordChanged =
  ({ links, mails }: { readonly links: Links; readonly mails: AccountMails }): PasswordChanged =>
  async ({ id, email }) => {
    await links.end(id);
    mails.send('password-changed', email, { path: '/forgot', seconds: TELL_SECONDS });
  };
