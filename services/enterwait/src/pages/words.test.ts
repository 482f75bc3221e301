import { COMMAND_TYPES, originSchema, REFUSAL_REASONS, STATUS, type Status } from '@enterwait/domain/protocol';
import { lineWord, nextWord, statusWord, stepWord } from './words.ts';

const STATUSES: readonly (Status | null)[] = [null, ...Object.values(STATUS)];

test('every status is told in words, in both languages, with what happens next', () => {
  const labels = STATUSES.map((status) => statusWord({ status, inFlight: [], endedBy: undefined }).label.ko);
  expect(new Set(labels).size).toBe(STATUSES.length);
  for (const status of STATUSES) {
    const next = nextWord({ status, inFlight: [], endedBy: undefined });
    expect(next.ko.length * next.en.length).toBeGreaterThan(0);
  }
});

test('what is not judged yet is told as such, whatever was before', () => {
  for (const status of STATUSES) {
    expect(statusWord({ status, inFlight: ['Request'], endedBy: undefined }).label.ko).toBe('신청 처리 중');
    expect(statusWord({ status, inFlight: ['Request', 'Cancel'], endedBy: undefined }).label.ko).toBe('취소 처리 중');
    expect(nextWord({ status, inFlight: ['Cancel'], endedBy: undefined }).ko).toContain('접수했고');
  }
});

test('every step that can be in a history has its words', () => {
  for (const type of COMMAND_TYPES) {
    for (const origin of originSchema.options) {
      expect(stepWord({ type, origin, outcome: null, reason: null }).detail?.ko).toBe('처리 중입니다');
      expect(stepWord({ type, origin, outcome: 'applied', reason: null }).title.ko).not.toBe('');
      for (const reason of REFUSAL_REASONS) {
        expect(stepWord({ type, origin, outcome: 'refused', reason }).detail?.ko).toMatch(/^반영되지 않았습니다: .+/);
      }
    }
  }
});

test('who ended it is told apart: the parent, the agency, the daycare', () => {
  const ended = originSchema.options.map(
    (origin) => stepWord({ type: 'Cancel', origin, outcome: 'applied', reason: null }).title.ko,
  );
  expect(new Set(ended).size).toBe(3);
});

test('a child that left its daycare did not withdraw', () => {
  const labels = originSchema.options.map(
    (endedBy) => statusWord({ status: STATUS.cancelled, inFlight: [], endedBy }).label.ko,
  );
  expect(labels).toEqual(['취소됨', '퇴소', '기관에서 취소']);
  expect(nextWord({ status: STATUS.cancelled, inFlight: [], endedBy: 'nursery' }).ko).toContain('퇴소');
});

test('the place in the line', () => {
  expect(lineWord(0).ko).toContain('다음 차례');
  expect(lineWord(12).ko).toBe('앞에 12명');
});
