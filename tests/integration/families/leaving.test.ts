import { DeleteMessageCommand } from '@aws-sdk/client-sqs';
import { STATUS, SYSTEMS } from '@enterwait/domain/protocol';
import { receive, release } from '@enterwait/operations/queues';
import type { Target } from '@enterwait/operations/target';
import { targetOfStack } from '../../../localstack/stack/local-target.ts';
import { asAdmin, call, enterKey, post, signIn, staff, urlOf, withKey } from '../../support/commands/api.ts';
import { aNursery, anAddress, anApplication, CHILD_FORM, HOME } from '../../support/commands/samples.ts';
import { ticking } from '../../support/people/consents.ts';
import { tokensMailed, verifyAddress } from '../../support/people/signing-up.ts';
import { Visitor } from '../../support/people/visitor.ts';
import { everywhere, mailsArrived } from '../../support/scenarios/outcome.ts';
import { sendToQueue } from '../../support/stack/aws.ts';
import { databaseOf, rowsOf } from '../../support/stack/databases.ts';
import { eventually } from '../../support/stack/eventually.ts';
import { runNightly } from '../../support/stack/nightly.ts';
import { theStack } from '../../support/stack/stack.ts';

const PASSWORD = 'a long enough password';

let target: Target;
beforeAll(() => {
  target = targetOfStack(theStack());
});
afterAll(() => target.close());

/** A family with one application that waits at its own daycare. */
async function aFamily() {
  const email = anAddress();
  const nursery_id = aNursery();
  const nursery = { name: '떠남어린이집', address: '서울', capacity: 5 };
  for (const service of SYSTEMS) {
    const headers = { ...asAdmin(), 'content-type': 'application/json' };
    await call(`${urlOf(service)}/admin/nurseries/${nursery_id}`, {
      method: 'PUT',
      headers,
      body: JSON.stringify(nursery),
    });
  }
  const parent = await Visitor.signedUp('김민준', email, PASSWORD);
  await parent.submit(await parent.open('/children/new'), '/children/new', CHILD_FORM);
  await parent.submit(await parent.open('/profile'), '/profile', { tel: '010-1234-5678', ...HOME });
  const checked = await parent.submit(await parent.open(`/apply?nursery_id=${nursery_id}`), '/apply/check', {
    ...ticking('provision'),
  });
  expect((await parent.submit(checked, '/apply')).path).toContain('?done=requested');
  const [person] = await rowsOf<{ id: string; user_id: string }>(
    'enterwait',
    'SELECT id, user_id FROM person WHERE email = ?',
    [email],
  );
  const { id: personId = '', user_id: userId = '' } = person ?? {};
  const [child] = await rowsOf<{ child_id: string }>('enterwait', 'SELECT child_id FROM child WHERE user_id = ?', [
    userId,
  ]);
  const application = anApplication({
    child_id: child?.child_id ?? '',
    user_id: userId,
    parent_email: email,
    nursery_id,
  });
  await everywhere(application, STATUS.requested, 1);
  return { parent, email, userId, personId, application };
}

const leave = async (parent: Visitor, password: string) =>
  parent.submit(await parent.open('/leave'), '/leave', { password });

const isErased = async (userId: string): Promise<boolean> =>
  (await rowsOf('enterwait', 'SELECT 1 FROM family WHERE user_id = ?', [userId])).length === 0;

test('who leaves is out at once, their applications are withdrawn, and the next night erases them', async () => {
  const { parent, email, userId, personId, application } = await aFamily();
  const key = withKey(await enterKey('enterwait', `leaver-${personId}`, { role: 'parent', user_id: userId }));
  const wrong = await leave(parent, 'not the password');
  expect([wrong.status, wrong.text]).toEqual([422, expect.stringContaining('비밀번호가 맞지 않습니다')]);
  expect((await parent.open('/applications')).status).toBe(200);

  const left = await leave(parent, PASSWORD);
  expect([left.path, left.text]).toEqual(['/?done=left', expect.stringContaining('탈퇴했습니다')]);
  expect((await parent.open('/applications')).status).toBe(401);
  await expect(signIn('enterwait', email, PASSWORD)).rejects.toThrow('401');
  for (const table of ['person_session', 'person_credential']) {
    expect(await rowsOf('enterwait', `SELECT 1 FROM ${table} WHERE person_id = ?`, [personId])).toEqual([]);
  }
  await everywhere(application, STATUS.cancelled, 2);
  await mailsArrived(email, 3);
  // A key is looked up again within two seconds; until then the family itself is refused.
  const asked = await post(`${urlOf('enterwait')}/enterwait/request`, application, key);
  expect([403, 409]).toContain(asked.status);

  const night = await eventually(async () => {
    const run = await runNightly('leavers');
    expect(await isErased(userId)).toBe(true);
    return run;
  });
  expect(night.line).toMatchObject({ service: 'leavers', msg: 'leavers erased', erased: expect.any(Number) });
  expect(night.line.erased).toBeGreaterThan(0);
  // Other tests may have left somebody who cannot be erased yet.
  expect(night.code).toBe(night.line.later === 0 ? 0 : 1);
  for (const table of ['child', 'parent', 'family', 'consent', 'person', 'request']) {
    expect([table, await rowsOf('enterwait', `SELECT 1 FROM ${table} WHERE user_id = ?`, [userId])]).toEqual([
      table,
      [],
    ]);
  }
  expect(await rowsOf('nursery', 'SELECT 1 FROM request WHERE user_id = ?', [userId])).toEqual([]);
  const ips = await rowsOf<{ ip: string }>('enterwait', 'SELECT DISTINCT ip FROM audit WHERE actor_id = ?', [personId]);
  expect(ips).toEqual([{ ip: '' }]);
  const deeds = await rowsOf<{ action: string }>(
    'enterwait',
    "SELECT action FROM audit WHERE action IN ('leave', 'erase') AND (actor_id = ? OR subject = ?) ORDER BY seq",
    [personId, personId],
  );
  expect(deeds.map(({ action }) => action)).toEqual(['leave', 'leave', 'erase']);
  // The address is free again; the mail of the first sign-up is still with its receiver.
  const again = await Visitor.signedUpUnverified('김민준', email, PASSWORD);
  await eventually(async () => expect(await tokensMailed(email, '/verify')).toHaveLength(2));
  await verifyAddress(email);
  expect((await again.open('/children')).text).toContain('없습니다');
});

