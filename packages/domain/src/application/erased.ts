import { type Application, applicationSchema } from './application.ts';

/**
 * What stands where a family's data was erased (개인정보 파기, ADR 0012). Every value passes the schema, so that whoever reads
 * applications reads these too; none is anybody's: the mail address is of a domain that can never exist (RFC 2606).
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

/** The erased form of an application: the two ids are all that stays. */
export const erased = ({ child_id, nursery_id }: Pick<Application, 'child_id' | 'nursery_id'>): Application =>
  applicationSchema.parse({ ...ERASED, child_id, nursery_id });

/** Both fields are asked: a user may be called `erased`, but gets no mail at a domain that cannot exist. */
export const isErased = ({ user_id, parent_email }: Pick<Application, 'user_id' | 'parent_email'>): boolean =>
  user_id === ERASED.user_id && parent_email === ERASED.parent_email;
