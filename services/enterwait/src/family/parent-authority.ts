import { isErased, wireApplication } from '@enterwait/domain/application';
import { notYours } from '@enterwait/http/access';
import { HttpError } from '@enterwait/http/errors';
import type { Authorise } from '@enterwait/ledger/commands';
import { consentRequired, missingConsents } from '../consents/consents.ts';
import { type FamilyTables, familyLeft } from './family.ts';
import { differingFields, notRegisteredData } from './registered-data.ts';

/**
 * A parent may request a place only for a child they registered, with the registered data, and may change only their own applications. A
 * withdrawal carries the application's stored data, so nobody gets mail that the family did not name. An earlier check made sure that the
 * body names the parent.
 * @throws HttpError 403 `not-yours`, `not-registered-data`, `consent-required`
 */
export const parentAuthority: Authorise<Pick<FamilyTables, 'lockRegistered' | 'consentsOf'>> = async (
  tables,
  { type, actor, application, row, claims },
) => {
  if (actor.role !== 'parent') return;
  // Mail about the child would go to an unverified address. Withdrawing is always possible; a key has no address.
  if (type === 'Request' && actor.emailVerified === false) throw addressNotVerified();
  // An application of an erased family belongs to nobody; a parent who has registered the child may apply again.
  const isFree = row !== undefined && type === 'Request' && isErased(row);
  if (row !== undefined && row.user_id !== actor.userId && !isFree) throw notYours();
  // A removed child's applications can still be withdrawn.
  if (type !== 'Request') return row && wireApplication(row);
  const registered = await tables.lockRegistered(application.child_id);
  if (registered === undefined || registered.user_id !== actor.userId) throw notYours();
  if (registered.leaving_at !== null) throw familyLeft();
  const differing = differingFields(application, registered);
  if (differing.length > 0) throw notRegisteredData(differing);
  // If a program of the agency acts for a family, the agency has its consent.
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
