import { randomUUID } from 'node:crypto';
import { CONSENT_KINDS, CONSENTS, type ConsentKind } from '../../../services/enterwait/src/consents/texts.ts';
import { fieldOf } from '../../../services/enterwait/src/pages/consents/consent-fields.tsx';
import { databaseOf } from '../stack/databases.ts';

/** The checked boxes of a form. */
export const ticking = (...kinds: readonly ConsentKind[]): Record<string, string> =>
  Object.fromEntries(kinds.map((kind) => [fieldOf(kind), CONSENTS[kind].version]));

/** What the sign-up form asks for. */
export const SIGN_UP_TICKED = ticking('account');

/** A parent who has agreed to everything, whoever entered them. */
export async function agreeFor(userId: string): Promise<void> {
  for (const kind of CONSENT_KINDS) {
    await databaseOf('enterwait').execute(
      "INSERT INTO consent (user_id, person_id, kind, version, event, at, trace_id) VALUES (?, ?, ?, ?, 'given', UTC_TIMESTAMP(3), ?)",
      [userId, randomUUID(), kind, CONSENTS[kind].version, '0'.repeat(32)],
    );
  }
}
