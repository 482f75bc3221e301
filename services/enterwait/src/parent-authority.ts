import { isErased } from '@enterwait/domain';
import { type Authorise, notYours } from '@enterwait/service';
import type { FamilyTables } from './family.ts';

/**
 * A parent asks for a place for a child that they registered, and touches an application only where it is theirs.
 * That the body names themselves is checked before.
 */
export const parentAuthority: Authorise<FamilyTables> = async (tables, { type, actor, application, row }) => {
  if (actor.role !== 'parent') return;
  // One whose family's data was erased is nobody's; whoever has registered the child may ask anew.
  const isFree = row !== undefined && type === 'Request' && isErased(row);
  if (row !== undefined && row.user_id !== actor.userId && !isFree) throw notYours();
  // A child that was taken off the list leaves its applications to be withdrawn.
  if (type === 'Request' && (await tables.lockParentOf(application.child_id)) !== actor.userId) throw notYours();
};
