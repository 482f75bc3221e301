import type { CommandType } from '@enterwait/domain/protocol';
import { type Text, text } from '@enterwait/pages/parts';
import type { StaffAct } from '../../line/views.ts';

/** How the form for one of the staff's actions is worded and confirmed. */
export interface Decision {
  readonly act: StaffAct;
  readonly command: CommandType;
  readonly title: Text;
  readonly question: Text;
  /** Set if the parent must be told why. */
  readonly reason?: { readonly label: Text; readonly hint: Text };
}

export const DECISIONS: readonly Decision[] = [
  {
    act: 'accept',
    command: 'Accept',
    title: text('승인 확인', 'Accept this application?'),
    question: text(
      '이 아동의 입소를 승인합니다. 자리 하나가 차고, 학부모에게 메일로 알립니다.',
      'This child gets a place. The parent is told by mail.',
    ),
  },
  {
    act: 'reject',
    command: 'Reject',
    title: text('반려 확인', 'Reject this application?'),
    question: text(
      '이 신청을 반려합니다. 대기 목록에서 빠지고, 학부모에게 사유를 메일로 알립니다.',
      'The application leaves the waiting list. The parent is told why by mail.',
    ),
    reason: {
      label: text('반려 사유', 'Reason'),
      hint: text(
        '학부모가 이 글을 그대로 읽습니다. 300자까지 쓸 수 있습니다.',
        'The parent reads this as it is; up to 300 characters.',
      ),
    },
  },
  {
    act: 'leave',
    command: 'Cancel',
    title: text('퇴소 확인', 'Does this child leave?'),
    question: text(
      '이 아동을 퇴소 처리합니다. 자리가 비고, 학부모에게 사유를 메일로 알립니다. 다시 다니려면 새로 신청해야 합니다.',
      'The place becomes free and the parent is told why by mail. To come back, they have to apply again.',
    ),
    reason: {
      label: text('퇴소 사유', 'Reason'),
      hint: text(
        '학부모가 이 글을 그대로 읽습니다. 300자까지 쓸 수 있습니다.',
        'The parent reads this as it is; up to 300 characters.',
      ),
    },
  },
];

export const CONFIRM = {
  accept: text('승인하기', 'Accept'),
  reject: text('반려하기', 'Reject'),
  leave: text('퇴소 처리하기', 'Let the child leave'),
} as const satisfies Record<StaffAct, Text>;
