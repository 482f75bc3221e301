import { boundsOf, cursorSchema, filterSchema } from './filter.ts';

const NOW = new Date('2026-03-02T01:00:00+09:00');

describe('the filters of the line', () => {
  test('that are not set are as wide as can be', () => {
    expect(boundsOf({}, NOW)).toEqual({
      bornAfter: '00000000',
      bornUntil: '99999999',
      leastPoints: 0,
      askedFrom: new Date(0),
      askedBefore: new Date('9999-01-01T00:00:00Z'),
      name: '%',
    });
  });

  test('count ages by the day in Korea, the last one without an end', () => {
    expect(boundsOf({ age: 2 }, NOW)).toMatchObject({ bornAfter: '20230302', bornUntil: '20240302' });
    expect(boundsOf({ age: 6 }, NOW)).toMatchObject({ bornAfter: '00000000', bornUntil: '20200302' });
  });

  test('take days as those of Korea, the last one included', () => {
    expect(boundsOf({ from: '2026-03-02', until: '2026-03-02' }, NOW)).toMatchObject({
      askedFrom: new Date('2026-03-01T15:00:00Z'),
      askedBefore: new Date('2026-03-02T15:00:00Z'),
    });
  });

  test('look for a name as it is written, whatever signs it holds', () => {
    expect(boundsOf({ name: '50%_' }, NOW).name).toBe(String.raw`%50\%\_%`);
  });

  test.each([
    [{ age: '7' }, 'age'],
    [{ age: 'two' }, 'age'],
    [{ points: '150' }, 'points'],
    [{ from: '2026-02-30' }, 'from'],
    [{ from: '2026-03-03', until: '2026-03-02' }, 'until'],
    [{ name: 'x'.repeat(51) }, 'name'],
  ])('%j is refused at %s', (given, field) => {
    const parsed = filterSchema.safeParse(given);
    expect(parsed.error?.issues.map(({ path }) => path[0])).toEqual([field]);
  });

  test('are numbers, days and a name', () => {
    const given = { age: '0', points: '300', from: '2026-01-01', until: '2026-03-02', name: ' 하늘 ' };
    expect(filterSchema.parse(given)).toEqual({ ...given, age: 0, points: 300, name: '하늘' });
  });
});

test('what is no cursor begins at the beginning', () => {
  const key = `${'0'.repeat(22)}202403150000001N00001`;
  expect(cursorSchema.parse({ after: key, before: "' OR 1=1" })).toEqual({ after: key, before: undefined });
});
