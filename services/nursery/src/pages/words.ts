import { type CommandType, type Origin, STATUS, type Status } from '@enterwait/domain/protocol';
import { type Text, type Tone, text } from '@enterwait/pages/parts';
import type { View } from '../line/filter.ts';
import type { ApplicationView, StaffAct } from '../line/views.ts';

/** A command in the staff's words: a Cancel means different things depending on who asked. */
export function commandWord({ type, origin }: { readonly type: CommandType; readonly origin: Origin }): Text {
  if (type === 'Cancel') return CANCELS[origin];
  return COMMANDS[type];
}

const COMMANDS = {
  Request: text('신청', 'Application'),
  Accept: text('승인', 'Acceptance'),
  Reject: text('반려', 'Rejection'),
} as const satisfies Record<Exclude<CommandType, 'Cancel'>, Text>;

const CANCELS = {
  enterwait: text('학부모의 취소', 'Withdrawal by the parent'),
  management: text('운영자의 취소', 'Withdrawal by an operator'),
  nursery: text('퇴소', 'Leaving'),
} as const satisfies Record<Origin, Text>;

export const VIEW_WORDS = {
  waiting: text('대기', 'Waiting'),
  accepted: text('승인', 'Accepted'),
  rejected: text('반려', 'Rejected'),
  cancelled: text('취소·퇴소', 'Withdrawn or left'),
} as const satisfies Record<View, Text>;

export const STATUS_BADGES: Readonly<Record<Status, { readonly label: Text; readonly tone: Tone }>> = {
  [STATUS.requested]: { label: text('대기', 'Waiting'), tone: 'information' },
  [STATUS.accepted]: { label: text('승인', 'Accepted'), tone: 'success' },
  [STATUS.rejected]: { label: text('반려', 'Rejected'), tone: 'danger' },
  [STATUS.cancelled]: { label: text('취소', 'Withdrawn'), tone: 'gray' },
};

/** How an application was cancelled, short enough for a badge. */
export const CANCEL_BADGES = {
  enterwait: text('학부모 취소', 'By the parent'),
  management: text('운영자 취소', 'By an operator'),
  nursery: text('퇴소', 'Left'),
} as const satisfies Record<Origin, Text>;

/** A command of staff that is being judged, short enough for a badge. */
export const IN_FLIGHT_BADGES = {
  Request: text('신청 처리 중', 'Applying'),
  Accept: text('승인 처리 중', 'Accepting'),
  Reject: text('반려 처리 중', 'Rejecting'),
  Cancel: text('퇴소 처리 중', 'Leaving'),
} as const satisfies Record<CommandType, Text>;

/** The same, refused. */
export const REFUSED_BADGES = {
  Request: text('신청 안 됨', 'Not applied'),
  Accept: text('승인 안 됨', 'Not accepted'),
  Reject: text('반려 안 됨', 'Not rejected'),
  Cancel: text('퇴소 안 됨', 'Not left'),
} as const satisfies Record<CommandType, Text>;

export const IN_FLIGHT = text('처리 중', 'In progress');

export const ACT_WORDS = {
  accept: text('승인', 'Accept'),
  reject: text('반려', 'Reject'),
  leave: text('퇴소', 'Leave'),
} as const satisfies Record<StaffAct, Text>;

/** What a state means for staff, and what happens next. */
export function stateInWords(
  view: Pick<ApplicationView, 'row' | 'inFlight' | 'position' | 'history' | 'places'>,
): Text {
  const { row, inFlight } = view;
  if (inFlight !== undefined) return IN_FLIGHT_WORDS[inFlight.type];
  if (row.status === STATUS.requested) return waitingWords(view);
  if (row.status === STATUS.accepted) {
    return text(
      '승인되어 재원 중입니다. 학부모에게 메일로 알렸습니다.',
      'Accepted and enrolled. The parent was told by mail.',
    );
  }
  if (row.status === STATUS.rejected) {
    return text(
      '반려했습니다. 학부모에게 사유를 메일로 알렸고, 학부모는 다시 신청할 수 있습니다.',
      'Rejected. The parent was told why by mail, and may apply again.',
    );
  }
  if (row.status === STATUS.cancelled) return cancelledWords(view);
  return text('아직 접수되지 않았습니다.', 'Not received yet.');
}

function waitingWords({ position, places }: Pick<ApplicationView, 'position' | 'places'>): Text {
  const place = position === undefined ? text('대기 중입니다.', 'Waiting.') : placeWords(position);
  return places.left === 0
    ? text(
        `${place.ko} 남은 자리가 없어 지금은 승인할 수 없습니다. 재원 아동이 퇴소하면 승인할 수 있습니다.`,
        `${place.en} There is no place left: it can be accepted once a child has left.`,
      )
    : text(`${place.ko} 승인하거나 반려할 수 있습니다.`, `${place.en} It can be accepted or rejected.`);
}

const placeWords = (position: number): Text =>
  text(`대기 순번 ${position}번입니다.`, `Number ${position} in the line.`);

const IN_FLIGHT_WORDS = {
  Request: text('신청을 처리하고 있습니다.', 'The application is being processed.'),
  Accept: text(
    '승인을 처리하고 있습니다. 자리는 이미 잡아 두었습니다. 보통 몇 초 안에 끝납니다.',
    'The acceptance is being processed; the place is reserved. This usually takes a few seconds.',
  ),
  Reject: text(
    '반려를 처리하고 있습니다. 보통 몇 초 안에 끝납니다.',
    'The rejection is being processed. This usually takes a few seconds.',
  ),
  Cancel: text(
    '퇴소를 처리하고 있습니다. 처리가 끝나면 자리가 빕니다. 보통 몇 초 안에 끝납니다.',
    'The departure is being processed; the place becomes free when it is done. This usually takes a few seconds.',
  ),
} as const satisfies Record<CommandType, Text>;

/** The last command that cancelled an application. */
export const lastCancel = (history: ApplicationView['history']): ApplicationView['history'][number] | undefined =>
  history.findLast(({ type, outcome }) => type === 'Cancel' && outcome === 'applied');

function cancelledWords({ history }: Pick<ApplicationView, 'history'>): Text {
  const last = lastCancel(history);
  if (last?.origin === 'nursery') {
    return text(
      '퇴소 처리되었습니다. 자리가 비었고, 학부모에게 메일로 알렸습니다.',
      'The child has left. The place is free, and the parent was told by mail.',
    );
  }
  if (last?.origin === 'management') {
    return text(
      '운영자가 학부모를 대신해 취소했습니다. 더 하실 일은 없습니다.',
      'An operator withdrew it for the parent. There is nothing left to do.',
    );
  }
  return text(
    '학부모가 신청을 취소했습니다. 더 하실 일은 없습니다.',
    'The parent withdrew the application. There is nothing left to do.',
  );
}
