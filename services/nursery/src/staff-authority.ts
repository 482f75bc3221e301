import { notYours } from '@enterwait/http/access';
import type { Authorise } from '@enterwait/ledger/commands';

/**
 * Staff decide on a parent's application and must not reassign it to another parent, so the command carries the stored application along.
 * An earlier check made sure that the body names the staff's own daycare.
 */
export const staffAuthority: Authorise = async (_tables, { actor, application, row }) => {
  if (actor.role === 'staff' && row !== undefined && row.user_id !== application.user_id) throw notYours();
};
