import { accountKey } from './limits.ts';

test('an account is counted under one name however its address is typed, and without it', () => {
  expect(accountKey('sign-in', ' User@Example.com')).toBe(accountKey('sign-in', 'user@example.com'));
  expect(accountKey('sign-in', 'user@example.com')).not.toBe(accountKey('reset', 'user@example.com'));
  expect(accountKey('sign-in', 'user@example.com')).toMatch(/^sign-in:[0-9a-f]{64}$/);
});
