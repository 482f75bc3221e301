import { commandRoute, outcomeRoute, type Route, synchroniseRoute, type WaitlistParts } from '@enterwait/service';

/** Parents command; what the daycare decided is synchronised. */
export const routes = (parts: WaitlistParts): readonly Route[] => [
  commandRoute('/enterwait/request', 'Request', '입소대기 신청 · ask for a place', parts),
  commandRoute('/enterwait/cancel', 'Cancel', '신청 취소 · withdraw', parts),
  synchroniseRoute('/request/accept', 'Accept', '승인 반영 · the daycare accepted', parts),
  synchroniseRoute('/request/reject', 'Reject', '반려 반영 · the daycare rejected', parts),
  outcomeRoute(parts),
];
