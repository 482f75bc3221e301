import { symmetricDecrypt, symmetricEncrypt } from 'better-auth/crypto';
import { asAdmin, call, cookiesOf, enterPerson, postForm, sameOrigin, urlOf } from '../../support/commands/api.ts';
import { anAddress } from '../../support/commands/samples.ts';
import { startSecond } from '../../support/faults/second-process.ts';
import { type NurseryAccounts, startNurseryAccounts } from '../../support/people/nursery-accounts.ts';
import { codeNow, laterOn, secretIn } from '../../support/people/second-factor.ts';
import { mailsTo } from '../../support/scenarios/outcome.ts';
import { rowsOf } from '../../support/stack/databases.ts';
import { eventually } from '../../support/stack/eventually.ts';
import { theStack } from '../../support/stack/stack.ts';

const PASSWORD = 'a long enough password';
const SECOND_FACTOR = '/account/second-factor';
const recoveryCodesIn = (html: string): string[] => html.match(/[2-9A-Z]{4}(?:-[2-9A-Z]{4})+/g) ?? [];

/** Somebody with a browser that stores cookies and deletes them when told to. */
class Browser {
  readonly #jar = new Map<string, string>();
  readonly site: string;

  constructor(site: string) {
    this.site = site;
  }

  get cookie(): string {
    return [...this.#jar].map(([name, value]) => `${name}=${value}`).join('; ');
  }
  #keep(answer: Response): Response {
    for (const line of answer.headers.getSetCookie()) {
      const [pair = ''] = line.split(';', 1);
      const at = pair.indexOf('=');
      if (/max-age=0/i.test(line)) this.#jar.delete(pair.slice(0, at));
      else this.#jar.set(pair.slice(0, at), pair.slice(at + 1));
    }
    return answer;
  }
  async get(path: string, headers: Record<string, string> = {}): Promise<Response> {
    const init = { headers: { accept: 'text/html', cookie: this.cookie, ...headers }, redirect: 'manual' as const };
    return this.#keep(await fetch(this.site + path, init));
  }
  async post(path: string, fields: Record<string, string>, headers: Record<string, string> = {}): Promise<Response> {
    return this.#keep(await postForm(this.site + path, fields, { cookie: this.cookie, ...headers }));
  }
  /** @returns the status and the redirect */
  async go(path: string, fields: Record<string, string>): Promise<[number, string | null]> {
    const answer = await this.post(path, fields);
    return [answer.status, answer.headers.get('location')];
  }
}

interface Teacher {
  readonly email: string;
  readonly browser: Browser;
}
interface Secured extends Teacher {
  readonly secret: string;
  readonly recoveryCodes: readonly string[];
}

async function aTeacher(site = urlOf('nursery')): Promise<Teacher> {
  const email = anAddress();
  await enterPerson('nursery', { email, name: '새선생', password: PASSWORD, role: 'staff', nursery_id: 'N00005' });
  const browser = new Browser(site);
  expect((await browser.post('/sign-in', { email, password: PASSWORD })).status).toBe(303);
  return { email, browser };
}

async function aSecuredTeacher(site?: string): Promise<Secured> {
  const { email, browser } = await aTeacher(site);
  const secret = secretIn(await (await browser.post(`${SECOND_FACTOR}/start`, { password: PASSWORD })).text());
  expect(secret).toHaveLength(32);
  const confirmed = await browser.post(`${SECOND_FACTOR}/confirm`, { code: await codeNow(secret) });
  expect(confirmed.status).toBe(200);
  const recoveryCodes = recoveryCodesIn(await confirmed.text());
  expect(recoveryCodes).toHaveLength(10);
  await laterOn(email);
  return { email, browser, secret, recoveryCodes };
}

/** Another browser, in which the password was right. */
async function atTheCode({ email, browser }: Teacher, password = PASSWORD): Promise<Browser> {
  const other = new Browser(browser.site);
  expect(await other.go('/sign-in', { email, password, next: '/account' })).toEqual([
    303,
    '/sign-in/code?next=%2Faccount',
  ]);
  return other;
}

