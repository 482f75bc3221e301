import { type CommandType, type Origin, STATUS, type Status } from '@enterwait/domain/protocol';
import type { CommandRow } from '@enterwait/ledger/tables';
import { htmlOf } from '@enterwait/pages/html';
import { possibleOf } from '../line/views.ts';
import { AgeAndBirthday, Points, PriorityItems, StatusBadge } from './parts.tsx';
import { stateInWords } from './words.ts';

const NOW = new Date('2026-03-02T00:00:00+09:00');
const scored = {
  priority_rules: '2026-1',
  priority_items: '["working-parents","two-infants","sibling"]',
  points: 400,
  tie_points: 50,
};
const places = { name: '햇살어린이집', capacity: 20, enrolled: 19, left: 1 };

const command = (type: CommandType, origin: Origin, outcome: CommandRow['outcome']): CommandRow => ({
  event_id: '018e3f00-0000-7000-8000-000000000001',
  type,
  origin,
  asked_at: NOW,
  outcome,
  reason: null,
  status: null,
  version: 1,
  judged_at: null,
  settled_at: null,
  note: null,
  round: 1,
});
const viewOf = (status: Status | null, history: readonly CommandRow[] = []) => ({
  row: { status } as never,
  position: status === STATUS.requested ? 3 : undefined,
  history,
  inFlight: history.findLast(({ outcome }) => outcome === null),
  places,
});

describe('what staff read', () => {
  test.each<[string, Parameters<typeof stateInWords>[0], string]>([
    ['waits', viewOf(1), '대기 순번 3번입니다. 승인하거나 반려할 수 있습니다.'],
    ['waits at a full daycare', { ...viewOf(1), places: { ...places, left: 0 } }, '지금은 승인할 수 없습니다'],
    ['is being accepted', viewOf(1, [command('Accept', 'nursery', null)]), '승인을 처리하고 있습니다'],
    ['is accepted', viewOf(2), '재원 중입니다'],
    ['is leaving', viewOf(2, [command('Cancel', 'nursery', null)]), '퇴소를 처리하고 있습니다'],
    ['has left', viewOf(99, [command('Cancel', 'nursery', 'applied')]), '퇴소 처리되었습니다'],
    ['was withdrawn', viewOf(99, [command('Cancel', 'enterwait', 'applied')]), '학부모가 신청을 취소했습니다'],
    ['was withdrawn by an operator', viewOf(99, [command('Cancel', 'management', 'applied')]), '운영자가'],
    ['is rejected', viewOf(88), '다시 신청할 수 있습니다'],
  ])('of an application that %s', (_state, view, words) => {
    const { ko, en } = stateInWords(view);
    expect(ko).toContain(words);
    expect(en).not.toBe('');
  });

  test('of an age and of a score', () => {
    expect(htmlOf(<AgeAndBirthday birthday="20230302" now={NOW} />)).toContain('만 3세 (36개월)');
    expect(htmlOf(<AgeAndBirthday birthday="20250902" now={NOW} />)).toContain('6개월');
    for (const [birthday, age] of [
      ['20250302', '1 year'],
      ['20230302', '3 years'],
      ['20260202', '1 month'],
    ] as const)
      expect(htmlOf(<AgeAndBirthday birthday={birthday} now={NOW} />)).toContain(`>${age}<`);
    expect(htmlOf(<Points scored={scored} />)).toMatch(/400점.*2순위 50점/);
    const items = htmlOf(<PriorityItems scored={scored} />);
    for (const words of ['맞벌이', '영유아가 2명 이상', '형제·자매', '+200점']) expect(items).toContain(words);
    expect(htmlOf(<PriorityItems scored={{ ...scored, priority_items: '[]' }} />)).toContain('해당 항목 없음');
  });

  test('of what was refused, with the reason', () => {
    const standing = { request_id: 'x', type: 'Accept', origin: 'nursery', outcome: 'refused' } as const;
    const html = htmlOf(<StatusBadge status={99} standing={{ ...standing, reason: 'already-cancelled' }} />);
    expect(html).toMatch(/승인 안 됨.*이미 취소되었습니다/);
  });
});

test('staff may decide what waits and let go who is enrolled, and nothing while the judge thinks', () => {
  expect(possibleOf(viewOf(1))).toEqual(['accept', 'reject']);
  expect(possibleOf(viewOf(2))).toEqual(['leave']);
  for (const status of [null, 88, 99] as const) expect(possibleOf(viewOf(status))).toEqual([]);
  expect(possibleOf(viewOf(1, [command('Accept', 'nursery', null)]))).toEqual([]);
});
