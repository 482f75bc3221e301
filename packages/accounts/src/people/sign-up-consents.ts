import { traceparentOf } from '@enterwait/http/app';
import { inTransaction, type Pool, type Transaction } from '@enterwait/http/database';
import type { Consent } from '@enterwait/pages/forms';
import type { Response } from 'express';
import { z } from 'zod';
import type { PersonRecord } from '../auth/auth.ts';

/** What a person must agree to when signing up, and how the service stores the consent. */
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
  /** Fields of the form: each must send the version of the current text. */
  readonly shape: Readonly<Record<string, z.ZodType>>;
  /**
   * Records that a new account agreed. For an existing account nothing is recorded, because anybody may have typed its
   * address.
   * @param madeId the account that this sign-up created
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
