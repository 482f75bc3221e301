import type { StartedStack } from '../stack/stack.ts';
import type { SeedPlan } from './plan.ts';
import type { SeedClient } from './seed-client.ts';

export interface SeedPerson {
  readonly where: string;
  readonly email: string;
  readonly who: string;
}

const PARENTS = 3;
const STAFF = 2;

/**
 * Creates a few sign-in accounts with the demo's password. Only a few, because a service's password hashing is slow by design. They go to
 * those who have something to see: the families with the most applications and the daycares with the longest lines.
 */
export async function enterPeople(stack: StartedStack, client: SeedClient, plan: SeedPlan): Promise<SeedPerson[]> {
  const { password } = stack.demo;
  const people: SeedPerson[] = [];
  for (const [userId, count] of mostFrequent(
    plan.applications.map(({ application }) => application.user_id),
    PARENTS,
  )) {
    const family = plan.families.find(({ user_id }) => user_id === userId);
    if (family === undefined) continue;
    const { email, parent: name, user_id } = family;
    await client.admin(stack.enterwaitUrl, 'POST', '/admin/people', { email, name, password, role: 'parent', user_id });
    people.push({ where: stack.enterwaitUrl, email, who: `${name}, 신청 ${count} applications` });
  }
  const known = new Map(plan.nurseries.map((nursery) => [nursery.nursery_id, nursery.name]));
  const lines = plan.applications.map(({ application }) => application.nursery_id).filter((id) => known.has(id));
  for (const [nursery_id, count] of mostFrequent(lines, STAFF)) {
    const email = `staff-${nursery_id.toLowerCase()}@example.com`;
    const name = '김선생';
    await client.admin(stack.nurseryUrl, 'POST', '/admin/people', { email, name, password, role: 'staff', nursery_id });
    people.push({ where: stack.nurseryUrl, email, who: `${known.get(nursery_id)}, 신청 ${count} applications` });
  }
  return people;
}

/** The most frequent values, with their counts. Ties keep their order. */
function mostFrequent(values: readonly string[], most: number): [string, number][] {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].sort(([, one], [, other]) => other - one).slice(0, most);
}
