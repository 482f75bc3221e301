import { z } from 'zod';
import type { Origin } from './systems.ts';

/**
 * What a person may ask for: 신청, 취소, 승인, 반려. These are also the values of the SQS attribute `Status` and the names of the EventBridge
 * rules.
 */
export const COMMAND_TYPES = ['Request', 'Cancel', 'Accept', 'Reject'] as const;
export const commandTypeSchema = z.enum(COMMAND_TYPES);
export type CommandType = z.infer<typeof commandTypeSchema>;

/** Status codes on the wire, in both databases and in the table. */
export const STATUS = { requested: 1, accepted: 2, rejected: 88, cancelled: 99 } as const;
export const statusSchema = z.literal([1, 2, 88, 99]);
export type Status = z.infer<typeof statusSchema>;

export const STATUS_NAMES: Record<Status, { ko: string; en: string }> = {
  1: { ko: '신청', en: 'requested' },
  2: { ko: '승인', en: 'accepted' },
  88: { ko: '반려', en: 'rejected' },
  99: { ko: '취소', en: 'cancelled' },
};

interface Move {
  /** `null`: there is no application yet. */
  readonly from: readonly (Status | null)[];
  readonly to: Status;
  /** Where a system may ask in fewer statuses than the others. */
  readonly fromOf?: Partial<Readonly<Record<Origin, readonly Status[]>>>;
}

/** The status table: the only place that defines which command is legal in which status. */
export const MOVES = {
  Request: { from: [null, STATUS.cancelled, STATUS.rejected], to: STATUS.requested },
  // A daycare may remove a child it has admitted (퇴소), but may not withdraw a waiting application.
  Cancel: {
    from: [STATUS.requested, STATUS.accepted],
    to: STATUS.cancelled,
    fromOf: { nursery: [STATUS.accepted] },
  },
  Accept: { from: [STATUS.requested], to: STATUS.accepted },
  Reject: { from: [STATUS.requested], to: STATUS.rejected },
} as const satisfies Record<CommandType, Move>;

/** Why a command is refused: the state it met, a round other than the one its requester saw, or an invalid field. */
export const REFUSAL_REASONS = [
  'no-application',
  'already-requested',
  'already-accepted',
  'already-rejected',
  'already-cancelled',
  'other-round',
  'invalid',
] as const;
export const refusalReasonSchema = z.enum(REFUSAL_REASONS);
export type RefusalReason = z.infer<typeof refusalReasonSchema>;

const REASON_BY_STATUS = {
  1: 'already-requested',
  2: 'already-accepted',
  88: 'already-rejected',
  99: 'already-cancelled',
} as const satisfies Record<Status, RefusalReason>;

export const REASON_TEXTS: Record<RefusalReason, { ko: string; en: string }> = {
  'no-application': { ko: '신청 내역이 없습니다', en: 'there is no such application' },
  'already-requested': { ko: '이미 신청되어 대기 중입니다', en: 'the application is already waiting' },
  'already-accepted': { ko: '이미 승인되었습니다', en: 'the application is already accepted' },
  'already-rejected': { ko: '이미 반려되었습니다', en: 'the application is already rejected' },
  'already-cancelled': { ko: '이미 취소되었습니다', en: 'the application is already cancelled' },
  'other-round': {
    ko: '그 사이 다시 신청된 건입니다. 새 신청을 확인한 뒤 다시 결정해 주세요',
    en: 'there is a new application now: check it before you decide',
  },
  invalid: {
    ko: '내용이 올바르지 않아 처리하지 못했습니다',
    en: 'a field breaks a rule, so it could not be decided',
  },
};

/** The status after a command, or the reason for refusing it. Pure: all that the status table decides. */
export function move(
  status: Status | null,
  type: CommandType,
  origin: Origin,
): { legal: true; to: Status } | { legal: false; reason: RefusalReason } {
  const { from, to, fromOf }: Move = MOVES[type];
  const legal: readonly (Status | null)[] = fromOf?.[origin] ?? from;
  if (legal.includes(status)) return { legal: true, to };
  return { legal: false, reason: status === null ? 'no-application' : REASON_BY_STATUS[status] };
}

/** What the judge last reported of an application. `round`: number of applied Requests; null: not known. */
export interface Confirmed {
  readonly status: Status | null;
  readonly round: number | null;
}

/** A command without an answer. `round`: the one its requester saw; null: it names none. */
export interface CommandInFlight {
  readonly type: CommandType;
  readonly round: number | null;
}

/** Whether an unanswered command can no longer change anything, because its round is over. */
export const isOver = (command: Pick<CommandInFlight, 'round'>, { round }: Pick<Confirmed, 'round'>): boolean =>
  command.round !== null && round !== null && command.round < round;

/**
 * The statuses an application goes through while a system's (`origin`) commands in flight are judged, in the order they
 * were asked, starting with the confirmed one. A command that will be refused changes nothing.
 */
export function trail(confirmed: Confirmed, inFlight: readonly CommandInFlight[], origin: Origin): (Status | null)[] {
  const statuses = [confirmed.status];
  for (const command of inFlight) {
    const current = statuses.at(-1) ?? null;
    const next = move(current, command.type, origin);
    statuses.push(next.legal && !isOver(command, confirmed) ? next.to : current);
  }
  return statuses;
}

/** The status a system expects once its commands in flight are judged: the end of their {@link trail}. */
export const project = (confirmed: Confirmed, inFlight: readonly CommandInFlight[], origin: Origin): Status | null =>
  trail(confirmed, inFlight, origin).at(-1) ?? null;
