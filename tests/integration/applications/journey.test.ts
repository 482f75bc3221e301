import { STATUS, SYSTEMS } from '@enterwait/domain/protocol';
import { operators, parents, staff } from '../../support/commands/api.ts';
import { aNursery, anAddress, anApplication, idOf } from '../../support/commands/samples.ts';
import { everywhere, mailsArrived } from '../../support/scenarios/outcome.ts';
import { eventsOf } from '../../support/stack/aws.ts';
import { rowsOf } from '../../support/stack/databases.ts';
import { eventually } from '../../support/stack/eventually.ts';

describe('an application', () => {
  test('travels to the daycare with everything that the parent wrote, and to the mailbox', async () => {
    const application = anApplication({ parent_email: anAddress() });
    const answer = await parents.request(application);
    expect(answer).toMatchObject({ status: 202, json: { request_id: idOf(application), status: 1, version: 0 } });
    expect(answer.headers.get('location')).toBe(`/requests/${idOf(application)}`);

    await everywhere(application, STATUS.requested, 1);
    const [row] = await rowsOf<Record<string, unknown>>('nursery', 'SELECT * FROM request WHERE request_id = ?', [
      idOf(application),
    ]);
    expect(row).toMatchObject(application);
    const [mail] = await mailsArrived(application.parent_email, 1);
    expect(mail?.subject).toMatch(/[가-힣]/);
    expect(await eventsOf(idOf(application))).toMatchObject([
      { sk: `EVENT#${answer.json.event_id}`, outcome: 'applied', type: 'Request', version: 1, status: 1 },
    ]);
  });

  test('that is accepted enrols the child, tells the parents and mails them again', async () => {
    const application = anApplication({ parent_email: anAddress() });
    await parents.request(application);
    await everywhere(application, STATUS.requested, 1);
    expect(await staff.accept(application)).toMatchObject({ status: 202, json: { status: 2, version: 1 } });
    await everywhere(application, STATUS.accepted, 2);
    const mails = await mailsArrived(application.parent_email, 2);
    expect(new Set(mails.map(({ subject }) => subject)).size).toBe(2);
  });

  test('that is rejected can be asked for again, with other data', async () => {
    const application = anApplication({ parent_email: anAddress() });
    await parents.request(application);
    await everywhere(application, STATUS.requested, 1);
    await staff.reject(application);
    await everywhere(application, STATUS.rejected, 2);
    const moved = { ...application, parent_address: '부산광역시 해운대구 우동1로 20' };
    await parents.request(moved);
    await everywhere(application, STATUS.requested, 3);
    for (const system of SYSTEMS) {
      const sql = 'SELECT parent_address FROM request WHERE request_id = ?';
      expect(await rowsOf(system, sql, [idOf(application)])).toEqual([{ parent_address: moved.parent_address }]);
    }
    await mailsArrived(application.parent_email, 3);
  });

  test('that is cancelled after the accept takes the child out again', async () => {
    const application = anApplication({ parent_email: anAddress() });
    await parents.request(application);
    await everywhere(application, STATUS.requested, 1);
    await staff.accept(application);
    await everywhere(application, STATUS.accepted, 2);
    await parents.cancel(application);
    await everywhere(application, STATUS.cancelled, 3);
    await mailsArrived(application.parent_email, 3);
  });

  test('can be asked for and withdrawn in the same breath', async () => {
    const application = anApplication({ parent_email: anAddress() });
    await parents.request(application);
    expect((await parents.cancel(application)).status).toBe(202);
    await everywhere(application, STATUS.cancelled, 2);
  });

  test('that an operator cancels is cancelled in both systems, and known to have come from there', async () => {
    const application = anApplication({ parent_email: anAddress() });
    await parents.request(application);
    await everywhere(application, STATUS.requested, 1);
    expect(await operators.cancel(application)).toMatchObject({ status: 202, json: { status: 99 } });
    await everywhere(application, STATUS.cancelled, 2);
    expect((await parents.look(application)).json.history).toMatchObject([
      { type: 'Request', origin: 'enterwait', outcome: 'applied' },
      { type: 'Cancel', origin: 'management', outcome: 'applied' },
    ]);
    expect((await operators.look(application)).json).toMatchObject({
      status: 99,
      version: 2,
      events: [{ type: 'Request' }, { type: 'Cancel' }],
    });
    await mailsArrived(application.parent_email, 2);
  });

  test('shows its commands in flight until they are judged, and what became of them', async () => {
    const application = anApplication();
    const { json } = await parents.request(application);
    await eventually(async () => {
      const seen = (await parents.look(application)).json;
      expect(seen).toMatchObject({
        status: 1,
        version: 1,
        in_flight: [],
        history: [{ event_id: json.event_id, outcome: 'applied', version: 1 }],
      });
    });
  });

  test('for a daycare that nobody registered is accepted under its default capacity', async () => {
    const application = anApplication({ nursery_id: aNursery() });
    await parents.request(application);
    await everywhere(application, STATUS.requested, 1);
    await staff.accept(application);
    await everywhere(application, STATUS.accepted, 2);
    const sql = 'SELECT capacity FROM nursery WHERE nursery_id = ?';
    expect(await rowsOf('nursery', sql, [application.nursery_id])).toEqual([{ capacity: 300 }]);
  });

  test('that would be one too many for the daycare is not accepted', async () => {
    const nursery_id = aNursery();
    await rowsOf(
      'nursery',
      "INSERT INTO nursery (nursery_id, name, address, capacity) VALUES (?, 'one place', '', 1)",
      [nursery_id],
    );
    const applications = [anApplication({ nursery_id }), anApplication({ nursery_id }), anApplication({ nursery_id })];
    await Promise.all(applications.map(parents.request));
    await Promise.all(applications.map((application) => everywhere(application, STATUS.requested, 1)));
    const answers = await Promise.all(applications.map(staff.accept));
    expect(answers.map(({ status }) => status).sort()).toEqual([202, 409, 409]);
    expect(answers.find(({ status }) => status === 409)?.json.code).toBe('nursery-full');
    const winner = applications[answers.findIndex(({ status }) => status === 202)]!;
    await everywhere(winner, STATUS.accepted, 2);
    await parents.cancel(winner);
    await everywhere(winner, STATUS.cancelled, 3);
    const next = applications.find((application) => application !== winner)!;
    expect((await staff.accept(next)).status).toBe(202);
    await everywhere(next, STATUS.accepted, 2);
  });
});
