import { isErased, wireApplication } from '@enterwait/domain/application';
import { notYours } from '@enterwait/http/access';
import { HttpError } from '@enterwait/http/errors';
import type { Authorise } from '@enterwait/ledger/commands';
import { consentRequired, missingConsents } from './consents/consents.ts';
import { type FamilyTables, familyLeft } from './family.ts';
import { differingFields, notRegisteredData } from './registered-data.ts';

/**
 * A parent asks for a place for a child that they registered, with what is registered of both, and touches an application only where it
 * is theirs. What they withdraw is told with what the application itself has: so nobody gets mail that the family did not name.
 * That the body names themselves is checked before.
 * @throws HttpError 403 `not-yours`, `not-registered-data`, `consent-required`
 */
export const parentAuthority: Authorise<Pick<FamilyTables, 'lockRegistered' | 'consentsOf'>> = async (
  tables,
  { type, actor, application, row, claims },
) => {
  if (actor.role !== 'parent') return;
  // Mails about the child would go to an address that may be anybody's. Withdrawing is never in the way of that; a key has no address.
  if (type === 'Request' && actor.emailVerified === false) throw addressNotVerified();
  // One whose family's data was erased is nobody's; whoever has registered the child may ask anew.
  const isFree = row !== undefined && type === 'Request' && isErased(row);
  if (row !== undefined && row.user_id !== actor.userId && !isFree) throw notYours();
  // A child that was taken off the list leaves its applications to be withdrawn.
  if (type !== 'Request') return row && wireApplication(row);
  const registered = await tables.lockRegistered(application.child_id);
  if (registered === undefined || registered.user_id !== actor.userId) throw notYours();
  if (registered.leaving_at !== null) throw familyLeft();
  const differing = differingFields(application, registered);
  if (differing.length > 0) throw notRegisteredData(differing);
  // For families that a program of the agency speaks for, the agency has their consent.
  if (actor.kind !== 'person') return;
  const missing = missingConsents(await tables.consentsOf(registered.user_id), claims);
  if (missing.length > 0) throw consentRequired(missing);
};

const addressNotVerified = (): HttpError =>
  new HttpError(
    403,
    'address-not-verified',
    '메일 주소를 먼저 확인해 주세요 / please confirm your mail address first, by the link that was mailed to it',
  );
