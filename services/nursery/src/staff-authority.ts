import { notYours } from '@enterwait/http/access';
import type { Authorise } from '@enterwait/ledger/commands';

/**
 * Staff decide on what a parent asked, and may not hand it to another parent: a command carries the application along.
 * That the body names their own daycare is checked before.
 */
export const staffAuthority: Authorise = async (_tables, { actor, application, row }) => {
  if (actor.role === 'staff' && row !== undefined && row.user_id !== application.user_id) throw notYours();
};
