import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { accountKey, limitKey, limitResultOf } from './limits.ts';
import { networkOf } from './network.ts';
import { LIMIT_RULES, type Rule, rulesOf } from './rules.ts';
import { TooOftenError } from './too-often.ts';

test('an account is counted under one name however its address is typed, and without it', () => {
  expect(accountKey('sign-in', ' User@Example.com')).toBe(accountKey('sign-in', 'user@example.com'));
  expect(accountKey('sign-in', 'user@example.com')).not.toBe(accountKey('reset', 'user@example.com'));
  expect(accountKey('sign-in', 'user@example.com')).toMatch(/^sign-in:[0-9a-f]{64}$/);
});

test('a named rule counts an account under the same name', () => {
  expect(limitKey('reset-mail', ['User@Example.com'])).toBe(accountKey('reset-mail', 'user@example.com'));
  // The length of the column.
  expect(limitKey('sign-in-account', ['user@example.com', '192.0.2.1']).length).toBeLessThanOrEqual(200);
});

const NOW = Date.UTC(2026, 10, 27);
const rowAfter = (tries: number, rule: Rule, secondsAgo: number) => ({
  tries,
  ends_at: new Date(NOW + (rule.window - secondsAgo) * 1000),
});

test('a window refuses until it is over', () => {
  const rule: Rule = { window: 60, max: 3 };
  expect(limitResultOf(undefined, rule, NOW).allowed).toBe(true);
  expect(limitResultOf(rowAfter(2, rule, 10), rule, NOW).allowed).toBe(true);
  expect(limitResultOf(rowAfter(3, rule, 10), rule, NOW)).toEqual({ allowed: false, retryAfter: 50 });
  expect(limitResultOf(rowAfter(9, rule, 60), rule, NOW).allowed).toBe(true);
});

test('a pause grows with every further try up to the longest, and is never a lock', () => {
  const rule = LIMIT_RULES['sign-in-account'];
  const waits = [49, 50, 51, 52, 58, 59, 1000].map(
    (tries) => limitResultOf(rowAfter(tries, rule, 0), rule, NOW).retryAfter,
  );
  expect(waits).toEqual([null, 1, 2, 4, 256, 300, 300]);
  expect(limitResultOf(rowAfter(51, rule, 2), rule, NOW).allowed).toBe(true);
  expect(limitResultOf(rowAfter(60_000, rule, 300), rule, NOW).allowed).toBe(true);
});

test('one address alone never brings an account to its ceiling', () => {
  const pair = LIMIT_RULES['sign-in-pair'];
  const account = LIMIT_RULES['sign-in-account'];
  let [tries, last, highest, counted, lastCounted] = [0, 0, 0, 0, Number.NEGATIVE_INFINITY];
  // One try every second for two days.
  for (let second = 0; second < 2 * 86_400; second++) {
    const row = { tries, ends_at: new Date((last + pair.window) * 1000) };
    if (tries > 0 && !limitResultOf(row, pair, second * 1000).allowed) continue;
    tries = tries > 0 && second >= last + pair.window ? 1 : tries + 1;
    last = second;
    counted = second - lastCounted > account.window ? 1 : counted + 1;
    lastCounted = second;
    highest = Math.max(highest, counted);
  }
  expect(highest).toBeLessThan(account.max / 3);
});

test('a pause ends before its count is forgotten', () => {
  for (const rule of Object.values<Rule | null>(LIMIT_RULES)) {
    if (rule?.pause !== undefined) expect(rule.pause.longest).toBeLessThanOrEqual(rule.window);
  }
});

test.each([
  [1, '1분 뒤에', 'in 1 minute'],
  [61, '2분 뒤에', 'in 2 minutes'],
  [7_140, '119분 뒤에', 'in 119 minutes'],
  [86_400, '24시간 뒤에', 'in 24 hours'],
])('whoever has to wait %d seconds is told so', (retryAfter, ko, en) => {
  const error = new TooOftenError({ retryAfter });
  expect([error.status, error.code, error.retryAfter]).toEqual([429, 'too-often', retryAfter]);
  expect(error.title).toContain(ko);
  expect(error.title.endsWith(en)).toBe(true);
});

test('the documentation lists every rule with its figures', () => {
  const rows = readFileSync(join(import.meta.dirname, '../../../../docs/operations.md'), 'utf8')
    .split('\n')
    .flatMap((line) => {
      const [, name, figures] = /^\| `([a-z-]+)` \|.*\| `(off|\d+\/\d+)` \|/.exec(line) ?? [];
      return name === undefined ? [] : [[name, figures]];
    });
  const rules = Object.entries<Rule | null>(LIMIT_RULES);
  expect(rows).toEqual(rules.map(([name, rule]) => [name, rule === null ? 'off' : `${rule.max}/${rule.window}`]));
});

describe('the setting LIMITS', () => {
  test('changes the rules that it names', () => {
    const rules = rulesOf('command-parent=120/60, command-staff=off,sign-in-account=5/7200');
    expect(rules['command-parent']).toEqual({ max: 120, window: 60 });
    expect(rules['command-staff']).toBeNull();
    expect(rules['sign-in-account']).toEqual({ max: 5, window: 7200, pause: { first: 1, longest: 300 } });
    expect(rules['reset-mail']).toEqual(LIMIT_RULES['reset-mail']);
  });

  test.each(['nothing=1/2', 'command-parent', 'command-parent=1', 'command-parent=0/60', 'constructor=1/2'])(
    'does not take %s',
    (setting) => {
      expect(() => rulesOf(setting)).toThrow('must be NAME=TRIES/SECONDS or NAME=off');
    },
  );
});

test.each([
  ['192.0.2.1', '192.0.2.1'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:DB8:0001:2::9', '2001:db8:1:2::/64'],
  ['2001:db8::1', '2001:db8:0:0::/64'],
  ['::1', '0:0:0:0::/64'],
  ['fe80::', 'fe80:0:0:0::/64'],
  ['64:ff9b::192.0.2.1', '64:ff9b:0:0::/64'],
  ['', ''],
])('%s counts as %s', (address, network) => {
  expect(networkOf(address)).toBe(network);
});
