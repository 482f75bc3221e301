import {
  type CommandType,
  type Origin,
  REASON_TEXTS,
  type RefusalReason,
  STATUS,
  type Status,
} from '@enterwait/domain/protocol';
import type { CommandRow } from '@enterwait/ledger/tables';
import { type Text, type Tone, text } from '@enterwait/pages/parts';
import type { MyApplication, RefusedCommand } from '../applications/my-applications.ts';

/** An application's state in one word, and its colour. */
export interface StatusWord {
  readonly label: Text;
  readonly tone: Tone;
}

const PENDING: Record<CommandType, StatusWord> = {
  Request: { label: text('신청 처리 중', 'Being received'), tone: 'information' },
  Cancel: { label: text('취소 처리 중', 'Being withdrawn'), tone: 'information' },
  Accept: { label: text('처리 중', 'In progress'), tone: 'information' },
  Reject: { label: text('처리 중', 'In progress'), tone: 'information' },
};

const CONFIRMED: Record<Status, StatusWord> = {
  [STATUS.requested]: { label: text('대기 중', 'Waiting'), tone: 'primary' },
  [STATUS.accepted]: { label: text('입소 승인', 'Accepted'), tone: 'success' },
  [STATUS.rejected]: { label: text('반려', 'Not accepted'), tone: 'danger' },
  [STATUS.cancelled]: { label: text('취소됨', 'Withdrawn'), tone: 'gray' },
};
/** A cancelled one, by where it was ended. */
const ENDED: Record<Origin, StatusWord> = {
  enterwait: CONFIRMED[STATUS.cancelled],
  management: { label: text('기관에서 취소', 'Withdrawn by the agency'), tone: 'gray' },
  nursery: { label: text('퇴소', 'Left'), tone: 'gray' },
};
const NOTHING: StatusWord = { label: text('신청되지 않음', 'Not applied'), tone: 'gray' };

type Standing = Pick<MyApplication, 'status' | 'inFlight' | 'endedBy'>;

export function statusWord({ status, inFlight, endedBy }: Standing): StatusWord {
  const asked = inFlight.at(-1);
  if (asked !== undefined) return PENDING[asked];
  if (status === STATUS.cancelled && endedBy !== undefined) return ENDED[endedBy];
  return status === null ? NOTHING : CONFIRMED[status];
}

/** The place in the line in words. */
export const lineWord = (before: number): Text =>
  before === 0
    ? text('앞에 0명 — 다음 차례입니다', 'nobody before you: you are next')
    : text(`앞에 ${before}명`, `${before} before you`);

const NEXT: Record<Status, Text> = {
  [STATUS.requested]: text(
    '어린이집이 순서대로 살펴봅니다. 승인되거나 반려되면 메일로 알려 드리고, 이 화면도 저절로 바뀝니다. 순서는 우선순위 점수가 높은 아동, 먼저 신청한 아동 순입니다.',
    'The daycare goes through the line in order. We mail you once it has decided, and this page updates by itself. Higher priority scores come first, then earlier applications.',
  ),
  [STATUS.accepted]: text(
    '입소가 승인되었습니다. 입소일과 준비물은 어린이집이 따로 안내합니다. 입소하지 않으시려면 신청을 취소해 주세요. 다음 아동에게 자리가 돌아갑니다.',
    'Your child has the place. The daycare tells you when to come and what to bring. If you do not want it, withdraw: the place goes to the next child.',
  ),
  [STATUS.rejected]: text(
    '사유를 확인해 주세요. 다시 신청하거나 다른 어린이집에 신청하실 수 있습니다.',
    'Please see the reason. You may apply again, or at another daycare.',
  ),
  [STATUS.cancelled]: text(
    '대기 순서에서 빠졌습니다. 다시 신청하시면 그때부터 새로 순서가 정해집니다.',
    'It is no longer in the line. If you apply again, you join the end of the line.',
  ),
};
const NEXT_PENDING = text(
  '접수했고 확인하고 있습니다. 보통 몇 초면 끝나며, 이 화면이 저절로 바뀝니다. 다시 누르지 않으셔도 됩니다.',
  'We received it and are checking it. This takes a few seconds, and this page updates by itself. There is no need to apply again.',
);
const NEXT_LEFT = text(
  '어린이집에서 퇴소 처리되었습니다. 다시 다니려면 새로 신청해 주세요.',
  'The child has left the daycare. To come back, apply again.',
);
const NEXT_NOTHING = text(
  '신청이 이루어지지 않았습니다. 진행 내역에서 이유를 확인해 주세요.',
  'This did not become an application. See the history for the reason.',
);

