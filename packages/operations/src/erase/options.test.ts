import { commandFor, readEraseOptions } from './options.ts';

const NOW = new Date('2026-11-22T00:00:00Z');

test('a user, a child, or an age', () => {
  expect(readEraseOptions({ ERASE_USER: 'parent01' }, NOW)).toEqual({
    scope: { kind: 'user', userId: 'parent01' },
    dryRun: false,
    withdraw: false,
    patienceMs: 60_000,
  });
  expect(readEraseOptions({ CHILD: '202403150000001', DRY_RUN: '1', WITHDRAW: '1' }, NOW)).toMatchObject({
    scope: { kind: 'child', childId: '202403150000001' },
    dryRun: true,
    withdraw: true,
  });
  expect(readEraseOptions({ OLDER_THAN: '365d' }, NOW).scope).toEqual({
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
  expect(() => readEraseOptions(env, NOW)).toThrow(expect.objectContaining({ code: 'BAD_SETTING' }));
});

test.each([
  [{ ERASE_USER: 'parent01' }, 'make erase USER=parent01'],
  [{ CHILD: '202403150000001' }, 'make erase CHILD=202403150000001'],
  [{ OLDER_THAN: '365d' }, 'make retention'],
])('%j is asked for again by %s', (env, command) => {
  expect(commandFor(readEraseOptions(env, NOW).scope)).toBe(command);
});
