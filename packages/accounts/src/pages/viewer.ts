import { personOf } from '@enterwait/http/access';
import type { Viewer } from '@enterwait/pages/site';
import type { Response } from 'express';
import { ACCOUNT_LINK } from './words.ts';

/** The signed-in person, for every page's header; undefined for a guest. */
export function viewerOf(res: Response): Viewer | undefined {
  const person = personOf(res);
  return person === undefined ? undefined : { name: person.name, account: ACCOUNT_LINK, signOut: '/sign-out' };
}
