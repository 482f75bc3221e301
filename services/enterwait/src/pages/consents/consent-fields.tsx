import type { SignUpConsents } from '@enterwait/accounts/people';
import { type Consent, ConsentField, type RawForm } from '@enterwait/pages/forms';
import { text } from '@enterwait/pages/parts';
import type { VNode } from 'preact';
import { noteConsents } from '../../consents/consents.ts';
import { CONSENT_KINDS, CONSENTS, type ConsentKind } from '../../consents/texts.ts';

export const fieldOf = (kind: ConsentKind): `consent_${ConsentKind}` => `consent_${kind}`;

export const consentOf = (kind: ConsentKind): Consent => ({ name: fieldOf(kind), ...CONSENTS[kind] });

export const CONSENT_LABELS = Object.fromEntries(CONSENT_KINDS.map((kind) => [fieldOf(kind), CONSENTS[kind].title]));

/** The ticked consents, in their current versions. */
export const tickedIn = (raw: RawForm): ConsentKind[] =>
  CONSENT_KINDS.filter((kind) => [raw[fieldOf(kind)]].flat().includes(CONSENTS[kind].version));

/** A form with all consents unticked: a URL cannot consent. */
export const withoutConsents = (raw: RawForm): RawForm =>
  Object.fromEntries(Object.entries(raw).filter(([name]) => !(name in CONSENT_LABELS)));

const ONLY_IF = text(
  '장애, 복지 자격, 가족 상황에 관한 항목을 골랐을 때만 필요합니다.',
  'Only needed if you chose an item about disability, welfare or family circumstances.',
);

/** A box for each missing consent. */
export const ConsentFields = ({ given }: { readonly given: ReadonlySet<ConsentKind> }): VNode => (
  <>
    {CONSENT_KINDS.filter((kind) => !given.has(kind)).map((kind) => (
      <ConsentField
        key={kind}
        consent={consentOf(kind)}
        {...(kind === 'sensitive' ? { optional: true, hint: ONLY_IF } : {})}
      />
    ))}
  </>
);

/** Required for an account. People who were added or imported are asked before their first application. */
export const SIGN_UP_CONSENTS: SignUpConsents = {
  asked: [consentOf('account')],
  note: (tx, giver) => noteConsents(tx, giver, 'given', ['account'], new Date()),
};
