import { notAllowed, personOf, principalOf } from '@enterwait/http/access';
import type { Response } from 'express';

/** The parent who is signed in: their name on the wire, and what their account knows of them. */
export interface SignedParent {
  readonly userId: string;
  readonly name: string;
  readonly email: string;
}

/** An API key of a parent sees the pages as well, but has no name to apply with. @throws HttpError 403 `not-allowed` */
export function parentOf(res: Response): SignedParent {
  const { userId } = principalOf(res);
  if (userId === undefined) throw notAllowed();
  const { name = '', email = '' } = personOf(res) ?? {};
  return { userId, name, email };
}
