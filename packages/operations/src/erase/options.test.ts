import { commandFor, readEraseWishes } from './options.ts';

const NOW = new Date('2026-11-22T00:00:00Z');

test('a user, a child, or an age', () => {
  expect(readEraseWishes({ ERASE_USER: 'parent01' }, NOW)).toEqual({
    whose: { kind: 'user', userId: 'parent01' },
    dryRun: false,
    withdraw: false,
    patienceMs: 60_000,
  });
  expect(readEraseWishes({ CHILD: '202403150000001', DRY_RUN: '1', WITHDRAW: '1' }, NOW)).toMatchObject({
    whose: { kind: 'child', childId: '202403150000001' },
    dryRun: true,
    withdraw: true,
  });
  expect(readEraseWishes({ OLDER_THAN: '365d' }, NOW).whose).toEqual({
    kind: 'closed',
    before: new Date('2025-11-22T00:00:00Z'),
  });
});

test.each([
  {},
  { USER: 'root' },
  { ERASE_USER: 'a', CHILD: '202403150000001' },
  { CHILD: '2024' },
  { OLDER_THAN: '3d' },
  { OLDER_THAN: 'soon' },
])('%j is refused', (env) => {
  expect(() => readEraseWishes(env, NOW)).toThrow(expect.objectContaining({ code: 'BAD_SETTING' }));
});

test.each([
  [{ ERASE_USER: 'parent01' }, 'make erase USER=parent01'],
  [{ CHILD: '202403150000001' }, 'make erase CHILD=202403150000001'],
  [{ OLDER_THAN: '365d' }, 'make retention'],
])('%j is asked for again by %s', (env, command) => {
  expect(commandFor(readEraseWishes(env, NOW).whose)).toBe(command);
});
