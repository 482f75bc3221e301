import { randomInt } from 'node:crypto';
import type { Application } from '@enterwait/domain/application';
import { STATUS } from '@enterwait/domain/protocol';
import { parents, staff } from '../../support/commands/api.ts';
import { anApplication, idOf } from '../../support/commands/samples.ts';
import { arrivedAtNursery } from '../../support/scenarios/scenario.ts';
import { rowsOf } from '../../support/stack/databases.ts';
import { eventually } from '../../support/stack/eventually.ts';
import { sized } from '../../support/stack/sized.ts';

const TRIES = sized(100);
/** Simultaneous requests: as many as the services take without queueing them. */
const AT_ONCE = 10;

/** The daycares of this run have one place each. Every try has a daycare to itself, so that all can be prepared together. */
async function daycaresWithOnePlace(count: number): Promise<string[]> {
  const first = randomInt(10 ** 5 - count);
  const ids = Array.from({ length: count }, (_id, index) => `L${String(first + index).padStart(5, '0')}`);
  for (const id of ids) {
    await rowsOf(
      'nursery',
      "INSERT INTO nursery (nursery_id, name, address, capacity) VALUES (?, 'one place', '', 1)",
      [id],
    );
  }
  return ids;
}

const enrolledAt = async (nurseryId: string): Promise<string[]> =>
  (
    await rowsOf<{ request_id: string }>('nursery', 'SELECT request_id FROM nursery_child WHERE nursery_id = ?', [
      nurseryId,
    ])
  ).map(({ request_id }) => request_id);

test(`the last place asked for twice at once: one accepted, one told why not, in ${TRIES} of ${TRIES} tries`, async () => {
  const daycares = await daycaresWithOnePlace(TRIES);
  const rivals = daycares.map((nursery_id) => [anApplication({ nursery_id }), anApplication({ nursery_id })] as const);
  const everybody = rivals.flat();
  for (let from = 0; from < everybody.length; from += AT_ONCE)
    await Promise.all(everybody.slice(from, from + AT_ONCE).map(parents.request));
  await arrivedAtNursery(everybody);

  const winners: Application[] = [];
  for (const [index, pair] of rivals.entries()) {
    // The two take turns in being sent first.
    const order = index % 2 === 0 ? pair : pair.toReversed();
    const answers = await Promise.all(order.map(staff.accept));
    const told = answers.map(({ status, json }) => `${status} ${String(json.code ?? 'kept')}`);
    expect([index, ...told.sort()]).toEqual([index, '202 kept', '409 nursery-full']);
    const winner = order[answers.findIndex(({ status }) => status === 202)] as Application;
    expect(await enrolledAt(winner.nursery_id)).toEqual([idOf(winner)]);
    winners.push(winner);
  }

  // What was asked is what was judged, and nobody else was accepted meanwhile.
  const statuses = async (system: 'enterwait' | 'nursery'): Promise<Map<string, number>> => {
    const rows = await rowsOf<{ request_id: string; status: number }>(
      system,
      `SELECT request_id, status FROM request WHERE request_id IN (${everybody.map(() => '?').join(', ')})`,
      everybody.map(idOf),
    );
    return new Map(rows.map(({ request_id, status }) => [request_id, status]));
  };
  const won = new Set(winners.map(idOf));
  const due = new Map(everybody.map((one) => [idOf(one), won.has(idOf(one)) ? STATUS.accepted : STATUS.requested]));
  for (const system of ['nursery', 'enterwait'] as const)
    await eventually(async () => expect(await statuses(system)).toEqual(due));
  for (const winner of winners) expect(await enrolledAt(winner.nursery_id)).toEqual([idOf(winner)]);
});
