import { type Application, applicationSchema } from './application.ts';

/**
 * The placeholder for a family's erased data (개인정보 파기, ADR 0012). Every value passes the schema, so all readers of
 * applications can read it too. None belongs to a real person: the mail address is in a domain that can never exist
 * (RFC 2606).
 */
export const ERASED = {
  child_name: '파기됨',
  child_birthday: '19000101',
  user_id: 'erased',
  parent_name: '파기됨',
  parent_tel: '0000000',
  parent_address: '파기됨',
  parent_postcode: '00000',
  parent_email: 'erased@erased.invalid',
} as const satisfies Omit<Application, 'child_id' | 'nursery_id'>;

/** The erased form of an application: only the two ids stay. */
export const erased = ({ child_id, nursery_id }: Pick<Application, 'child_id' | 'nursery_id'>): Application =>
  applicationSchema.parse({ ...ERASED, child_id, nursery_id });

/** Checks both fields: a user may be called `erased`, but receives no mail at a domain that cannot exist. */
export const isErased = ({ user_id, parent_email }: Pick<Application, 'user_id' | 'parent_email'>): boolean =>
  user_id === ERASED.user_id && parent_email === ERASED.parent_email;
