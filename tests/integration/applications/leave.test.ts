import type { Application } from '@enterwait/domain/application';
import { STATUS, SYSTEMS } from '@enterwait/domain/protocol';
import {
  asProgram,
  call,
  enterKey,
  operators,
  parents,
  post,
  staff,
  urlOf,
  withKey,
} from '../../support/commands/api.ts';
import { aNursery, anAddress, anApplication, idOf } from '../../support/commands/samples.ts';
import { mailsArrived } from '../../support/scenarios/outcome.ts';
import { eventsOf } from '../../support/stack/aws.ts';
import { confirmedIn, enrolled, rowsOf } from '../../support/stack/databases.ts';
import { eventually } from '../../support/stack/eventually.ts';

const everywhere = (application: Application, status: number, version: number): Promise<void> =>
  eventually(async () => {
    for (const system of SYSTEMS) expect(await confirmedIn(system, idOf(application))).toEqual({ status, version });
  });
const leave = (application: Application, headers: Record<string, string> = {}) =>
  post(`${urlOf('nursery')}/nursery/leave`, application, { ...asProgram(), ...headers });
const note = (text: string) => ({ 'enterwait-note': encodeURIComponent(text) });

describe('a child who leaves', () => {
  test('frees its place once that is decided, is cancelled on both sides, and the parent reads why', async () => {
    const nursery_id = aNursery();
    await rowsOf(
      'nursery',
      "INSERT INTO nursery (nursery_id, name, address, capacity) VALUES (?, 'one place', '', 1)",
      [nursery_id],
    );
    const parent_email = anAddress();
    const [child, next] = [anApplication({ nursery_id, parent_email }), anApplication({ nursery_id })];
    await Promise.all([child, next].map(parents.request));
    await Promise.all([child, next].map((one) => everywhere(one, STATUS.requested, 1)));
    expect((await staff.accept(child)).status).toBe(202);
    await everywhere(child, STATUS.accepted, 2);
    expect((await staff.accept(next)).json.code).toBe('nursery-full');

    expect((await leave(child, note('이사 / moving away'))).status).toBe(202);
    // The place is held until the decision that frees it is known: the judge might refuse the leave.
    await eventually(async () => expect(await enrolled(idOf(child))).toBe(false));
    expect((await staff.accept(next)).status).toBe(202);
    await Promise.all([everywhere(child, STATUS.cancelled, 3), everywhere(next, STATUS.accepted, 2)]);

    for (const service of ['nursery', 'enterwait'] as const) {
      const { json } = await call(`${urlOf(service)}/requests/${idOf(child)}`, { headers: asProgram() });
      const history = json.history as { type: string; origin: string; outcome: string; note: string | null }[];
      expect(history.at(-1)).toMatchObject({
        type: 'Cancel',
        origin: 'nursery',
        outcome: 'applied',
        note: '이사 / moving away',
      });
      expect([json.position, json.in_flight]).toEqual([null, []]);
    }
    await mailsArrived(parent_email, 3);

    // The family may apply again, as after any cancel.
    expect((await parents.request(child)).status).toBe(202);
    await everywhere(child, STATUS.requested, 4);
  });

  test('must be enrolled: a daycare cannot withdraw an application that waits', async () => {
    const application = anApplication();
    expect((await leave(application)).json.code).toBe('no-application');
    await parents.request(application);
    await everywhere(application, STATUS.requested, 1);
    expect(await leave(application)).toMatchObject({ status: 409, json: { code: 'already-requested' } });
    expect(await eventsOf(idOf(application))).toHaveLength(1);
  });

  test('and a parent who cancels at the same moment: one cancel, one refusal, both are told', async () => {
    const application = anApplication();
    await parents.request(application);
    await everywhere(application, STATUS.requested, 1);
    await staff.accept(application);
    await everywhere(application, STATUS.accepted, 2);
    const answers = await Promise.all([leave(application), parents.cancel(application)]);
    // The later one may already know of the other, and is then refused at the door.
    const late = answers.filter(({ status, json }) => status === 409 && json.code === 'already-cancelled').length;
    expect(answers.filter(({ status }) => status === 202)).toHaveLength(2 - late);
    expect(late).toBeLessThanOrEqual(1);
    await everywhere(application, STATUS.cancelled, 3);
    await eventually(async () => {
      for (const look of [staff.look, parents.look]) {
        const { json } = await look(application);
        expect(json.in_flight).toEqual([]);
      }
    });
    const outcomes = (await eventsOf(idOf(application))).map(({ outcome }) => outcome).sort();
    expect(outcomes).toEqual(['applied', 'applied', 'applied', ...(late === 1 ? [] : ['refused'])]);
    expect((await operators.cancel(application)).status).toBe(409);
  });

  test('is let go by staff of its own daycare alone', async () => {
    const nursery_id = aNursery();
    const key = await enterKey('nursery', `leave-${nursery_id.toLowerCase()}`, { role: 'staff', nursery_id });
    const stranger = anApplication();
    expect(await post(`${urlOf('nursery')}/nursery/leave`, stranger, withKey(key))).toMatchObject({
      status: 403,
      json: { code: 'not-yours' },
    });
  });
});

test('a reason that staff give for a rejection is kept on both sides', async () => {
  const application = anApplication();
  await parents.request(application);
  await everywhere(application, STATUS.requested, 1);
  const reason = '서류의 주소가 다릅니다';
  const answer = await post(`${urlOf('nursery')}/request/reject`, application, { ...asProgram(), ...note(reason) });
  expect(answer.status).toBe(202);
  await everywhere(application, STATUS.rejected, 2);
  for (const look of [staff.look, parents.look]) {
    const { json } = await look(application);
    expect((json.history as { note: string | null }[]).map((entry) => entry.note)).toEqual([null, reason]);
  }
});
