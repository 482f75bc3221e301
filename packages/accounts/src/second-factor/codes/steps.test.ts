import { codeOf, stepAt, stepOf } from './steps.ts';

const SECRET = '12345678901234567890';

test.each([
  [59, '287082'],
  [1111111109, '081804'],
  [1234567890, '005924'],
  [20000000000, '353130'],
])('at %d s the code is that of RFC 6238', async (seconds, code) => {
  expect(await codeOf(SECRET, stepAt(seconds * 1000))).toBe(code);
});

test('a code is known for its own 30 seconds and those beside them, and for no others', async () => {
  const now = 1111111109_000;
  const found = await Promise.all(
    [-2, -1, 0, 1, 2].map(async (away) => stepOf(SECRET, await codeOf(SECRET, stepAt(now) + away), now)),
  );
  expect(found.map((step) => (step === undefined ? undefined : step - stepAt(now)))).toEqual([
    undefined,
    -1,
    0,
    1,
    undefined,
  ]);
  expect(await stepOf(SECRET, '', now)).toBeUndefined();
});
