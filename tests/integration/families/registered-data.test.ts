import { randomUUID } from 'node:crypto';
import type { Application } from '@enterwait/domain/application';
import { STATUS, SYSTEMS } from '@enterwait/domain/protocol';
import {
  asProgram,
  enterKey,
  enterPerson,
  post,
  sameOrigin,
  signIn,
  urlOf,
  withKey,
} from '../../support/commands/api.ts';
import { anAddress, anApplication, idOf } from '../../support/commands/samples.ts';
import { agreeFor } from '../../support/people/consents.ts';
import { register, registerChild, registerContact } from '../../support/people/registered.ts';
import { everywhere, mailsArrived, mailsTo } from '../../support/scenarios/outcome.ts';
import { rowsOf } from '../../support/stack/databases.ts';

const PASSWORD = 'a long enough password';

/** A family that has an account and is signed in. */
async function bySession(): Promise<{ application: Application; headers: Record<string, string> }> {
  const application = anApplication({ parent_email: anAddress() });
  const { parent_email: email, parent_name: name, user_id } = application;
  await enterPerson('enterwait', { email, name, password: PASSWORD, role: 'parent', user_id });
  await registerChild(application);
  await registerContact(application);
  await agreeFor(user_id);
  return {
    application,
    headers: { ...(await signIn('enterwait', email, PASSWORD)), ...sameOrigin(urlOf('enterwait')) },
  };
}

/** A family without an account, for which a program has a key. */
async function byKey(): Promise<{ application: Application; headers: Record<string, string> }> {
  const application = anApplication({ parent_email: anAddress() });
  const { user_id } = application;
  await register(application);
  return {
    application,
    headers: withKey(await enterKey('enterwait', `family-${randomUUID()}`, { role: 'parent', user_id })),
  };
}

const request = (body: Application, headers: Record<string, string>) =>
  post(`${urlOf('enterwait')}/enterwait/request`, body, headers);
const cancel = (body: Application, headers: Record<string, string>) =>
  post(`${urlOf('enterwait')}/enterwait/cancel`, body, headers);

describe.each([
  ['session', bySession],
  ['key', byKey],
])('a parent by %s', (_how, aFamily) => {
  test('sends nobody mail in a loop of request and cancel: 403, and nothing is written', async () => {
    const { application, headers } = await aFamily();
    const stranger = { ...application, parent_email: anAddress() };
    for (let round = 0; round < 5; round += 1) {
      expect(await request(stranger, headers)).toMatchObject({
        status: 403,
        json: { code: 'not-registered-data', errors: [{ field: 'parent_email' }] },
      });
      expect((await cancel(stranger, headers)).status).toBe(404);
    }
    for (const table of ['request', 'command', 'outbox']) {
      expect(await rowsOf('enterwait', `SELECT 1 FROM ${table} WHERE request_id = ?`, [idOf(application)])).toEqual([]);
    }
    // A later mail has arrived, so theirs would have arrived too.
    expect((await request(application, headers)).status).toBe(202);
    await mailsArrived(application.parent_email, 1);
    expect(await mailsTo(stranger.parent_email)).toEqual([]);
  });

  test('withdraws by the ids; the mail goes to the address of the application alone', async () => {
    const { application, headers } = await aFamily();
    expect((await request(application, headers)).status).toBe(202);
    await everywhere(application, STATUS.requested, 1);
    const stranger = { ...application, parent_email: anAddress(), child_name: '남의아이' };
    expect((await cancel(stranger, headers)).status).toBe(202);
    await everywhere(application, STATUS.cancelled, 2);
    await mailsArrived(application.parent_email, 2);
    expect(await mailsTo(stranger.parent_email)).toEqual([]);
    for (const system of SYSTEMS) {
      const rows = await rowsOf(system, 'SELECT child_name, parent_email FROM request WHERE request_id = ?', [
        idOf(application),
      ]);
      expect(rows).toEqual([{ child_name: application.child_name, parent_email: application.parent_email }]);
    }
  });
});

test('a family of which nothing but the child is registered applies by a program of the agency alone', async () => {
  const application = anApplication({ parent_email: anAddress() });
  const { user_id } = application;
  await registerChild(application);
  const headers = withKey(await enterKey('enterwait', `family-${randomUUID()}`, { role: 'parent', user_id }));
  const { status, json } = await request(application, headers);
  const fields = (json.errors as { field: string }[]).map(({ field }) => field);
  expect([status, fields.toSorted()]).toEqual([
    403,
    ['parent_address', 'parent_email', 'parent_name', 'parent_postcode', 'parent_tel'],
  ]);
  expect((await request(application, asProgram())).status).toBe(202);
});
