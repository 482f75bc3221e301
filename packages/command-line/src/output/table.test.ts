import { renderTable, widthOf } from './table.ts';

test('Korean letters take two columns, colours none', () => {
  expect(widthOf('한글 ab')).toBe(7);
  expect(widthOf('\u001b[31m✗\u001b[39m')).toBe(1);
  expect(widthOf('→·…█')).toBe(4);
});

test('columns are aligned whatever stands in them', () => {
  expect(
    renderTable([
      ['큐', '1'],
      ['queue', '22'],
    ]),
  ).toBe('큐     1\nqueue  22');
});
