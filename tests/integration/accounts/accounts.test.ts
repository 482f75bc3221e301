import { randomUUID } from 'node:crypto';
import { SERVICES } from '@enterwait/domain/protocol';
import { hashPassword } from 'better-auth/crypto';
import type { ServiceName } from '../../../localstack/stack/stack.ts';
import {
  asAdmin,
  asOperator,
  call,
  cookiesOf,
  enterKey,
  enterPerson,
  post,
  postForm,
  sameOrigin,
  signIn,
  urlOf,
  withKey,
} from '../../support/commands/api.ts';
import { anAddress, anApplication } from '../../support/commands/samples.ts';
import { SIGN_UP_TICKED } from '../../support/people/consents.ts';
import { signUpUnverified, tokenMailed, tokensMailed } from '../../support/people/signing-up.ts';
import { mailsTo } from '../../support/scenarios/outcome.ts';
import { databaseOf, rowsOf } from '../../support/stack/databases.ts';
import { eventually } from '../../support/stack/eventually.ts';
import { theStack } from '../../support/stack/stack.ts';

const PASSWORD = 'a long enough password';

const page = (service: ServiceName, path: string, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(urlOf(service) + path, { headers: { accept: 'text/html', ...headers }, redirect: 'manual' });

async function aParent(): Promise<{ email: string; cookie: Record<string, string> }> {
  const email = anAddress();
  return { email, cookie: await signUpUnverified({ name: '새부모', email, password: PASSWORD }) };
}

describe('signing in', () => {
  test.each(SERVICES)('is possible for the demo person of %s, who then sees their account', async (service) => {
    const before = await page(service, '/account');
    expect(before.status).toBe(401);
    expect(await before.text()).toContain('name="password"');
    const cookie = await signIn(service);
    const account = await page(service, '/account', cookie);
    expect(account.status).toBe(200);
    expect(account.headers.get('cache-control')).toContain('no-store');
    expect(await account.text()).toContain('@example.com');
  });

  test('gives a cookie that no script reads, no other site sends, and that is of this system alone', async () => {
    const { parent, password } = theStack().demo;
    const answer = await postForm(`${urlOf('enterwait')}/sign-in`, { email: parent.email, password });
    const [cookie] = answer.headers.getSetCookie().filter((line) => line.includes('session_token'));
    expect(cookie).toMatch(/^enterwait\.session_token=/);
    expect(cookie).toMatch(/; HttpOnly/i);
    expect(cookie).toMatch(/; SameSite=Lax/i);
    const foreign = cookiesOf(answer).cookie!.replaceAll('enterwait.', 'nursery.');
    expect((await page('nursery', '/account', { cookie: foreign })).status).toBe(401);
  });

  test('goes on to the page that was asked for, but to no other site', async () => {
    const { parent, password } = theStack().demo;
    const inTheWay = await (await page('enterwait', '/account?x=1')).text();
    expect(inTheWay).toContain('name="next" value="/account?x=1"');
    for (const [next, goesTo] of [
      ['/account?x=1', '/account?x=1'],
      ['//evil.example', '/'],
      ['https://evil.example', '/'],
      ['/\\evil.example', '/'],
    ] as const) {
      const answer = await postForm(`${urlOf('enterwait')}/sign-in`, { email: parent.email, password, next });
      expect([next, answer.headers.get('location')]).toEqual([next, goesTo]);
    }
  });

  test('is refused alike with a wrong password and with an address that is not known', async () => {
    const { email } = await aParent();
    const answers = await Promise.all(
      [email, anAddress()].map((address) =>
        postForm(`${urlOf('enterwait')}/sign-in`, { email: address, password: 'not this one at all' }),
      ),
    );
    const texts = await Promise.all(answers.map((answer) => answer.text()));
    expect(answers.map(({ status }) => status)).toEqual([401, 401]);
    const withoutAddress = texts.map((text) => text.replaceAll(/family-\d+-\d+@email\.com/g, '…'));
    expect(withoutAddress[0]).toBe(withoutAddress[1]);
    expect(texts[0]).not.toContain('not this one at all');
  });

  test('is not tried more than ten times on one account, also not at once; the right password then waits as well', async () => {
    const { email } = await aParent();
    const tries = await Promise.all(
      Array.from({ length: 14 }, () => postForm(`${urlOf('enterwait')}/sign-in`, { email, password: 'guess' })),
    );
    expect(tries.filter(({ status }) => status === 401)).toHaveLength(10);
    const late = await postForm(`${urlOf('enterwait')}/sign-in`, { email, password: PASSWORD });
    expect(late.status).toBe(429);
    expect(Number(late.headers.get('retry-after'))).toBeGreaterThan(60);
  });

  test('from another site is refused', async () => {
    const { parent, password } = theStack().demo;
    const fields = { email: parent.email, password };
    const url = `${urlOf('enterwait')}/sign-in`;
    expect((await postForm(url, fields, { origin: 'https://elsewhere.example' })).status).toBe(403);
    expect((await postForm(url, fields, { 'sec-fetch-site': 'cross-site' })).status).toBe(403);
  });
});

describe('an account', () => {
  test('is made by parents themselves, with a number of their own and no other rights than theirs', async () => {
    const email = anAddress();
    const answer = await postForm(`${urlOf('enterwait')}/sign-up`, {
      name: '새부모',
      email,
      password: PASSWORD,
      role: 'operator',
      waitlistUserId: 'parent01',
      user_id: 'parent01',
      nurseryId: 'N00001',
      ...SIGN_UP_TICKED,
    });
    expect([answer.status, answer.headers.getSetCookie()]).toEqual([200, []]);
    const person = await eventually(async () => {
      const [row] = await rowsOf<Record<string, unknown>>('enterwait', 'SELECT * FROM person WHERE email = ?', [email]);
      if (row === undefined) throw new Error('no account yet');
      return row;
    });
    expect(person).toMatchObject({
      role: 'parent',
      nursery_id: null,
      user_id: expect.stringMatching(/^p[0-9a-f]{24}$/),
    });
  });

  test('cannot be made at the systems of staff and operators', async () => {
    for (const service of ['nursery', 'management'] as const) {
      const fields = { name: '손님', email: anAddress(), password: PASSWORD };
      expect((await postForm(`${urlOf(service)}/sign-up`, fields)).status).toBe(404);
      expect((await post(`${urlOf(service)}/auth/sign-up/email`, fields, sameOrigin(urlOf(service)))).status).toBe(404);
    }
  });

  test('tells what is wrong with its fields, and shows no password again', async () => {
    const answer = await postForm(`${urlOf('enterwait')}/sign-up`, {
      name: '',
      email: 'nobody',
      password: 'short-one',
    });
    const text = await answer.text();
    expect(answer.status).toBe(422);
    expect(text).not.toContain('short-one');
    expect(text).toContain('nobody');
  });

  test('signs out, and its cookie is worth nothing after that', async () => {
    const { cookie } = await aParent();
    const out = await postForm(`${urlOf('enterwait')}/sign-out`, {}, cookie);
    expect([out.status, out.headers.get('location')]).toEqual([303, '/sign-in?done=out']);
    expect((await page('enterwait', '/account', cookie)).status).toBe(401);
  });

  test('with another password has a new session, and no other', async () => {
    const { email, cookie } = await aParent();
    const other = await signIn('enterwait', email, PASSWORD);
    const url = `${urlOf('enterwait')}/account/password`;
    expect((await postForm(url, { current: 'not this one', password: 'another long password' }, cookie)).status).toBe(
      422,
    );
    const changed = await postForm(url, { current: PASSWORD, password: 'another long password' }, cookie);
    expect(changed.status).toBe(303);
    expect((await page('enterwait', '/account', cookiesOf(changed))).status).toBe(200);
    for (const old of [cookie, other]) expect((await page('enterwait', '/account', old)).status).toBe(401);
  });

  test('ends its other sessions', async () => {
    const { email, cookie } = await aParent();
    const other = await signIn('enterwait', email, PASSWORD);
    expect((await postForm(`${urlOf('enterwait')}/account/sessions`, {}, cookie)).status).toBe(303);
    expect((await page('enterwait', '/account', cookie)).status).toBe(200);
    expect((await page('enterwait', '/account', other)).status).toBe(401);
  });
});

describe('a forgotten password', () => {
  const forgot = (email: string) => postForm(`${urlOf('enterwait')}/forgot`, { email });

  test('is set anew by a link in a mail that works once, and ends every session', async () => {
    const { email, cookie } = await aParent();
    expect((await forgot(email)).status).toBe(200);
    const token = await tokenMailed(email, '/reset');
    const [mail] = (await mailsTo(email)).filter(({ text }) => text.includes(token));
    expect(mail?.text).toContain(`${urlOf('enterwait')}/reset?token=${token}`);
    expect(await (await page('enterwait', `/reset?token=${token}`)).text()).toContain('name="password"');
    const set = () => postForm(`${urlOf('enterwait')}/reset`, { token, password: 'quite another password' });
    const done = await set();
    expect([done.status, done.headers.get('location')]).toEqual([303, '/sign-in?done=reset']);
    expect((await page('enterwait', '/account', cookie)).status).toBe(401);
    await signIn('enterwait', email, 'quite another password');
    await expect(signIn('enterwait', email, PASSWORD)).rejects.toThrow('401');
    expect((await set()).status).toBe(410);
  });

  test('is answered alike for an address that nobody has, to which no mail goes', async () => {
    const { email } = await aParent();
    const stranger = anAddress();
    const [known, unknown] = await Promise.all([forgot(email), forgot(stranger)]);
    expect([known.status, await known.text()]).toEqual([unknown.status, await unknown.text()]);
    await tokenMailed(email, '/reset');
    expect(await tokensMailed(stranger, '/reset')).toEqual([]);
    expect(await mailsTo(stranger)).toEqual([]);
  });
});

describe('an administrator', () => {
  test('enters people, who are what they were entered as; what changes ends their sessions', async () => {
    const email = anAddress();
    const person = { email, name: '새선생', password: PASSWORD, role: 'staff' };
    await enterPerson('nursery', { ...person, nursery_id: 'N00002' });
    const cookie = await signIn('nursery', email, PASSWORD);
    await enterPerson('nursery', { ...person, nursery_id: 'N00002' });
    expect((await page('nursery', '/account', cookie)).status).toBe(200);
    await enterPerson('nursery', { ...person, nursery_id: 'N00003' });
    expect((await page('nursery', '/account', cookie)).status).toBe(401);
  });

  test('removes people, who are out at once', async () => {
    const email = anAddress();
    await enterPerson('nursery', { email, name: '옛선생', password: PASSWORD, role: 'staff', nursery_id: 'N00002' });
    const cookie = await signIn('nursery', email, PASSWORD);
    const removed = await call(`${urlOf('nursery')}/admin/people`, {
      method: 'DELETE',
      headers: { ...asAdmin(), 'content-type': 'application/json' },
      body: JSON.stringify({ email }),
    });
    expect(removed.status).toBe(200);
    expect((await page('nursery', '/account', cookie)).status).toBe(401);
    await expect(signIn('nursery', email, PASSWORD)).rejects.toThrow('401');
  });

  test.each([
    ['of another system', { role: 'operator' }],
    ['without their daycare', { role: 'staff' }],
    ['with what is not theirs', { role: 'staff', nursery_id: 'N00001', user_id: 'parent01' }],
    ['with a short password', { role: 'staff', nursery_id: 'N00001', password: 'short' }],
  ])('enters nobody %s', async (_what, overrides) => {
    const person = { email: anAddress(), name: '아무개', password: PASSWORD, ...overrides };
    expect(await post(`${urlOf('nursery')}/admin/people`, person, asAdmin())).toMatchObject({
      status: 422,
      json: { code: 'invalid-field' },
    });
  });

  test('gives no password that is common or made of the person, and nothing is written then', async () => {
    const person = { email: anAddress(), name: '새선생', password: PASSWORD, role: 'staff', nursery_id: 'N00002' };
    const refused = (overrides: Record<string, string>) =>
      expect(post(`${urlOf('nursery')}/admin/people`, { ...person, ...overrides }, asAdmin())).resolves.toMatchObject({
        status: 422,
        json: { code: 'weak-password', errors: [{ field: 'password', code: 'weak-password' }] },
      });
    const rows = () => rowsOf('nursery', 'SELECT name, nursery_id FROM person WHERE email = ?', [person.email]);
    const own = `${person.email.split('@')[0]}1`;
    await refused({ password: 'Passw0rd!!' });
    await refused({ password: own });
    expect(await rows()).toEqual([]);

    await enterPerson('nursery', person);
    const cookie = await signIn('nursery', person.email, PASSWORD);
    await refused({ password: own, name: '다른이름' });
    await refused({ password: own, nursery_id: 'N00003' });
    expect(await rows()).toEqual([{ name: '새선생', nursery_id: 'N00002' }]);
    expect((await page('nursery', '/account', cookie)).status).toBe(200);
  });

  test('may enter again a person whose password was given before it was looked at', async () => {
    const weak = 'Passw0rd!!';
    const person = { email: anAddress(), name: '옛선생', role: 'staff', nursery_id: 'N00002' };
    await enterPerson('nursery', { ...person, password: PASSWORD });
    // As the previous release kept it.
    await databaseOf('nursery').execute(
      'UPDATE person_credential SET password = ? WHERE person_id = (SELECT id FROM person WHERE email = ?)',
      [await hashPassword(weak), person.email],
    );
    await enterPerson('nursery', { ...person, password: weak, name: '새이름' });
    const cookie = await signIn('nursery', person.email, weak);
    // For another daycare they are a different person, who gets a new password.
    const moved = { ...person, password: weak, nursery_id: 'N00003' };
    expect(await post(`${urlOf('nursery')}/admin/people`, moved, asAdmin())).toMatchObject({ status: 422 });
    expect((await page('nursery', '/account', cookie)).status).toBe(200);
  });

  test('who gives a person another password has them told by mail, and nobody else', async () => {
    const person = { email: anAddress(), name: '새선생', role: 'staff', nursery_id: 'N00002' };
    const told = async (email: string) =>
      (await mailsTo(email)).filter(({ subject }) => subject.includes('비밀번호가 바뀌었습니다')).length;
    // An address that nobody has proved may be a stranger's.
    const unproved = { ...person, email: anAddress() };
    await enterPerson('nursery', { ...unproved, password: PASSWORD });
    await databaseOf('nursery').execute('UPDATE person SET email_verified = FALSE WHERE email = ?', [unproved.email]);
    await enterPerson('nursery', { ...unproved, password: 'quite another password' });

    await enterPerson('nursery', { ...person, password: PASSWORD });
    await enterPerson('nursery', { ...person, password: PASSWORD, name: '새이름' });
    await enterPerson('nursery', { ...person, password: 'quite another password' });
    await eventually(async () => expect(await told(person.email)).toBe(1));
    // The same when the account becomes another person's: the address belongs to whoever had it.
    await enterPerson('nursery', { ...person, nursery_id: 'N00003', password: 'a third one for them' });
    await eventually(async () => expect(await told(person.email)).toBe(2));
    expect(await told(unproved.email)).toBe(0);
  });
});

describe('an API key', () => {
  test('that is revoked is refused within seconds, one that has expired at once', async () => {
    const name = `test-${randomUUID()}`;
    const key = await enterKey('enterwait', name, { role: 'operator' });
    const look = () => call(`${urlOf('enterwait')}/audit?limit=1`, { headers: withKey(key) });
    expect((await look()).status).toBe(200);
    await call(`${urlOf('enterwait')}/admin/keys/${name}`, { method: 'DELETE', headers: asAdmin() });
    await eventually(
      async () => expect(await look()).toMatchObject({ status: 403, json: { code: 'credential-invalid' } }),
      5_000,
    );
    const over = await enterKey('enterwait', `test-${randomUUID()}`, {
      role: 'operator',
      expires_at: new Date(Date.now() - 1000).toISOString(),
    });
    expect((await call(`${urlOf('enterwait')}/audit`, { headers: withKey(over) })).status).toBe(403);
  });

  test('is kept as a hash alone', async () => {
    const rows = await rowsOf<{ sha256: string }>('enterwait', 'SELECT * FROM api_key');
    const text = JSON.stringify(rows);
    for (const key of Object.values(theStack().keys)) expect(text).not.toContain(key);
  });
});

describe('the audit', () => {
  test('tells who did what to an application, when, from where, and what they were refused', async () => {
    const { parent } = theStack().demo;
    const application = anApplication({ user_id: parent.user_id });
    const { enterwaitUrl, keys } = theStack();
    const requestId = `${application.child_id}${application.nursery_id}`;
    const refused = await post(`${enterwaitUrl}/enterwait/request`, application, withKey(keys.parent));
    expect(refused).toMatchObject({ status: 403, json: { code: 'not-yours' } });
    const accepted = await post(`${enterwaitUrl}/enterwait/request`, application, withKey(keys.program));
    expect(accepted.status).toBe(202);
    const again = await post(`${enterwaitUrl}/enterwait/request`, application, withKey(keys.program));
    expect(again.status).toBe(409);
    await eventually(async () => {
      const { json } = await call(`${enterwaitUrl}/audit?request_id=${requestId}`, { headers: asOperator() });
      const entries = json.entries as Record<string, unknown>[];
      expect(entries.map(({ actor_id, action, outcome, code }) => [actor_id, action, outcome, code])).toEqual([
        ['demo-program', 'Request', 'refused', 'already-requested'],
        ['demo-program', 'Request', 'done', null],
        ['demo-parent', 'Request', 'refused', 'not-yours'],
      ]);
      for (const { at, ip, trace_id } of entries) {
        expect(Date.now() - Date.parse(String(at))).toBeLessThan(60_000);
        expect(ip).toMatch(/^[0-9a-f.:]{3,45}$/);
        expect(trace_id).toMatch(/^[0-9a-f]{32}$/);
      }
    });
  });

  test('is read page by page', async () => {
    const first = await call(`${urlOf('enterwait')}/audit?limit=2`, { headers: asOperator() });
    const second = await call(`${urlOf('enterwait')}/audit?limit=2&before=${first.json.next}`, {
      headers: asOperator(),
    });
    const numbers = [first, second].flatMap(({ json }) => (json.entries as { seq: number }[]).map(({ seq }) => seq));
    expect(numbers).toEqual([...new Set(numbers)].sort((a, b) => b - a));
    expect(numbers).toHaveLength(4);
  });

  test('knows who signed in and who could not', async () => {
    const { email } = await aParent();
    await signIn('enterwait', email, PASSWORD);
    await signIn('enterwait', email, 'not this one').catch(() => undefined);
    const [person] = await rowsOf<{ id: string }>('enterwait', 'SELECT id FROM person WHERE email = ?', [email]);
    const { json } = await eventually(async () => {
      const answer = await call(`${urlOf('enterwait')}/audit?actor_id=${person?.id}`, { headers: asOperator() });
      expect(answer.json.entries).toHaveLength(4);
      return answer;
    });
    // The sign-up is recorded beside its answer.
    expect(
      (json.entries as { action: string; code: string | null }[])
        .map(({ action, code }) => [action, code])
        .toSorted(([one], [other]) => String(other).localeCompare(String(one))),
    ).toEqual([
      ['sign-up', null],
      ['sign-in', 'wrong-password'],
      ['sign-in', null],
      ['sign-in', null],
    ]);
    expect(JSON.stringify(json)).not.toContain(email);
  });
});
