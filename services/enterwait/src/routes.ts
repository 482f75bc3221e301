import type { Route } from '@enterwait/http/app';
import { commandRoute } from '@enterwait/ledger/commands';
import { outcomeRoute, synchroniseRoute } from '@enterwait/ledger/deliveries';
import type { WaitlistParts } from '@enterwait/ledger/service';
import type { ChildrenLimit } from './family/family.ts';
import { childRoute } from './routes/child.ts';
import { contactRoute } from './routes/contact.ts';

const PARENTS = ['parent', 'program'] as const;

/** Parents send the commands; the daycares' decisions are synchronised. */
export const routes = (parts: WaitlistParts, limits: ChildrenLimit): readonly Route[] => [
  commandRoute('/enterwait/request', 'Request', '입소대기 신청 · ask for a place', PARENTS, parts, {
    priority: true,
    forbids: 'not-registered-data, consent-required',
  }),
  commandRoute('/enterwait/cancel', 'Cancel', '신청 취소 · withdraw', PARENTS, parts),
  synchroniseRoute('/request/accept', 'Accept', '승인 반영 · the daycare accepted', parts),
  synchroniseRoute('/request/reject', 'Reject', '반려 반영 · the daycare rejected', parts),
  outcomeRoute(parts),
  childRoute({ ...parts, limits }),
  contactRoute(parts),
];
