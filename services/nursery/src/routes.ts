import type { Route } from '@enterwait/http/app';
import { commandRoute } from '@enterwait/ledger/commands';
import { outcomeRoute, synchroniseRoute } from '@enterwait/ledger/deliveries';
import type { WaitlistParts } from '@enterwait/ledger/service';

const STAFF = ['staff', 'program'] as const;
const TAKES = { note: true, round: true };

/** Daycares send the commands; the actions of parents (or of an operator for them) are synchronised. */
export const routes = (parts: WaitlistParts): readonly Route[] => [
  commandRoute('/request/accept', 'Accept', '승인 · accept and enrol', STAFF, parts, TAKES),
  commandRoute('/request/reject', 'Reject', '반려 · reject', STAFF, parts, TAKES),
  commandRoute('/nursery/leave', 'Cancel', '퇴소 · a child leaves, its place is free', STAFF, parts, TAKES),
  synchroniseRoute('/enterwait/request', 'Request', '신청 반영 · a parent asked for a place', parts),
  synchroniseRoute('/enterwait/cancel', 'Cancel', '취소 반영 · the application was withdrawn', parts),
  outcomeRoute(parts),
];
