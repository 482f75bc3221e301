import type { AccountMailKind } from '@enterwait/domain/protocol';
import { TELL_SECONDS } from '../auth/auth.ts';
import type { AccountMails } from '../mails/account-mails.ts';

/** A change of a second factor: the name is used in the audit and for the mail to its owner. */
export type SecondFactorChange = Extract<AccountMailKind, `second-factor-${string}`>;

/** Notifies the owner. Whoever made the change may have stolen the password, so the mail links to setting a new one. */
export const mailSecondFactorChange = (mails: AccountMails, change: SecondFactorChange, email: string): void =>
  mails.send(change, email, { path: '/forgot', seconds: TELL_SECONDS });
