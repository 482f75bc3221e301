import { notAllowed, personOf, principalOf } from '@enterwait/http/access';
import type { Response } from 'express';

/** The signed-in parent: their user_id on the wire, and their account's data. */
export interface SignedParent {
  readonly userId: string;
  readonly name: string;
  readonly email: string;
}

/** A parent's API key can open the pages as well, but has no name to apply with. @throws HttpError 403 `not-allowed` */
export function parentOf(res: Response): SignedParent {
  const { userId } = principalOf(res);
  if (userId === undefined) throw notAllowed();
  const { name = '', email = '' } = personOf(res) ?? {};
  return { userId, name, email };
}
