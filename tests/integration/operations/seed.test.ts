import { MOVES } from '@enterwait/domain/protocol';
import { enterPlan } from '../../../localstack/seed/enter.ts';
import { enterPeople } from '../../../localstack/seed/people.ts';
import { drawPlan } from '../../../localstack/seed/plan.ts';
import { seedClient } from '../../../localstack/seed/seed-client.ts';
import { signIn } from '../../support/commands/api.ts';
import { rowCounts, rowsOf } from '../../support/stack/databases.ts';
import { theStack } from '../../support/stack/stack.ts';

/** Small, but with every possible outcome in it. */
const PLAN = drawPlan({ seed: 7, families: 12, nurseries: 6, year: 2026 });

const SILENT = () => ({ add() {}, end() {} });

test('make seed enters everything through the endpoints, and a second run changes nothing', async () => {
  const stack = theStack();
  const client = seedClient(stack);
  const { signal } = new AbortController();
  const steps = PLAN.applications.flatMap((application) => application.steps);

  expect(await enterPlan(stack, client, PLAN, signal, SILENT)).toEqual({
    nurseries: PLAN.nurseries.length,
    children: PLAN.families.flatMap(({ children }) => children).length,
    commands: steps.length,
    leftAlone: 0,
  });
  for (const { request_id, application, claims, steps: taken } of PLAN.applications) {
    const last = taken.at(-1);
    const type = last?.type === 'Leave' ? 'Cancel' : (last?.type ?? 'Request');
    const [row] = await rowsOf(
      'enterwait',
      'SELECT status, version, parent_name, priority_items FROM request WHERE request_id = ?',
      [request_id],
    );
    expect(row).toMatchObject({ status: MOVES[type].to, version: taken.length, parent_name: application.parent_name });
    const { priority_items } = row as { priority_items: string };
    expect(JSON.parse(priority_items).toSorted()).toEqual(claims.toSorted());
  }

  const before = [await rowCounts('enterwait'), await rowCounts('nursery')];
  expect(await enterPlan(stack, client, PLAN, signal, SILENT)).toEqual({
    nurseries: 0,
    children: 0,
    commands: 0,
    leftAlone: 0,
  });
  expect([await rowCounts('enterwait'), await rowCounts('nursery')]).toEqual(before);

  const people = await enterPeople(stack, client, PLAN);
  const parent = people.find(({ where }) => where === stack.enterwaitUrl);
  expect(await signIn('enterwait', parent?.email)).toHaveProperty('cookie');
});
