import { notAllowed, type Person, personOf, principalOf } from '@enterwait/http/access';
import type { Response } from 'express';

/** These pages are of a person; a key has no account. */
export function personHere(res: Response): Person & { readonly id: string; readonly emailVerified: boolean } {
  const person = personOf(res);
  const { id, emailVerified = false } = principalOf(res);
  if (person === undefined) throw notAllowed();
  return { ...person, id, emailVerified };
}
