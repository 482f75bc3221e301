import { traceparentOf } from '@enterwait/http/app';
import { inTransaction, type Pool, type Transaction } from '@enterwait/http/database';
import type { Consent } from '@enterwait/pages/forms';
import type { Response } from 'express';
import { z } from 'zod';
import type { PersonRecord } from '../auth/auth.ts';

/** What somebody must agree to as they sign up, and how the service keeps that they did. */
export interface SignUpConsents {
  readonly asked: readonly Consent[];
  readonly note: (
    tx: Transaction,
    giver: { readonly userId: string; readonly personId: string; readonly traceId: string },
  ) => Promise<void>;
}

/** The same for the sign-up page. */
export interface ConsentsOfForm {
  readonly asked: readonly Consent[];
  /** Fields of the form: each must send the version of the text that is in force. */
  readonly shape: Readonly<Record<string, z.ZodType>>;
  /**
   * Notes that a new account agreed; of an account that was there before, whoever typed its address has nothing to say.
   * @param madeId the account that this sign-up has made
   */
  given(res: Response, account: PersonRecord | undefined, madeId: unknown): Promise<void>;
}

export const consentsOfForm = (pool: Pool, consents: SignUpConsents | undefined): ConsentsOfForm => ({
  asked: consents?.asked ?? [],
  shape: Object.fromEntries(
    (consents?.asked ?? []).map(({ name, version }) => [
      name,
      z.literal(version, { error: '동의가 필요합니다 / your consent is needed' }),
    ]),
  ),
  async given(res, account, madeId) {
    if (consents === undefined || !account?.waitlistUserId || account.id !== madeId) return;
    const [, traceId = ''] = traceparentOf(res).split('-');
    const giver = { userId: account.waitlistUserId, personId: account.id, traceId };
    await inTransaction(pool, (tx) => consents.note(tx, giver));
  },
});
