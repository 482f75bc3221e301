import type { Transaction } from '@enterwait/http/database';
import { HttpError } from '@enterwait/http/errors';
import { isSensitive } from './sensitive.ts';
import { CONSENT_KINDS, CONSENTS, type ConsentKind } from './texts.ts';

/** A consent that was given or withdrawn. */
export interface ConsentEvent {
  readonly kind: ConsentKind;
  readonly version: string;
  readonly event: 'given' | 'withdrawn';
  readonly at: Date;
}

/** The person who gives it, and the trace of the request. */
export interface ConsentGiver {
  readonly userId: string;
  readonly personId: string;
  readonly traceId: string;
}

const countsNow = ({ kind, version, event }: ConsentEvent): boolean => {
  // A kind that only a later release knows.
  const known = CONSENTS[kind] as (typeof CONSENTS)[ConsentKind] | undefined;
  return event === 'given' && known !== undefined && [known.version, ...known.alsoCounts].includes(version);
};

/** What a parent currently agrees to. */
export async function consentsOf(tx: Transaction, userId: string): Promise<ReadonlySet<ConsentKind>> {
  const latest = await tx.query<ConsentEvent>(
    `SELECT kind, version, event, at FROM consent
     WHERE seq IN (SELECT MAX(seq) FROM consent WHERE user_id = ? GROUP BY kind)`,
    [userId],
  );
  return new Set(latest.filter(countsNow).map(({ kind }) => kind));
}

/** Given and withdrawn consents, newest first; at most 100. */
export const consentHistory = (tx: Transaction, userId: string): Promise<ConsentEvent[]> =>
  tx.query<ConsentEvent>('SELECT kind, version, event, at FROM consent WHERE user_id = ? ORDER BY seq DESC LIMIT 100', [
    userId,
  ]);

/** Records that these consents were given or withdrawn, for the current texts. */
export async function noteConsents(
  tx: Transaction,
  { userId, personId, traceId }: ConsentGiver,
  event: ConsentEvent['event'],
  kinds: readonly ConsentKind[],
  now: Date,
): Promise<void> {
  for (const kind of kinds) {
    await tx.execute(
      'INSERT INTO consent (user_id, person_id, kind, version, event, at, trace_id) VALUES (?, ?, ?, ?, ?, ?, ?)',
      [userId, personId, kind, CONSENTS[kind].version, event, now, traceId],
    );
  }
}

/** The consents still missing for an application with these claims. */
export const missingConsents = (given: ReadonlySet<ConsentKind>, claims: readonly string[]): ConsentKind[] =>
  CONSENT_KINDS.filter((kind) => !given.has(kind) && (kind !== 'sensitive' || isSensitive(claims)));

export const consentRequired = (kinds: readonly ConsentKind[]): HttpError =>
  new HttpError(
    403,
    'consent-required',
    '먼저 개인정보 처리에 동의해 주세요 / please agree to the processing of your data first',
    kinds.map((kind) => ({
      field: kind,
      code: 'consent-required',
      message: `${CONSENTS[kind].title.ko} / ${CONSENTS[kind].title.en}`,
    })),
  );