const auditOf = async (email: string): Promise<string[]> =>
  (
    await rowsOf<{ action: string; code: string | null }>(
      'nursery',
      'SELECT action, code FROM audit WHERE actor_id = (SELECT id FROM person WHERE email = ?) ORDER BY seq',
      [email],
    )
  ).map(({ action, code }) => (code === null ? action : `${action} ${code}`));

describe('a second factor', () => {
  test('is asked for after the password, and nobody is signed in before its code is right', async () => {
    const teacher = await aSecuredTeacher();
    const other = await atTheCode(teacher);
    expect(other.cookie).not.toContain('session_token');
    expect((await other.get('/account')).status).toBe(401);
    // Not even a cookie that the same answer deletes again.
    const { email } = teacher;
    const answer = await postForm(`${other.site}/sign-in`, { email, password: PASSWORD });
    for (const line of answer.headers.getSetCookie().filter((one) => one.includes('session_token'))) {
      const cookie = line.split(';', 1)[0] ?? '';
      const account = await fetch(`${other.site}/account`, { headers: { accept: 'text/html', cookie } });
      expect(account.status).toBe(401);
    }
    const page = await (await other.get('/sign-in/code?next=%2Faccount')).text();
    expect(page).toContain('name="next" value="/account"');
    expect((await other.post('/sign-in/code', { code: '12345', next: '/account' })).status).toBe(422);
    expect((await other.get('/account')).status).toBe(401);
    expect(await other.go('/sign-in/code', { code: await codeNow(teacher.secret), next: '/account' })).toEqual([
      303,
      '/account',
    ]);
    expect((await other.get('/account')).status).toBe(200);
    // A repeated refusal within a minute is recorded once.
    expect(await auditOf(teacher.email)).toEqual([
      'sign-in',
      'second-factor-on',
      'sign-in second-factor-required',
      'sign-in-code wrong-code',
      'sign-in',
    ]);
  });

  test('takes a code once, also of two browsers at the same moment, and none before it', async () => {
    const teacher = await aSecuredTeacher();
    const [one, two] = [await atTheCode(teacher), await atTheCode(teacher)];
    // Of one period: a code of the next one, which may begin meanwhile, is a new code.
    const [code, before] = await Promise.all([codeNow(teacher.secret), codeNow(teacher.secret, -1)]);
    const answers = await Promise.all([one, two].map((browser) => browser.go('/sign-in/code', { code })));
    expect(answers.map(([status]) => status).sort()).toEqual([303, 422]);
    const late = await atTheCode(teacher);
    for (const old of [code, before]) expect((await late.post('/sign-in/code', { code: old })).status).toBe(422);
    expect((await auditOf(teacher.email)).filter((entry) => entry.endsWith('used-code')).length).toBeGreaterThan(0);
  });

  test('is the code of its own account: a session of another does not stand in for it', async () => {
    const victim = await aSecuredTeacher();
    const attacker = await aSecuredTeacher();
    const challenged = await atTheCode(victim);
    const both = `${challenged.cookie}; ${attacker.browser.cookie}`;
    const [recoveryCode = ''] = attacker.recoveryCodes;
    for (const fields of [{ code: await codeNow(attacker.secret) }, { code: recoveryCode, way: 'recovery' }]) {
      const answer = await postForm(`${challenged.site}/sign-in/code`, fields, { cookie: both });
      expect(answer.status).toBe(422);
    }
  });

  test('lets a recovery code stand in for the telephone, once each', async () => {
    const teacher = await aSecuredTeacher();
    const [code = ''] = teacher.recoveryCodes;
    const typed = code.toLowerCase().replaceAll('-', ' ');
    const fields = { code: typed, way: 'recovery', next: '/account' };
    expect(await (await atTheCode(teacher)).go('/sign-in/code', fields)).toEqual([303, '/account']);
    expect((await (await atTheCode(teacher)).post('/sign-in/code', fields)).status).toBe(422);
    expect(await (await teacher.browser.get(SECOND_FACTOR)).text()).toContain('<dd>9</dd>');
    expect(await auditOf(teacher.email)).toContain('use-recovery-code');
  });

  test('is not guessed: after five codes the account waits, the right one as well, from any browser', async () => {
    const teacher = await aSecuredTeacher();
    const other = await atTheCode(teacher);
    const tries = await Promise.all(
      Array.from({ length: 8 }, () => other.post('/sign-in/code', { code: '12345', way: 'app' })),
    );
    expect(tries.filter(({ status }) => status === 422)).toHaveLength(5);
    const late = await (await atTheCode(teacher)).post('/sign-in/code', { code: await codeNow(teacher.secret) });
    expect(late.status).toBe(429);
    expect(Number(late.headers.get('retry-after'))).toBeGreaterThan(60);
  });

  test('whose codes somebody else tries does not keep its owner out, who signs in from where they always do', async () => {
    const second = await startSecond('nursery', undefined, { TRUST_PROXY: '1' });
    try {
      const teacher = await aSecuredTeacher(second.url);
      const { email, secret } = teacher;
      const elsewhere = async (address: string) => {
        const [browser, headers] = [new Browser(second.url), { 'x-forwarded-for': address }];
        expect((await browser.post('/sign-in', { email, password: PASSWORD }, headers)).status).toBe(303);
        return (code: string) => browser.post('/sign-in/code', { code, way: 'app' }, headers);
      };
      const guess = await elsewhere('198.51.100.7');
      const tries = await Promise.all(Array.from({ length: 8 }, () => guess('12345')));
      expect(tries.map(({ status }) => status).sort()).toEqual([...Array(5).fill(422), ...Array(3).fill(429)]);
      // All unknown addresses share one count.
      expect((await (await elsewhere('203.0.113.9'))(await codeNow(secret))).status).toBe(429);
      const home = await atTheCode(teacher);
      expect(await home.go('/sign-in/code', { code: await codeNow(secret), next: '/account' })).toEqual([
        303,
        '/account',
      ]);
    } finally {
      await second.stop();
    }
  });

  test('is what lifts the limit of wrong passwords: a right one alone is a try like them, and lifts nothing', async () => {
    const teacher = await aSecuredTeacher();
    const { email, secret, browser } = teacher;
    const wrong = async (tries: number): Promise<number[]> => {
      const statuses: number[] = [];
      for (let turn = 0; turn < tries; turn++)
        statuses.push((await browser.post('/sign-in', { email, password: 'not this one' })).status);
      return statuses;
    };
    expect(await wrong(8)).toEqual(Array(8).fill(401));
    const other = await atTheCode(teacher);
    expect(await other.go('/sign-in/code', { code: await codeNow(secret), next: '/account' })).toEqual([
      303,
      '/account',
    ]);
    expect(await wrong(8)).toEqual(Array(8).fill(401));
    for (let turn = 0; turn < 2; turn++) await atTheCode(teacher);
    expect(await wrong(1)).toEqual([429]);
    expect((await browser.post('/sign-in', { email, password: PASSWORD })).status).toBe(429);
  });

  test('is not got around by a password that is set anew, nor by a first step that is over', async () => {
    const teacher = await aSecuredTeacher();
    await enterPerson('nursery', {
      email: teacher.email,
      name: '새선생',
      password: 'quite another password',
      role: 'staff',
      nursery_id: 'N00005',
    });
    const other = await atTheCode(teacher, 'quite another password');
    await rowsOf(
      'nursery',
      'UPDATE person_verification SET expires_at = NOW() - INTERVAL 1 MINUTE WHERE value = (SELECT id FROM person WHERE email = ?)',
      [teacher.email],
    );
    expect(await other.go('/sign-in/code', { code: await codeNow(teacher.secret) })).toEqual([
      303,
      '/sign-in?problem=late&next=%2F',
    ]);
    expect((await other.get('/account')).status).toBe(401);
    const stranger = new Browser(teacher.browser.site);
    expect((await stranger.get('/sign-in/code')).headers.get('location')).toContain('/sign-in?problem=late');
  });

  test('is told by mail when it is switched on, gets new recovery codes, is switched off or taken away', async () => {
    const { browser, email, recoveryCodes, secret } = await aSecuredTeacher();
    const [code = ''] = recoveryCodes;
    const told = (subjects: readonly string[]): Promise<void> =>
      eventually(async () => {
        const mails = (await mailsTo(email)).map(({ subject }) => subject.split(' · ')[0]);
        expect(mails.sort()).toEqual([...subjects].sort());
      });
    const [on, renewed, off] = ['2단계 인증이 켜졌습니다', '새 복구 코드를 받았습니다', '2단계 인증이 꺼졌습니다'];
    await told([on]);
    await browser.post(`${SECOND_FACTOR}/codes`, { password: PASSWORD, code: 'wrong' });
    expect((await browser.post(`${SECOND_FACTOR}/codes`, { password: PASSWORD, code })).status).toBe(200);
    await told([on, renewed]);
    expect(
      (await browser.post(`${SECOND_FACTOR}/off`, { password: PASSWORD, code: await codeNow(secret) })).status,
    ).toBe(303);
    await told([on, renewed, off]);

    const other = await aSecuredTeacher();
    const answer = await call(`${browser.site}/admin/people/second-factor`, {
      method: 'DELETE',
      headers: { ...asAdmin(), 'content-type': 'application/json' },
      body: JSON.stringify({ email: other.email }),
    });
    expect(answer.status).toBe(200);
    await eventually(async () => {
      const mails = (await mailsTo(other.email)).map(({ subject }) => subject.split(' · ')[0]);
      expect(mails.sort()).toEqual([on, off].sort());
    });
  });

  test('is kept encrypted, and shown to nobody after it was set up', async () => {
    const teacher = await aSecuredTeacher();
    const rows = await rowsOf<Record<string, unknown>>(
      'nursery',
      'SELECT f.* FROM person_second_factor f JOIN person p ON p.id = f.person_id WHERE p.email = ?',
      [teacher.email],
    );
    const text = JSON.stringify(rows);
    for (const secret of [teacher.secret, ...teacher.recoveryCodes]) expect(text).not.toContain(secret);
    const page = await (await teacher.browser.get(SECOND_FACTOR)).text();
    expect([secretIn(page), recoveryCodesIn(page)]).toEqual(['', []]);
  });

  test('is begun with the password and counts once a code has come; other devices are signed out then', async () => {
    const { email, browser } = await aTeacher();
    const other = new Browser(browser.site);
    await other.post('/sign-in', { email, password: PASSWORD });
    expect((await browser.post(`${SECOND_FACTOR}/start`, { password: 'not this one' })).status).toBe(422);
    const secret = secretIn(await (await browser.post(`${SECOND_FACTOR}/start`, { password: PASSWORD })).text());
    const wrong = await browser.post(`${SECOND_FACTOR}/confirm`, { code: '1234' });
    expect([wrong.status, secretIn(await wrong.text())]).toEqual([422, '']);
    // Not yet: signing in takes only the password.
    expect(await new Browser(browser.site).go('/sign-in', { email, password: PASSWORD })).toEqual([303, '/']);
    expect((await other.get('/account')).status).toBe(200);
    expect((await browser.post(`${SECOND_FACTOR}/confirm`, { code: await codeNow(secret) })).status).toBe(200);
    expect((await other.get('/account')).status).toBe(401);
    expect((await browser.get('/account')).status).toBe(200);
  });

  test('gives new recovery codes and is switched off for a password and a code, not for less', async () => {
    const teacher = await aSecuredTeacher();
    const { browser, email, secret, recoveryCodes } = teacher;
    const [first = '', second = ''] = recoveryCodes;
    expect((await browser.post(`${SECOND_FACTOR}/off`, { password: PASSWORD })).status).toBe(422);
    expect((await browser.post(`${SECOND_FACTOR}/off`, { password: PASSWORD, code: '12345' })).status).toBe(422);
    // A wrong password costs no code.
    expect((await browser.post(`${SECOND_FACTOR}/codes`, { password: 'wrong', code: first })).status).toBe(422);
    const renewed = await browser.post(`${SECOND_FACTOR}/codes`, { password: PASSWORD, code: first });
    const fresh = recoveryCodesIn(await renewed.text());
    expect([renewed.status, fresh.length, fresh.includes(second)]).toEqual([200, 10, false]);
    const old = await (await atTheCode(teacher)).post('/sign-in/code', { code: second, way: 'recovery' });
    expect(old.status).toBe(422);
    expect(await browser.go(`${SECOND_FACTOR}/off`, { password: PASSWORD, code: await codeNow(secret) })).toEqual([
      303,
      '/account?done=second-factor-off',
    ]);
    expect(await new Browser(browser.site).go('/sign-in', { email, password: PASSWORD })).toEqual([303, '/']);
    const entries = await auditOf(email);
    expect(entries).toEqual(
      expect.arrayContaining([
        'second-factor-off wrong-code',
        'second-factor-codes wrong-password',
        'second-factor-codes',
        'second-factor-off',
      ]),
    );
  });

  test('that is lost is taken away by an administrator, and by nobody else; all sessions end', async () => {
    const teacher = await aSecuredTeacher();
    const takeAway = (headers: Record<string, string>) =>
      call(`${teacher.browser.site}/admin/people/second-factor`, {
        method: 'DELETE',
        headers: { ...headers, 'content-type': 'application/json' },
        body: JSON.stringify({ email: teacher.email }),
      });
    const own = { cookie: teacher.browser.cookie, ...sameOrigin(teacher.browser.site) };
    expect((await takeAway(own)).status).toBe(403);
    expect((await takeAway(asAdmin())).status).toBe(200);
    expect((await teacher.browser.get('/account')).status).toBe(401);
    expect(await takeAway(asAdmin())).toMatchObject({ status: 404, json: { code: 'no-second-factor' } });
    const { email } = teacher;
    expect(await new Browser(teacher.browser.site).go('/sign-in', { email, password: PASSWORD })).toEqual([303, '/']);
    const noted = await rowsOf(
      'nursery',
      'SELECT action FROM audit WHERE action = ? AND subject = (SELECT id FROM person WHERE email = ?)',
      ['remove-second-factor', email],
    );
    expect(noted).toHaveLength(1);
  });

  test('is not for parents', async () => {
    const { parent, password } = theStack().demo;
    const browser = new Browser(urlOf('enterwait'));
    await browser.post('/sign-in', { email: parent.email, password });
    expect((await browser.get(SECOND_FACTOR)).status).toBe(404);
    const account = await browser.get('/account');
    expect([account.status, (await account.text()).includes(SECOND_FACTOR)]).toEqual([200, false]);
  });
});

