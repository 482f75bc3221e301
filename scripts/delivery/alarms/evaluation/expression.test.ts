import { parseExpression } from './expression.ts';

const evaluate = (text: string, values: Record<string, number | undefined>, silent: string[] = []) =>
  parseExpression(text, new Set(Object.keys(values))).of({
    at: new Map(Object.entries(values)),
    silent: new Set(silent),
  });

test.each([
  ['a + b * 2', { a: 1, b: 3 }, 7],
  ['(a + b) * 2', { a: 1, b: 3 }, 8],
  ['a - b - 1', { a: 5, b: 3 }, 1],
  ['a + b > 0 AND c < 1', { a: 0, b: 2, c: 0 }, 1],
  ['a > 0 OR b > 0 AND c > 0', { a: 1, b: 0, c: 0 }, 1],
  ['IF(a >= 5 AND a * 10 > b, a, 0)', { a: 6, b: 60 }, 0],
  ['IF(a >= 5 AND a * 10 > b, a, 0)', { a: 6, b: 59 }, 6],
])('%s of %j is %d', (text, values, result) => expect(evaluate(text, values)).toBe(result));

test('of two series one that has no datapoint counts as 0, and neither makes none', () => {
  expect(evaluate('a + b', { a: 1, b: undefined })).toBe(1);
  expect(evaluate('a < b', { a: 1, b: undefined })).toBe(0);
  expect(evaluate('a + b', { a: undefined, b: undefined })).toBeUndefined();
  expect(evaluate('a + 1', { a: undefined })).toBeUndefined();
  expect(evaluate('a > 15 AND b > 15', { a: 20, b: undefined })).toBe(0);
});

test('IF has a datapoint where its condition has, and its choice', () => {
  expect(evaluate('IF(a > 0, 1, 0)', { a: undefined })).toBeUndefined();
  expect(evaluate('IF(a > 0, b, 0)', { a: 0, b: undefined })).toBe(0);
});

test('FILL fills a gap, and nothing where there never was a datapoint', () => {
  expect(evaluate('FILL(a, 0) + 1', { a: undefined })).toBe(1);
  expect(evaluate('FILL(a, 0) + 1', { a: 4 })).toBe(5);
  expect(evaluate('FILL(a, 0) + 1', { a: undefined }, ['a'])).toBeUndefined();
});

test.each(['a +', 'a b', 'RATE(a)', 'FILL(1, 0)', 'a ~ 1', 'IF(a, 1)', 'unknown + 1'])('%s is refused', (text) =>
  expect(() => evaluate(text, { a: 1, b: 1 })).toThrow(text),
);
