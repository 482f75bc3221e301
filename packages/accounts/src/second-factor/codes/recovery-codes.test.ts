import { findKept, keptForm, newRecoveryCodes, recoveryCodeOf } from './recovery-codes.ts';

const CODE = 'K7PD-2XWM-9QRA-4FGH-TM6V-8KXE';

test('ten codes of more than 112 bits, none like another, without letters that look like digits', () => {
  const codes = newRecoveryCodes();
  expect(new Set(codes).size).toBe(10);
  for (const code of codes) expect(code).toMatch(/^[2-9A-HJKMNP-Z]{4}(-[2-9A-HJKMNP-Z]{4}){5}$/);
});

test.each([CODE, 'k7pd2xwm9qra4fghtm6v8kxe', ' K7PD 2XWM  9QRA 4FGH TM6V 8KXE '])(
  'a code is known as it is typed: "%s"',
  (typed) => {
    expect(recoveryCodeOf(typed)).toBe(CODE);
    expect(findKept([keptForm(CODE)], typed)).toBe(keptForm(CODE));
  },
);

test('one of a release before is found as it was kept', () => {
  expect(findKept([keptForm(CODE), 'K7PD-2XWM-9QRA'], 'k7pd 2xwm 9qra')).toBe('K7PD-2XWM-9QRA');
});

test.each(['—', '', 'K7PD-2XWM-9QRA', keptForm(CODE)])('what is no code is none: "%s"', (typed) => {
  expect(findKept([keptForm(CODE)], typed)).toBeUndefined();
});
