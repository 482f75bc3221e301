import type { Application } from '@enterwait/domain/application';
import { notYours } from './access.ts';
import type { Principal } from './principal.ts';

/** The fields of an application that say whose it is. */
export type Owners = Pick<Application, 'user_id' | 'nursery_id'>;

/**
 * A parent acts only for their own `user_id`, staff only for their own daycare; the other roles act for everybody.
 * @throws HttpError 403 `not-yours`
 */
export function requireOwn(principal: Principal, { user_id, nursery_id }: Owners): void {
  if (principal.role === 'parent' && principal.userId !== user_id) throw notYours();
  if (principal.role === 'staff' && principal.nurseryId !== nursery_id) throw notYours();
}