describe('sessions of staff', () => {
  const age = (email: string, column: string, minutes: number): Promise<unknown> =>
    rowsOf(
      'nursery',
      `UPDATE person_session s JOIN person p ON p.id = s.person_id SET s.${column} = UTC_TIMESTAMP(3) - INTERVAL ? MINUTE WHERE p.email = ?`,
      [minutes, email],
    );
  const lastAction = async (email: string): Promise<number | undefined> => {
    const [row] = await rowsOf<{ seconds: number | null }>(
      'nursery',
      'SELECT TIMESTAMPDIFF(SECOND, s.last_action_at, UTC_TIMESTAMP(3)) AS seconds FROM person_session s JOIN person p ON p.id = s.person_id WHERE p.email = ?',
      [email],
    );
    return row?.seconds ?? undefined;
  };
  const live = (site: string) => ({ 'hx-request': 'true', 'hx-current-url': `${site}/line?page=2` });

  test('end after half an hour without an action; what was asked for comes after signing in', async () => {
    const { email, browser } = await aTeacher();
    await age(email, 'last_action_at', 29);
    expect((await browser.get('/account')).status).toBe(200);
    await age(email, 'last_action_at', 31);
    const over = await browser.get('/account?x=1');
    const html = await over.text();
    expect(over.status).toBe(401);
    expect(html).toContain('로그아웃되었습니다');
    expect(html).toContain('name="next" value="/account?x=1"');
    expect(await lastAction(email)).toBeUndefined();
  });

  test('go on with every action, noted once a minute at most', async () => {
    const { email, browser } = await aTeacher();
    await age(email, 'last_action_at', 20);
    await browser.get('/account');
    expect(await lastAction(email)).toBeLessThan(60);
    await rowsOf(
      'nursery',
      'UPDATE person_session s JOIN person p ON p.id = s.person_id SET s.last_action_at = UTC_TIMESTAMP(3) - INTERVAL 40 SECOND WHERE p.email = ?',
      [email],
    );
    await browser.get('/account');
    expect(await lastAction(email)).toBeGreaterThanOrEqual(40);
  });

  test('do not go on by a page that refreshes itself, which leads to the sign-in when they are over', async () => {
    const { email, browser } = await aTeacher();
    await age(email, 'last_action_at', 20);
    await browser.get('/account', live(browser.site));
    await browser.get('/account?seen=abc');
    expect(await lastAction(email)).toBeGreaterThanOrEqual(20 * 60);
    await age(email, 'last_action_at', 31);
    const over = await browser.get('/account', live(browser.site));
    expect([over.status, over.headers.get('hx-redirect')]).toEqual([
      401,
      '/sign-in?problem=over&next=%2Fline%3Fpage%3D2',
    ]);
    const signIn = await (await browser.get('/sign-in?problem=over&next=%2Fline%3Fpage%3D2')).text();
    expect(signIn).toContain('로그아웃되었습니다');
    expect(signIn).toContain('name="next" value="/line?page=2"');
  });

  test('that the release before began or went on with count from when it wrote them', async () => {
    const { email, browser } = await aTeacher();
    await rowsOf(
      'nursery',
      'UPDATE person_session s JOIN person p ON p.id = s.person_id SET s.last_action_at = NULL, s.created_at = UTC_TIMESTAMP(3) - INTERVAL 3 HOUR, s.updated_at = UTC_TIMESTAMP(3) - INTERVAL 20 MINUTE WHERE p.email = ?',
      [email],
    );
    expect((await browser.get('/account')).status).toBe(200);
    expect(await lastAction(email)).toBeLessThan(60);
  });

  test('end twelve hours after signing in, however busy they are', async () => {
    const { email, browser } = await aTeacher();
    const before = await rowsOf<{ expires_at: Date }>(
      'nursery',
      'SELECT expires_at FROM person_session s JOIN person p ON p.id = s.person_id WHERE p.email = ?',
      [email],
    );
    await age(email, 'created_at', 11 * 60);
    expect((await browser.get('/account')).status).toBe(200);
    const after = await rowsOf<{ expires_at: Date }>(
      'nursery',
      'SELECT expires_at FROM person_session s JOIN person p ON p.id = s.person_id WHERE p.email = ?',
      [email],
    );
    expect(after).toEqual(before);
    // Also if the previous release has given it a later end.
    await age(email, 'created_at', 12 * 60 + 1);
    expect((await browser.get('/account')).status).toBe(401);
  });

  test('of parents go on for their fortnight', async () => {
    const { parent, password } = theStack().demo;
    const browser = new Browser(urlOf('enterwait'));
    const signedIn = await browser.post('/sign-in', { email: parent.email, password });
    const token = /session_token=([^.;]+)/.exec(cookiesOf(signedIn).cookie ?? '')?.[1] ?? '';
    await rowsOf(
      'enterwait',
      'UPDATE person_session SET last_action_at = UTC_TIMESTAMP(3) - INTERVAL 2 DAY, created_at = UTC_TIMESTAMP(3) - INTERVAL 2 DAY, updated_at = UTC_TIMESTAMP(3) - INTERVAL 2 DAY WHERE token = ?',
      [token],
    );
    expect((await browser.get('/account')).status).toBe(200);
  });
});