/** What happens next, and what the parent can do. */
export function nextWord({ status, inFlight, endedBy }: Standing): Text {
  if (inFlight.length > 0) return NEXT_PENDING;
  if (status === STATUS.cancelled && endedBy === 'nursery') return NEXT_LEFT;
  return status === null ? NEXT_NOTHING : NEXT[status];
}

const STEP: Record<CommandType, Record<Origin, Text>> = {
  Request: everywhere(text('입소대기를 신청했습니다', 'Application made')),
  Accept: everywhere(text('어린이집이 입소를 승인했습니다', 'The daycare accepted')),
  Reject: everywhere(text('어린이집이 신청을 반려했습니다', 'The daycare did not accept')),
  Cancel: {
    enterwait: text('신청을 취소했습니다', 'You withdrew the application'),
    management: text('담당 기관이 신청을 취소했습니다', 'The agency withdrew it'),
    nursery: text('어린이집에서 퇴소 처리되었습니다', 'The child left the daycare'),
  },
};
const TONE: Record<CommandType, Tone> = { Request: 'primary', Accept: 'success', Reject: 'danger', Cancel: 'gray' };

function everywhere(word: Text): Record<Origin, Text> {
  return { enterwait: word, nursery: word, management: word };
}

/** Some reasons are worded for staff. Parents read what the reason means for them. */
const REASONS: Readonly<Record<RefusalReason, Text>> = {
  ...REASON_TEXTS,
  'other-round': text('그 사이 다시 신청하신 건입니다', 'you had applied again in the meantime'),
  invalid: text(
    '보낸 내용에 올바르지 않은 항목이 있습니다. 등록 정보를 확인한 뒤 다시 해 주세요',
    'something you sent is invalid: check your details, then try again',
  ),
};

export const reasonWord = (reason: RefusalReason | null): Text =>
  reason === null ? text('처리할 수 없었습니다', 'it was not possible') : REASONS[reason];

const REFUSED: Readonly<Record<CommandType, Text>> = {
  Request: text('신청', 'Your application'),
  Cancel: text('취소', 'Your withdrawal'),
  Accept: text('승인', 'The acceptance'),
  Reject: text('반려', 'The rejection'),
};

/** A refused command, as the title of a note. */
export const refusedTitle = ({ type }: RefusedCommand): Text =>
  text(`${REFUSED[type].ko} 요청이 반영되지 않았습니다`, `${REFUSED[type].en} was not carried out`);

/** The same with the reason, in one line. */
export function refusedLine({ type, reason }: RefusedCommand): Text {
  const [what, why] = [REFUSED[type], reasonWord(reason)];
  return text(`${what.ko} 요청: ${why.ko}`, `${what.en}: ${why.en}`);
}

/** One step of the history. `detail`: why it had no effect, or that it is not decided yet. */
export function stepWord(step: Pick<CommandRow, 'type' | 'origin' | 'outcome' | 'reason'>): {
  readonly title: Text;
  readonly tone: Tone;
  readonly detail?: Text;
} {
  const title = STEP[step.type][step.origin];
  if (step.outcome === null) {
    return { title, tone: 'information', detail: text('처리 중입니다', 'in progress') };
  }
  if (step.outcome === 'applied') return { title, tone: TONE[step.type] };
  const reason = reasonWord(step.reason);
  return {
    title,
    tone: 'warning',
    detail: text(`반영되지 않았습니다: ${reason.ko}`, `without effect: ${reason.en}`),
  };
}
