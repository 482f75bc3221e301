import { newRecoveryCodes, recoveryCodeOf } from './recovery-codes.ts';

test('ten codes, none like another, without letters that look like digits', () => {
  const codes = newRecoveryCodes();
  expect(new Set(codes).size).toBe(10);
  for (const code of codes) expect(code).toMatch(/^[2-9A-HJKMNP-Z]{4}(-[2-9A-HJKMNP-Z]{4}){2}$/);
});

test.each(['K7PD-2XWM-9QRA', 'k7pd2xwm9qra', ' K7PD 2XWM  9QRA '])('a code is known as it is typed: "%s"', (typed) => {
  expect(recoveryCodeOf(typed)).toBe('K7PD-2XWM-9QRA');
});

test('what is no code is none', () => {
  expect(recoveryCodeOf('—')).toBe('');
});