test('who cannot be erased yet is counted by a code and found again, and nobody else waits for them', async () => {
  const [stuck, other] = [await aFamily(), await aFamily()];
  for (const { parent, application } of [stuck, other]) {
    expect((await leave(parent, PASSWORD)).path).toBe('/?done=left');
    await everywhere(application, STATUS.cancelled, 2);
  }
  // They left two days ago, so the longest-waiting of the rest has waited that long.
  await databaseOf('enterwait').execute('UPDATE family SET leaving_at = ? WHERE user_id = ?', [
    new Date(Date.now() - 50 * 3_600_000),
    stuck.userId,
  ]);
  // A message that waits for an operator holds their data; a person must redrive or delete it.
  const dead = target.outputs.dead_letter_queue_urls.EventToNurseryQueue ?? '';
  await sendToQueue(dead, JSON.stringify(stuck.application));
  const late = await eventually(async () => {
    const run = await runNightly('leavers');
    expect(await isErased(other.userId)).toBe(true);
    return run;
  });
  expect([late.code, await isErased(stuck.userId)]).toEqual([1, false]);
  expect(late.line).toMatchObject({ codes: { DEAD_LETTERS: expect.any(Number) } });
  expect(late.line.leaverAgeHours).toBeGreaterThanOrEqual(50);
  for (const { email, userId, personId, application } of [stuck, other]) {
    for (const word of [email, userId, personId, application.child_id, CHILD_FORM.name, HOME.address]) {
      expect(late.output).not.toContain(word);
    }
  }

  await eventually(async () => {
    const letters = await receive(target.sqs, dead, 30);
    for (const { Body, ReceiptHandle } of letters) {
      if (!Body?.includes(stuck.application.child_id)) continue;
      await target.sqs.send(new DeleteMessageCommand({ QueueUrl: dead, ReceiptHandle }));
    }
    await release(target.sqs, dead, letters);
    await runNightly('leavers');
    expect(await isErased(stuck.userId)).toBe(true);
  });
  const [row] = await rowsOf<{ actor_id: string }>(
    'enterwait',
    "SELECT actor_id FROM audit WHERE action = 'erase' AND subject = ?",
    [stuck.personId],
  );
  expect(row).toEqual({ actor_id: 'leavers' });
});

test('a child with a place keeps its family: the place is given up knowingly first', async () => {
  const { parent, userId, application } = await aFamily();
  expect((await staff.accept(application)).status).toBe(202);
  await everywhere(application, STATUS.accepted, 2);
  const form = await parent.open('/leave');
  expect([form.text, form.html]).toEqual([
    expect.stringContaining('탈퇴할 수 없습니다'),
    expect.not.stringContaining('name="password"'),
  ]);
  const refused = await parent.send('/leave', [], { password: PASSWORD });
  expect(refused.status).toBe(409);
  expect(await rowsOf('enterwait', 'SELECT 1 FROM person WHERE user_id = ?', [userId])).toHaveLength(1);

  const path = `/applications/${application.child_id}${application.nursery_id}/cancel`;
  await parent.submit(await parent.open(path), path);
  await everywhere(application, STATUS.cancelled, 3);
  expect((await leave(parent, PASSWORD)).path).toBe('/?done=left');
});

test('eleven wrong passwords: the right one has to wait', async () => {
  const parent = await Visitor.signedUp('김민준', anAddress(), PASSWORD);
  for (let turn = 0; turn < 10; turn += 1) expect((await leave(parent, 'a guess')).status).toBe(422);
  const late = await parent.send('/leave', [], { password: PASSWORD });
  expect(late.status).toBe(429);
  expect(Number(late.headers.get('retry-after'))).toBeGreaterThan(60);
});

test('somebody takes home everything that is kept of them, and nobody else’s', async () => {
  const { email, userId, application } = await aFamily();
  const other = await aFamily();
  const headers = await signIn('enterwait', email, PASSWORD);
  const url = `${urlOf('enterwait')}/account/data`;
  const answer = await fetch(url, { headers });
  expect(answer.headers.get('cache-control')).toBe('no-store');
  expect(answer.headers.get('content-disposition')).toContain('attachment');
  const text = await answer.text();
  expect(JSON.parse(text)).toMatchObject({
    account: { email, name: '김민준', user_id: userId },
    contact: { tel: '010-1234-5678' },
    children: [{ child_id: application.child_id, name: '김하늘' }],
    applications: [{ nursery_id: application.nursery_id, status: STATUS.requested, parent_email: email }],
    history: [{ commands: [{ type: 'Request', outcome: 'applied' }] }],
    consents: [{ kind: 'provision' }, { kind: 'account' }],
    sessions: [{}, {}],
  });
  expect((JSON.parse(text) as { audit: { action: string }[] }).audit.map(({ action }) => action)).toEqual(
    expect.arrayContaining(['sign-up', 'add-child', 'Request', 'sign-in']),
  );
  for (const theirs of [other.email, other.userId, other.application.child_id]) expect(text).not.toContain(theirs);
  // No password hash and no session token.
  expect(text).not.toMatch(/password|token/);
  expect((await fetch(url)).status).toBe(401);
});