describe('where a second factor is required', () => {
  let site: NurseryAccounts;
  beforeAll(async () => {
    site = await startNurseryAccounts();
  });
  afterAll(() => site?.stop());

  test('whoever has none is led to set one up, and can do nothing else until then', async () => {
    const { browser } = await aTeacher(site.url);
    const account = await browser.get('/account');
    expect([account.status, account.headers.get('location')]).toEqual([303, SECOND_FACTOR]);
    expect(await browser.go('/account/password', { current: PASSWORD, password: 'another long password' })).toEqual([
      303,
      SECOND_FACTOR,
    ]);
    const api = await call(`${site.url}/openapi.json`, { headers: { cookie: browser.cookie } });
    expect(api).toMatchObject({ status: 403, json: { code: 'second-factor-required' } });
    const live = await browser.get('/account', { 'hx-request': 'true' });
    expect([live.status, live.headers.get('hx-redirect')]).toEqual([403, SECOND_FACTOR]);
    const page = await browser.get(SECOND_FACTOR);
    expect([page.status, await page.text()]).toEqual([200, expect.stringContaining('2단계 인증을 켜야 합니다')]);

    const secret = secretIn(await (await browser.post(`${SECOND_FACTOR}/start`, { password: PASSWORD })).text());
    expect((await browser.post(`${SECOND_FACTOR}/confirm`, { code: await codeNow(secret) })).status).toBe(200);
    expect((await browser.get('/account')).status).toBe(200);
  });

  test('one that was kept under another AUTH_SECRET lets nobody in, and the page says who helps', async () => {
    const { email, secret } = await aSecuredTeacher();
    const browser = new Browser(site.url);
    expect((await browser.post('/sign-in', { email, password: PASSWORD })).headers.get('location')).toContain('/code');
    const answer = await browser.post('/sign-in/code', { code: await codeNow(secret) });
    expect([answer.status, await answer.text()]).toEqual([409, expect.stringContaining('관리자에게 해제를 요청')]);
    expect((await browser.get('/account')).status).toBe(401);
  });

  test('recovery codes are kept as hashes, which do not sign in themselves', async () => {
    const teacher = await aSecuredTeacher(site.url);
    const [row] = await rowsOf<{ recovery_codes: string }>(
      'nursery',
      'SELECT f.recovery_codes FROM person_second_factor f JOIN person p ON p.id = f.person_id WHERE p.email = ?',
      [teacher.email],
    );
    const json = await symmetricDecrypt({ key: site.authSecret, data: row?.recovery_codes ?? '' });
    const kept = JSON.parse(json) as string[];
    expect(kept).toHaveLength(10);
    for (const hash of kept) expect(hash).toMatch(/^sha256:[\w-]{43}$/);
    const [hash = ''] = kept;
    const [code = ''] = teacher.recoveryCodes;
    const browser = await atTheCode(teacher);
    expect((await browser.post('/sign-in/code', { code: hash, way: 'recovery' })).status).toBe(422);
    expect((await browser.post('/sign-in/code', { code, way: 'recovery' })).status).toBe(303);
  });

  test('recovery codes of the release before, kept themselves, work once each until there are new ones', async () => {
    const teacher = await aSecuredTeacher(site.url);
    const [one, two, three] = ['K7PD-2XWM-9QRA', 'B3CD-2XWM-9QRB', 'C4EF-2XWM-9QRC'];
    await rowsOf(
      'nursery',
      'UPDATE person_second_factor f JOIN person p ON p.id = f.person_id SET f.recovery_codes = ? WHERE p.email = ?',
      [await symmetricEncrypt({ key: site.authSecret, data: JSON.stringify([one, two, three]) }), teacher.email],
    );
    const signIn = async (code: string) =>
      (await (await atTheCode(teacher)).post('/sign-in/code', { code, way: 'recovery' })).status;
    expect([await signIn(one), await signIn(one)]).toEqual([303, 422]);
    expect(await (await teacher.browser.get(SECOND_FACTOR)).text()).toContain('<dd>2</dd>');
    const renewed = await teacher.browser.post(`${SECOND_FACTOR}/codes`, { password: PASSWORD, code: two });
    const [fresh = ''] = recoveryCodesIn(await renewed.text());
    expect([await signIn(three), await signIn(fresh)]).toEqual([422, 303]);
  });

  test('switching it off leads to setting it up again', async () => {
    const { browser, recoveryCodes } = await aSecuredTeacher(site.url);
    const code = recoveryCodes[0] ?? '';
    expect(await browser.go(`${SECOND_FACTOR}/off`, { password: PASSWORD, code })).toEqual([303, SECOND_FACTOR]);
    expect((await browser.get('/account')).headers.get('location')).toBe(SECOND_FACTOR);
  });
});
