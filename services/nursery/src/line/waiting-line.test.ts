import { PAGE_SIZE, toPage } from './waiting-line.ts';

const rows = (count: number): { id: string }[] => Array.from({ length: count }, (_row, index) => ({ id: `${index}` }));
const idOf = ({ id }: { id: string }): string => id;

describe('a page of a list', () => {
  test('that holds the whole list leads nowhere', () => {
    expect(toPage(rows(PAGE_SIZE), false, {}, idOf)).toEqual({
      rows: rows(PAGE_SIZE),
      previous: undefined,
      next: undefined,
    });
    expect(toPage([], false, {}, idOf)).toEqual({ rows: [], previous: undefined, next: undefined });
  });

  test('leads on when there is a row more than fits', () => {
    const page = toPage(rows(PAGE_SIZE + 1), false, {}, idOf);
    expect([page.rows.length, page.previous, page.next]).toEqual([PAGE_SIZE, undefined, String(PAGE_SIZE - 1)]);
  });

  test('that was gone on to leads back', () => {
    const page = toPage(rows(3), false, { after: 'x' }, idOf);
    expect([page.previous, page.next]).toEqual(['0', undefined]);
  });

  test('that was gone back to is turned round, and leads on to where one came from', () => {
    const page = toPage(rows(PAGE_SIZE + 1), true, { before: 'x' }, idOf);
    expect([page.rows.at(0)?.id, page.rows.at(-1)?.id]).toEqual([String(PAGE_SIZE - 1), '0']);
    expect([page.previous, page.next]).toEqual([String(PAGE_SIZE - 1), '0']);
    expect(toPage(rows(2), true, { before: 'x' }, idOf).previous).toBeUndefined();
  });
});
