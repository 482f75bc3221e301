import fc from 'fast-check';
import { queueKey } from '../protocol/entry.ts';
import { scoreAt, scorePriority, UnknownPriorityItemError } from './priority.ts';
import { currentRules, PRIORITY_RULES, priorityRulesSchema, rulesOf } from './priority-rules.ts';

const rules = rulesOf('2026-1')!;

describe('the score', () => {
  test.each([
    [[], 0, 0],
    [['single-parent'], 100, 0],
    [['single-parent', 'disabled-parent'], 200, 0],
    [['working-parents', 'three-children'], 500, 0],
    [['working-parents', 'two-infants'], 400, 0],
    [['sibling', 'adopted'], 0, 100],
    [['sibling', 'working-parents'], 100, 50],
  ])('of %j is %i, and %i among equals', (items, points, tie_points) => {
    expect(scorePriority(rules, items)).toMatchObject({ rules: '2026-1', points, tie_points });
  });

  test('names its items once and in the order of the rules', () => {
    expect(scorePriority(rules, ['sibling', 'single-parent', 'sibling']).items).toEqual(['single-parent', 'sibling']);
  });

  test('is refused for what is no item', () => {
    expect(() => scorePriority(rules, ['rich'])).toThrow(UnknownPriorityItemError);
  });

  test('is by the rules in force on the day in Korea', () => {
    const next = { ...rules, version: '2027-1', valid_from: '2027-01-01' };
    expect(currentRules('2026-12-31', [next, rules]).version).toBe('2026-1');
    expect(currentRules('2027-01-01', [next, rules]).version).toBe('2027-1');
    expect(currentRules('2020-01-01', [next, rules]).version).toBe('2026-1');
    expect(scoreAt(new Date('2026-11-22T00:00:00Z'), []).rules).toBe('2026-1');
  });
});

describe('rules as data', () => {
  test('every version has a name and a first day of its own', () => {
    expect(new Set(PRIORITY_RULES.map(({ version }) => version)).size).toBe(PRIORITY_RULES.length);
    expect(new Set(PRIORITY_RULES.map(({ valid_from }) => valid_from)).size).toBe(PRIORITY_RULES.length);
  });

  test('a combination of what is not of the first rank is refused', () => {
    const wrong = { ...rules, combinations: [{ items: ['sibling', 'single-parent'], adds: 1, ko: '가', en: 'a' }] };
    expect(priorityRulesSchema.safeParse(wrong).success).toBe(false);
  });
});

describe('the order of the line', () => {
  const entryArbitrary = fc.record({
    points: fc.integer({ min: 0, max: 9999 }),
    tie_points: fc.integer({ min: 0, max: 9999 }),
    at: fc.integer({ min: 0, max: 4e12 }),
  });
  const keyOf = ({ points, tie_points, at }: { points: number; tie_points: number; at: number }): string =>
    queueKey('202403150000001N00001', {
      requested_at: new Date(at).toISOString(),
      priority: { rules: '2026-1', items: [], points, tie_points },
    });

  test('is points, then tie points, then time', () => {
    fc.assert(
      fc.property(entryArbitrary, entryArbitrary, (one, other) => {
        const order = other.points - one.points || other.tie_points - one.tie_points || one.at - other.at;
        const byKey = keyOf(one) < keyOf(other) ? -1 : keyOf(one) > keyOf(other) ? 1 : 0;
        expect(Math.sign(byKey)).toBe(Math.sign(order));
      }),
    );
  });

  test('takes 43 ASCII characters, as its column does', () => {
    expect(keyOf({ points: 0, tie_points: 0, at: 0 })).toMatch(/^[\x21-\x7e]{43}$/);
  });
});
