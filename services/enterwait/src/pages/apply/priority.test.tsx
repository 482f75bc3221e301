import { currentRules } from '@enterwait/domain/priority';
import { Form } from '@enterwait/pages/forms';
import { htmlOf } from '@enterwait/pages/html';
import { PRIORITY_LABELS, PriorityFields, Score, scoreLines, scoreNow } from './priority.tsx';

const rules = currentRules('2026-11-22');

test('all items of the rules can be chosen, each with its points, in two ranks', () => {
  const html = htmlOf(
    <Form action="/apply/check" labels={PRIORITY_LABELS}>
      <PriorityFields rules={rules} />
    </Form>,
  );
  for (const { code, rank, points, ko } of rules.items) {
    expect(html).toContain(`name="${rank === 1 ? 'first' : 'second'}"`);
    expect(html).toContain(`value="${code}"`);
    expect(html).toContain(`${ko} (${points}점)`);
  }
  for (const { ko, adds } of rules.combinations) expect(html).toContain(`${ko}: ${adds}점 추가.`);
});

test('a score is told item by item, with what combinations add', () => {
  const items = ['working-parents', 'two-infants', 'sibling'];
  expect(scoreLines(rules, items).map(({ ko }) => ko)).toEqual([
    '맞벌이 (취업 준비 포함): 1순위 100점',
    '영유아가 2명 이상: 1순위 100점',
    '형제·자매가 재원 중: 2순위 50점',
    '맞벌이이면서 영유아가 2명 이상: 200점 추가',
  ]);
  expect(htmlOf(<Score {...scoreNow(rules, items)} />)).toContain('1순위 400점, 2순위 50점');
});

test('a score by rules that are not known any more keeps its figures', () => {
  const html = htmlOf(<Score rules="1999-1" items={['gone']} points={100} tie_points={0} />);
  expect(html).toContain('1순위 100점');
  expect(html).toContain('1999-1');
});
