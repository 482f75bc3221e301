import { currentRules } from '@enterwait/domain/priority';
import { isSensitive, SENSITIVE_ITEMS } from './sensitive.ts';
import { CONSENT_KINDS, CONSENTS } from './texts.ts';

/** Items that reveal nothing about health, welfare or family circumstances. */
const ORDINARY = ['working-parents', 'three-children', 'two-infants', 'industrial-complex', 'sibling', 'staff-child'];

test('every item of the priority rules is either sensitive or knowingly not', () => {
  const items = currentRules('2026-11-27').items.map(({ code }) => code);
  expect(items.filter((code) => !SENSITIVE_ITEMS.has(code)).toSorted()).toEqual(ORDINARY.toSorted());
  expect(isSensitive(ORDINARY)).toBe(false);
  expect(isSensitive(['working-parents', 'basic-livelihood'])).toBe(true);
});

test.each(CONSENT_KINDS)('%s: tells purpose, items, time and what a refusal means, in both languages', (kind) => {
  const { version, terms, title, agree } = CONSENTS[kind];
  expect(version).toMatch(/^\d{4}-\d\d-\d\d$/);
  const names = terms.map(([{ ko }]) => ko);
  for (const name of ['목적', '항목', '보유 기간', '거부할 권리']) expect(names).toContain(name);
  // A text about passing data on names the recipient.
  expect(names.includes('제공받는 자')).toBe(kind !== 'account');
  for (const one of [title, agree, ...terms.flat()]) expect(one.ko !== '' && one.en !== '').toBe(true);
});
