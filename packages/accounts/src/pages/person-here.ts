import { notAllowed, type Person, personOf, principalOf } from '@enterwait/http/access';
import type { Response } from 'express';

/** The signed-in person. A key has no account, so it gets no account pages. */
export function personHere(res: Response): Person & { readonly id: string; readonly emailVerified: boolean } {
  const person = personOf(res);
  const { id, emailVerified = false } = principalOf(res);
  if (person === undefined) throw notAllowed();
  return { ...person, id, emailVerified };
}
