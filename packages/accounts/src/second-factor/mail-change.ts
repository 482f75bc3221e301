import type { AccountMailKind } from '@enterwait/domain/protocol';
import { TELL_SECONDS } from '../auth/auth.ts';
import type { AccountMails } from '../mails/account-mails.ts';

/** What may happen to a second factor: by this name the audit has it, and the mail to whoever it belongs to. */
export type SecondFactorChange = Extract<AccountMailKind, `second-factor-${string}`>;

/** Tells a person of it. Whoever did it had their password, perhaps: the mail leads to a new one. */
export const mailSecondFactorChange = (mails: AccountMails, change: SecondFactorChange, email: string): void =>
  mails.send(change, email, { path: '/forgot', seconds: TELL_SECONDS });
