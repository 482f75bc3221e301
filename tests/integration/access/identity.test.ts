import { randomUUID } from 'node:crypto';
import { cookiesOf, enterPerson, post, postForm, sameOrigin, signIn, urlOf } from '../../support/commands/api.ts';
import { anAddress, anApplication, CHILD_FORM, HOME } from '../../support/commands/samples.ts';
import { agreeFor, SIGN_UP_TICKED } from '../../support/people/consents.ts';
import { registerChild } from '../../support/people/registered.ts';
import { signUp, signUpUnverified, tokenMailed, tokensMailed } from '../../support/people/signing-up.ts';
import { Visitor } from '../../support/people/visitor.ts';
import { mailsArrived, mailsTo } from '../../support/scenarios/outcome.ts';
import { databaseOf, rowsOf } from '../../support/stack/databases.ts';
import { eventually } from '../../support/stack/eventually.ts';

const PASSWORD = 'a long enough password';
const OTHER = 'quite another password';
const enterwait = (path: string): string => urlOf('enterwait') + path;

const page = (path: string, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(enterwait(path), { headers: { accept: 'text/html', ...headers }, redirect: 'manual' });

/** A family that the agency entered: a child that is registered for a `user_id`. */
async function aRegisteredChild(): Promise<{ user_id: string; name: string }> {
  const child = anApplication({
    user_id: `family-${Math.random().toString(36).slice(2)}`,
    child_name: '이도윤',
  });
  await registerChild(child);
  return { user_id: child.user_id, name: child.child_name };
}

const forgot = (email: string): Promise<Response> => postForm(enterwait('/forgot'), { email });
const reset = (token: string, password: string): Promise<Response> =>
  postForm(enterwait('/reset'), { token, password });

describe('an address that an administrator links to a family', () => {
  test('loses the password, the session and the links of whoever signed up with it', async () => {
    const email = anAddress();
    const cookie = await signUpUnverified({ name: '남의주소', email, password: PASSWORD });
    await forgot(email);
    const link = await tokenMailed(email, '/reset');
    const { user_id, name } = await aRegisteredChild();
    await enterPerson('enterwait', { email, name: '김민준', role: 'parent', user_id } as never);

    expect((await page('/children', cookie)).status).toBe(401);
    await expect(signIn('enterwait', email, PASSWORD)).rejects.toThrow('401');
    expect((await reset(link, OTHER)).status).toBe(410);

    // Anyone who reads the mails of the address gets in, and sees the child.
    await forgot(email);
    await eventually(async () => expect(await tokensMailed(email, '/reset')).toHaveLength(2));
    expect((await reset(await tokenMailed(email, '/reset'), OTHER)).status).toBe(303);
    expect(await (await page('/children', await signIn('enterwait', email, OTHER))).text()).toContain(name);
  });

  test('keeps nothing of before when the administrator gives a password, and everything when nothing changes', async () => {
    const email = anAddress();
    const before = await signUp({ name: '김민준', email, password: PASSWORD });
    const { user_id } = await aRegisteredChild();
    const person = { email, name: '김민준', role: 'parent', user_id, password: OTHER };
    await enterPerson('enterwait', person);
    expect((await page('/children', before)).status).toBe(401);
    await expect(signIn('enterwait', email, PASSWORD)).rejects.toThrow('401');
    const cookie = await signIn('enterwait', email, OTHER);
    await enterPerson('enterwait', person);
    expect((await page('/children', cookie)).status).toBe(200);
  });
});

test('a sign-in that is under way while an account is taken away gets nowhere', async () => {
  const email = anAddress();
  await signUp({ name: '김민준', email, password: PASSWORD });
  const connection = await databaseOf('enterwait').getConnection();
  try {
    await connection.beginTransaction();
    const [people] = await connection.execute('SELECT id FROM person WHERE email = ? FOR UPDATE', [email]);
    const [{ id }] = people as [{ id: string }];
    const answer = postForm(enterwait('/sign-in'), { email, password: PASSWORD });
    // The password was right, but the session waits for the row.
    await eventually(async () => {
      const waiting = await rowsOf(
        'enterwait',
        "SELECT 1 FROM information_schema.processlist WHERE info LIKE 'insert into `person_session`%'",
      );
      expect(waiting).toHaveLength(1);
    });
    await connection.execute('DELETE FROM person_credential WHERE person_id = ?', [id]);
    await connection.execute('DELETE FROM person_session WHERE person_id = ?', [id]);
    await connection.commit();
    expect((await answer).status).toBe(401);
    expect((await answer).headers.getSetCookie()).toEqual([]);
    expect(await rowsOf('enterwait', 'SELECT id FROM person_session WHERE person_id = ?', [id])).toEqual([]);
  } finally {
    await connection.rollback();
    connection.release();
  }
});

describe('a password that is set anew', () => {
  test('by one of two links ends the other', async () => {
    const email = anAddress();
    await signUp({ name: '김민준', email, password: PASSWORD });
    await forgot(email);
    await tokenMailed(email, '/reset');
    await forgot(email);
    await eventually(async () => expect(await tokensMailed(email, '/reset')).toHaveLength(2));
    const [first = '', second = ''] = await tokensMailed(email, '/reset');
    expect((await reset(first, OTHER)).status).toBe(303);
    expect((await reset(second, PASSWORD)).status).toBe(410);
    await signIn('enterwait', email, OTHER);
    await eventually(async () => expect(await toldOf(email, '비밀번호가 바뀌었습니다')).toBe(1));
  });

  test('by two links at once is set by one of them', async () => {
    const email = anAddress();
    await signUp({ name: '김민준', email, password: PASSWORD });
    await forgot(email);
    await forgot(email);
    await eventually(async () => expect(await tokensMailed(email, '/reset')).toHaveLength(2));
    const answers = await Promise.all((await tokensMailed(email, '/reset')).map((token) => reset(token, OTHER)));
    expect(answers.filter(({ status }) => status === 303).length).toBeLessThanOrEqual(1);
    expect(answers.every(({ status }) => status === 303 || status === 410)).toBe(true);
  });

  test('on the account page ends the link that was mailed, and is told by mail', async () => {
    const email = anAddress();
    const cookie = await signUp({ name: '김민준', email, password: PASSWORD });
    await forgot(email);
    const link = await tokenMailed(email, '/reset');
    const changed = await postForm(enterwait('/account/password'), { current: PASSWORD, password: OTHER }, cookie);
    expect(changed.status).toBe(303);
    expect((await page('/account', cookiesOf(changed))).status).toBe(200);
    expect((await reset(link, 'a password of a thief')).status).toBe(410);
    await eventually(async () => expect(await toldOf(email, '비밀번호가 바뀌었습니다')).toBe(1));
  });
});

const toldOf = async (email: string, subject: string): Promise<number> =>
  (await mailsTo(email)).filter((mail) => mail.subject.includes(subject)).length;

/** A parent with a child and contact details, entered through the pages. */
async function withChild(parent: Visitor): Promise<string> {
  const added = await parent.submit(await parent.open('/children/new'), '/children/new', CHILD_FORM);
  await parent.submit(await parent.open('/profile'), '/profile', { tel: '010-1234-5678', ...HOME });
  return /\/children\/(\d{15})\/edit/.exec(added.html)?.[1] ?? '';
}

/** The ten fields of an application of a parent who signed up without the agency. */
async function applicationOf(email: string, child_id: string) {
  const [person] = await rowsOf<{ user_id: string }>('enterwait', 'SELECT user_id FROM person WHERE email = ?', [
    email,
  ]);
  return anApplication({
    child_id,
    user_id: person?.user_id ?? '',
    parent_email: email,
    nursery_id: 'N00002',
  });
}

describe('an address that nobody has proved', () => {
  test('is of an account that signs in and fills in, but asks for no place, by the page nor by the API', async () => {
    const email = anAddress();
    const parent = await Visitor.signedUpUnverified('김민준', email, PASSWORD);
    const childId = await withChild(parent);
    const application = await applicationOf(email, childId);
    const url = enterwait('/enterwait/request');
    const cookie = await signIn('enterwait', email, PASSWORD);
    const ask = () => post(url, application, { ...sameOrigin(url), ...cookie });
    expect(await ask()).toMatchObject({ status: 403, json: { code: 'address-not-verified' } });

    const form = await parent.open('/apply?nursery_id=N00002');
    expect(form.text).toContain('메일 주소를 먼저 확인해 주세요');
    const fields: [string, string][] = [
      ['nursery_id', 'N00002'],
      ['child_id', childId],
      ['submission', randomUUID()],
    ];
    const sent = await parent.send('/apply', fields);
    expect([sent.status, (await sent.text()).includes('/verify/again')]).toEqual([403, true]);
    // Only the mail of the sign-up.
    await mailsArrived(email, 1);

    // The link is mailed again, and it proves the address.
    expect((await parent.submit(await parent.open('/account'), '/verify/again')).text).toContain(
      '확인 메일을 보냈습니다',
    );
    await eventually(async () => expect(await tokensMailed(email, '/verify')).toHaveLength(2));
    const [first = '', second = ''] = await tokensMailed(email, '/verify');
    const verify = (token: string) => postForm(enterwait('/verify'), { token });
    expect(await (await page(`/verify?token=${first}`)).text()).toContain('메일 주소 확인하기');
    expect((await verify(first)).headers.get('location')).toBe('/sign-in?done=verified');
    expect((await verify(first)).status).toBe(410);
    expect((await verify(second)).status).toBe(303);
    await agreeFor(application.user_id);
    expect((await ask()).status).toBe(202);
  });

  test('does not keep an application from being withdrawn', async () => {
    const email = anAddress();
    const parent = await Visitor.signedUp('김민준', email, PASSWORD);
    const application = await applicationOf(email, await withChild(parent));
    const cookie = await signIn('enterwait', email, PASSWORD);
    const send = (what: string) =>
      post(enterwait(`/enterwait/${what}`), application, { ...sameOrigin(enterwait('/')), ...cookie });
    await agreeFor(application.user_id);
    expect((await send('request')).status).toBe(202);
    // Like an account of an earlier release, which has never proved its address.
    await databaseOf('enterwait').execute('UPDATE person SET email_verified = FALSE WHERE email = ?', [email]);
    expect((await send('cancel')).status).toBe(202);
    expect(await send('request')).toMatchObject({ status: 403, json: { code: 'address-not-verified' } });
    // Setting a password by a mailed link proves it as well.
    await forgot(email);
    expect((await reset(await tokenMailed(email, '/reset'), OTHER)).status).toBe(303);
    const [person] = await rowsOf<{ email_verified: number }>(
      'enterwait',
      'SELECT email_verified FROM person WHERE email = ?',
      [email],
    );
    expect(person?.email_verified).toBe(1);
  });
});

describe('signing up', () => {
  const signUpWith = (email: string): Promise<Response> =>
    postForm(enterwait('/sign-up'), { name: '김민준', email, password: PASSWORD, ...SIGN_UP_TICKED });

  test('is answered alike for an address that has an account, which is told by mail and stays as it is', async () => {
    const known = anAddress();
    await signUp({ name: '김민준', email: known, password: OTHER });
    const [again, fresh] = await Promise.all([signUpWith(known.toUpperCase()), signUpWith(anAddress())]);
    expect([again.status, again.headers.getSetCookie(), await again.text()]).toEqual([
      fresh.status,
      fresh.headers.getSetCookie(),
      await fresh.text(),
    ]);
    expect(again.status).toBe(200);
    await eventually(async () => expect(await toldOf(known, '이미 가입한 메일 주소')).toBe(1));
    await signIn('enterwait', known, OTHER);
    await expect(signIn('enterwait', known, PASSWORD)).rejects.toThrow('401');
  });

  test('eight times at once with one address makes one account, and no error', async () => {
    const email = anAddress();
    const answers = await Promise.all(Array.from({ length: 8 }, () => signUpWith(email)));
    expect(answers.map(({ status }) => status)).toEqual(Array(8).fill(200));
    expect(new Set(await Promise.all(answers.map((answer) => answer.text()))).size).toBe(1);
    await tokenMailed(email, '/verify');
    const people = 'SELECT p.id, c.id FROM person p JOIN person_credential c ON c.person_id = p.id WHERE p.email = ?';
    expect(await rowsOf('enterwait', people, [email])).toHaveLength(1);
    expect(await tokensMailed(email, '/verify')).toHaveLength(1);
    await signIn('enterwait', email, PASSWORD);
  });
});

describe('a password that is common or made of its owner’s data', () => {
  test('is refused at signing up, at a reset, whose link goes on being good, and at a change', async () => {
    const weak = 'Passw0rd!!';
    const email = anAddress();
    const own = `${email.split('@')[0]}1`;
    for (const password of [weak, own]) {
      const answer = await postForm(enterwait('/sign-up'), { name: '김민준', email, password, ...SIGN_UP_TICKED });
      expect([answer.status, (await answer.text()).includes(password)]).toEqual([422, false]);
    }
    const cookie = await signUp({ name: '김민준', email, password: PASSWORD });
    await forgot(email);
    const token = await tokenMailed(email, '/reset');
    for (const password of [weak, own]) {
      const changed = await postForm(enterwait('/account/password'), { current: PASSWORD, password }, cookie);
      expect([changed.status, (await reset(token, password)).status]).toEqual([422, 422]);
    }
    expect((await reset(token, OTHER)).status).toBe(303);
  });
});

describe('the address of an account', () => {
  const ask = (cookie: Record<string, string>, current: string, email: string): Promise<Response> =>
    postForm(enterwait('/account/address'), { current, email }, cookie);
  const confirm = (token: string): Promise<Response> => postForm(enterwait('/account/address/confirm'), { token });

  test('changes by the password and the link that is mailed to the new one; the old one is told, and every session ends', async () => {
    const [old, next] = [anAddress(), anAddress()];
    const cookie = await signUp({ name: '김민준', email: old, password: PASSWORD });
    expect((await ask(cookie, 'not this one', next)).status).toBe(422);
    expect((await ask(cookie, PASSWORD, next.toUpperCase())).headers.get('location')).toBe(
      '/account?done=address-asked',
    );
    const token = await tokenMailed(next, '/account/address/confirm');
    await eventually(async () => expect(await toldOf(old, '변경이 요청되었습니다')).toBe(1));
    await signIn('enterwait', old, PASSWORD);
    await forgot(old);
    const link = await tokenMailed(old, '/reset');

    expect((await confirm(token)).headers.get('location')).toBe('/sign-in?done=address');
    expect((await confirm(token)).status).toBe(410);
    await eventually(async () => expect(await toldOf(old, '메일 주소가 바뀌었습니다')).toBe(1));
    expect((await page('/account', cookie)).status).toBe(401);
    expect((await reset(link, OTHER)).status).toBe(410);
    await expect(signIn('enterwait', old, PASSWORD)).rejects.toThrow('401');
    await signIn('enterwait', next, PASSWORD);
  });

  test('is answered alike where the new one is taken, whose owner gets no mail and keeps it', async () => {
    const [old, taken] = [anAddress(), anAddress()];
    await signUp({ name: '남', email: taken, password: OTHER });
    const cookie = await signUp({ name: '김민준', email: old, password: PASSWORD });
    const answer = await ask(cookie, PASSWORD, taken);
    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/account?done=address-asked']);
    await eventually(async () => expect(await toldOf(old, '변경이 요청되었습니다')).toBe(1));
    expect(await tokensMailed(taken, '/account/address/confirm')).toEqual([]);
    await signIn('enterwait', taken, OTHER);
  });

  test('does not change any more once the password was set anew', async () => {
    const [old, next] = [anAddress(), anAddress()];
    const cookie = await signUp({ name: '김민준', email: old, password: PASSWORD });
    await ask(cookie, PASSWORD, next);
    const token = await tokenMailed(next, '/account/address/confirm');
    await forgot(old);
    expect((await reset(await tokenMailed(old, '/reset'), OTHER)).status).toBe(303);
    expect((await confirm(token)).status).toBe(410);
    await signIn('enterwait', old, OTHER);
  });
});
