import { STATUS } from '@enterwait/domain/protocol';
import type { Staging } from './staging.ts';

const good = (table: string, on: string): string =>
  `EXISTS (SELECT 1 FROM row o WHERE o.tab = '${table}' AND o.refused = 0 AND ${on})`;

/**
 * Checks rows against each other, in this order: a refused user's children and applications are refused too. In the end the enrolled
 * children are exactly the accepted applications, and no daycare has more of them than places.
 */
export function checkTogether(staging: Staging): void {
  staging.transaction(
    () => {
      staging.refuseWhere('child', 'no-user', `NOT ${good('user', 'o.key = r.user_id')}`);
      staging.refuseWhere('request', 'no-nursery', `NOT ${good('nursery', 'o.key = r.nursery_id')}`);
      staging.refuseWhere('request', 'no-user', `NOT ${good('user', 'o.key = r.user_id')}`);
      staging.refuseWhere('request', 'no-child', `NOT ${good('child', 'o.key = r.child_id')}`);
      staging.refuseWhere(
        'request',
        'not-their-child',
        `NOT ${good('child', 'o.key = r.child_id AND o.user_id = r.user_id')}`,
      );
      staging.refuseWhere('nursery_child', 'no-nursery', `NOT ${good('nursery', 'o.key = r.nursery_id')}`);
      const accepted = good('request', `o.key = r.key AND o.status = ${STATUS.accepted}`);
      staging.refuseWhere('nursery_child', 'not-accepted', `NOT ${accepted}`);
      staging.refuseWhere('nursery_child', 'over-capacity', beyondCapacity);
      const overfull = `(SELECT 1 FROM refused f WHERE f.tab = 'nursery_child' AND f.code = 'over-capacity' AND f.key = r.key)`;
      staging.refuseWhere('request', 'over-capacity', `r.status = ${STATUS.accepted} AND EXISTS ${overfull}`);
      staging.refuseWhere(
        'request',
        'accepted-not-enrolled',
        `r.status = ${STATUS.accepted} AND NOT ${good('nursery_child', 'o.key = r.key')}`,
      );
    },
    { phase: 'load' },
  );
}

/** Earlier children stay. Children whom the new system has already enrolled, and whom the old one does not know, get their places first. */
const beyondCapacity = `r.key IN (
  SELECT key FROM (
    SELECT c.key AS key, c.nursery_id AS nursery_id,
      ROW_NUMBER() OVER (PARTITION BY c.nursery_id ORDER BY h.request_id IS NULL, c.at, c.key) AS place
    FROM row c LEFT JOIN enrolled_here h ON h.request_id = c.key
    WHERE c.tab = 'nursery_child' AND c.refused = 0
  ) ranked
  WHERE place > COALESCE(
      (SELECT capacity FROM nursery_here n WHERE n.nursery_id = ranked.nursery_id),
      (SELECT capacity FROM row n WHERE n.tab = 'nursery' AND n.key = ranked.nursery_id AND n.refused = 0), 0)
    - (SELECT COUNT(*) FROM enrolled_here h WHERE h.nursery_id = ranked.nursery_id
       AND NOT EXISTS (SELECT 1 FROM row o WHERE o.tab = 'nursery_child' AND o.key = h.request_id AND o.refused = 0)))`;
