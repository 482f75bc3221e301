import type { DifferenceKind } from './examining/difference.ts';

/** What a difference means, in words. */
export const MEANINGS: Record<DifferenceKind, { readonly ko: string; readonly en: string }> = {
  'item-unreadable': { ko: '판정 항목을 읽을 수 없음', en: 'the judged item cannot be read' },
  'row-missing': { ko: '행이 없음', en: 'no row' },
  'row-behind': { ko: '이전 버전', en: 'an earlier version' },
  'row-differs': { ko: '같은 버전, 다른 내용', en: 'same version, other content' },
  'row-ahead': { ko: '판정보다 높은 버전', en: 'a later version than judged' },
  'row-unknown': { ko: '판정된 적 없음', en: 'never judged' },
  'expected-differs': { ko: '예상 상태가 맞지 않음', en: 'expected status does not match' },
  'outcome-lost': { ko: '결과를 모름', en: 'outcome lost' },
  'outcome-differs': { ko: '결과나 사유가 판정과 다름', en: 'outcome or note differs from the decision' },
  'history-missing': { ko: '이력에 명령이 없음', en: 'the command is not in its history' },
  'command-lost': { ko: '판정도 발신함도 없음', en: 'neither judged nor in the outbox' },
  'command-unanswered': { ko: '물었으나 답이 없음', en: 'asked and not answered' },
  'child-missing': { ko: '승인됐으나 자리 없음', en: 'accepted, but holds no place' },
  'child-extra': { ko: '승인 아닌데 자리 있음', en: 'holds a place, but is not accepted' },
  'child-differs': { ko: '다른 아동이나 어린이집의 자리', en: 'the place of another child or daycare' },
};

/** What a person should do about a difference that no delivery can fix. */
export const FOR_A_PERSON: Partial<Record<DifferenceKind, { readonly ko: string; readonly en: string }>> = {
  'item-unreadable': {
    ko: '판정 테이블의 STATE 항목이 이 버전이 아는 꼴이 아닙니다. 새 버전이 쓴 것이면 그 버전으로 다시 대조하고, 아니면 백업의 항목과 비교해 고치세요',
    en: 'this release cannot read the STATE item. If a later release wrote it, reconcile with that one; otherwise compare it with the backup and fix it',
  },
  'row-ahead': {
    ko: '행을 손으로 고쳤거나 판정 테이블을 예전으로 되돌린 경우입니다. 테이블이 맞으면 REPAIR=force, 아니면 그 사이의 명령을 다시 내리게 하세요',
    en: 'the row was changed by hand, or the table was restored and is older. If the table is right: REPAIR=force; otherwise have those commands asked again',
  },
  'row-unknown': {
    ko: '손으로 넣은 행이면 지우고, 테이블을 되돌려 잃은 신청이면 학부모에게 알려 다시 신청하게 한 뒤 행을 지우세요 (docs/operations.md, row-unknown)',
    en: 'If it was added by hand, delete the row. If a restored table lost it, tell the family, delete the row, and let them apply again (docs/operations.md, row-unknown)',
  },
  'command-lost': {
    ko: '신청 행이 없어 다시 물을 수 없습니다. 손으로 넣은 명령이면 지우고, 아니면 요청한 사람이 다시 하게 하세요',
    en: 'There is no row to ask again with. If it was added by hand, delete the command; otherwise let the requester ask again',
  },
};
