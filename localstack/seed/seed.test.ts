import { applicationSchema } from '@enterwait/domain/application';
import { scoreAt } from '@enterwait/domain/priority';
import { SURNAMES } from './names.ts';
import { drawPlan, type SeedSize } from './plan.ts';
import { randomOf } from './random.ts';

const SIZE: SeedSize = { seed: 1, families: 300, nurseries: 200, year: 2026 };
const plan = drawPlan(SIZE);

test('the same seed draws the same, another one something else', () => {
  expect(drawPlan(SIZE)).toEqual(plan);
  const other = drawPlan({ ...SIZE, seed: 2 });
  const ids = new Set(plan.applications.map(({ request_id }) => request_id));
  expect(other.applications.some(({ request_id }) => ids.has(request_id))).toBe(false);
  expect(other.families[0]?.parent).not.toBe(plan.families[0]?.parent);
});

test('more families leave the first ones as they are', () => {
  const more = drawPlan({ ...SIZE, families: 320 });
  expect(more.families.slice(0, 300)).toEqual(plan.families);
});

test('every application is one that the wire takes, with items that the rules know', () => {
  for (const { application, claims } of plan.applications) {
    expect(applicationSchema.parse(application)).toEqual(application);
    expect(() => scoreAt(new Date(), claims)).not.toThrow();
  }
});

test('numbers are nobody else’s', () => {
  const children = plan.families.flatMap((family) => family.children.map(({ child_id }) => child_id));
  expect(new Set(children).size).toBe(children.length);
  expect(new Set(plan.nurseries.map(({ nursery_id }) => nursery_id)).size).toBe(200);
  expect(new Set(plan.applications.map(({ request_id }) => request_id)).size).toBe(plan.applications.length);
});

test('it looks like life', () => {
  const { families, nurseries, applications } = plan;
  const share = (count: number, of: number) => count / of;
  const kims = families.filter(({ children }) => children[0]?.name.startsWith('김')).length;
  expect(share(kims, families.length)).toBeGreaterThan(0.15);
  expect(share(kims, families.length)).toBeLessThan(0.3);
  const fates = Object.groupBy(applications, ({ steps }) => steps.at(-1)?.type ?? 'Request');
  expect(Object.keys(fates).sort()).toEqual(['Accept', 'Cancel', 'Leave', 'Reject', 'Request']);
  expect(share(fates.Request?.length ?? 0, applications.length)).toBeGreaterThan(0.5);
  expect(nurseries.every(({ capacity }) => capacity >= 20 && capacity <= 300)).toBe(true);
  const birthdays = families.flatMap(({ children }) => children.map(({ birthday }) => birthday));
  expect(birthdays.every((birthday) => birthday >= '20181201' && birthday <= '20260101')).toBe(true);
  expect(applications.some(({ claims }) => claims.includes('working-parents'))).toBe(true);
});

test('nobody has more than a family may: three open, one place, no place beyond the capacity', () => {
  const byChild = Map.groupBy(plan.applications, ({ application }) => application.child_id);
  for (const applications of byChild.values()) {
    const last = applications.map(({ steps }) => steps.at(-1)?.type);
    const enrolled = last.filter((type) => type === 'Accept').length;
    expect(enrolled).toBeLessThanOrEqual(1);
    expect(last.filter((type) => type === 'Request').length).toBeLessThanOrEqual(enrolled === 1 ? 2 : 3);
  }
});

test('surnames come as often as they are borne', () => {
  const random = randomOf('surnames');
  const drawn = Array.from({ length: 20_000 }, () => random.weighted(SURNAMES));
  const all = SURNAMES.reduce((sum, [, weight]) => sum + weight, 0);
  for (const [name, weight] of SURNAMES.slice(0, 5)) {
    expect(drawn.filter((one) => one === name).length / drawn.length).toBeCloseTo(weight / all, 1);
  }
});
