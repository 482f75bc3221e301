import { createHash, randomUUID } from 'node:crypto';
import { enterPerson } from '../../support/commands/api.ts';
import { anAddress } from '../../support/commands/samples.ts';
import { type NurseryAccounts, startNurseryAccounts } from '../../support/people/nursery-accounts.ts';
import { type OidcProvider, startOidcProvider } from '../../support/people/oidc-provider.ts';
import { databaseOf, rowsOf } from '../../support/stack/databases.ts';
import { eventually } from '../../support/stack/eventually.ts';

describe('staff who sign in at an OpenID Connect provider', () => {
  let provider: OidcProvider;
  let site: NurseryAccounts;

  beforeAll(async () => {
    provider = await startOidcProvider();
    site = await startNurseryAccounts(provider);
  });
  afterAll(async () => {
    await site?.stop();
    await provider?.close();
  });
  beforeEach(() => {
    provider.forge = {};
  });

  /** A browser: keeps cookies, and follows redirects until it is at a page of the site. */
  async function signInAt(next = '/account'): Promise<{ location: string; cookie: string }> {
    const jar = new Map<string, string>();
    const cookie = () => [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
    let url = `${site.url}/sign-in/oidc?next=${encodeURIComponent(next)}`;
    for (let hops = 0; hops < 6; hops += 1) {
      const answer = await fetch(url, {
        redirect: 'manual',
        headers: { accept: 'text/html', ...(url.startsWith(site.url) ? { cookie: cookie() } : {}) },
      });
      for (const line of answer.headers.getSetCookie()) {
        const [pair = ''] = line.split(';', 1);
        const at = pair.indexOf('=');
        if (/max-age=0/i.test(line)) jar.delete(pair.slice(0, at));
        else jar.set(pair.slice(0, at), pair.slice(at + 1));
      }
      const location = answer.headers.get('location');
      if (location === null) throw new Error(`${url}: ${answer.status}`);
      url = new URL(location, url).href;
      const isBack = answer.url.includes('/auth/callback/') || url.includes('problem=oidc');
      if (isBack) return { location: url.slice(site.url.length), cookie: cookie() };
    }
    throw new Error('sent around in a circle');
  }

  const account = (cookie: string) => fetch(`${site.url}/account`, { headers: { accept: 'text/html', cookie } });

  async function aTeacher(): Promise<string> {
    const email = anAddress();
    await enterPerson('nursery', {
      email,
      name: '새선생',
      password: 'a long enough password',
      role: 'staff',
      nursery_id: 'N00004',
    });
    provider.person = { sub: randomUUID(), email, email_verified: true, name: '다른 이름' };
    return email;
  }

  test('are who an administrator entered, with the daycare that was entered', async () => {
    const email = await aTeacher();
    for (const _time of ['the first', 'the second']) {
      const { location, cookie } = await signInAt();
      expect(location).toBe('/account');
      const page = await account(cookie);
      expect([page.status, (await page.text()).includes(email)]).toEqual([200, true]);
    }
    const rows = await rowsOf<Record<string, unknown>>(
      'nursery',
      'SELECT c.provider_id, c.access_token, c.id_token, p.name, p.nursery_id FROM person_credential c JOIN person p ON p.id = c.person_id WHERE p.email = ? AND c.provider_id = ?',
      [email, 'oidc'],
    );
    // Only their identity there is kept of the provider's data.
    expect(rows).toEqual([
      { provider_id: 'oidc', access_token: null, id_token: null, name: '새선생', nursery_id: 'N00004' },
    ]);
  });

  test('go on to a page of this site alone', async () => {
    await aTeacher();
    expect((await signInAt('//evil.example')).location).toBe('/');
  });

  test.each<[string, () => Promise<void>]>([
    [
      'with an address that nobody entered',
      async () => {
        provider.person = { sub: randomUUID(), email: anAddress(), email_verified: true, name: '손님' };
      },
    ],
    [
      'with an address that the provider has not verified',
      async () => {
        await aTeacher();
        provider.person = { ...provider.person, email_verified: false };
      },
    ],
    [
      'with a token that another key has signed',
      async () => {
        await aTeacher();
        provider.forge = { foreignKey: true };
      },
    ],
    [
      'with a token for another client',
      async () => {
        await aTeacher();
        provider.forge = { claims: { aud: 'another' } };
      },
    ],
    [
      'with a token of another sign-in',
      async () => {
        await aTeacher();
        provider.forge = { claims: { nonce: 'another' } };
      },
    ],
    [
      'with an answer that holds no ID token',
      async () => {
        await aTeacher();
        provider.forge = { withoutIdToken: true };
      },
    ],
    [
      'with a token that was issued to another client',
      async () => {
        await aTeacher();
        provider.forge = { claims: { azp: 'another' } };
      },
    ],
    [
      'with a token for several, issued to nobody in particular',
      async () => {
        await aTeacher();
        provider.forge = { claims: { aud: [provider.clientId, 'another'] } };
      },
    ],
    [
      'with a token of tomorrow',
      async () => {
        await aTeacher();
        provider.forge = { claims: { iat: Math.floor(Date.now() / 1000) + 86_400 } };
      },
    ],
    [
      'with a token of yesterday',
      async () => {
        await aTeacher();
        provider.forge = { claims: { iat: Math.floor(Date.now() / 1000) - 86_400 } };
      },
    ],
  ])('do not get in %s', async (_how, prepare) => {
    await prepare();
    const people = await rowsOf<{ n: number }>('nursery', 'SELECT COUNT(*) AS n FROM person');
    const { location, cookie } = await signInAt();
    expect(location).toBe('/sign-in?problem=oidc');
    expect((await account(cookie)).status).toBe(401);
    expect(await rowsOf('nursery', 'SELECT COUNT(*) AS n FROM person')).toEqual(people);
    const page = await (await fetch(`${site.url}${location}`, { headers: { accept: 'text/html' } })).text();
    expect(page).toContain('기관 계정으로 로그인하지 못했습니다');
  });

  const mailed = (kind: string) => site.sent.filter((mail) => mail.mail === kind);
  const form = (path: string, fields: Record<string, string>): Promise<Response> =>
    fetch(`${site.url}${path}`, {
      method: 'POST',
      body: new URLSearchParams(fields),
      headers: { accept: 'text/html', origin: site.url },
      redirect: 'manual',
    });
  /** A reset link, in the form that a mail contains. */
  async function resetLink(email: string): Promise<string> {
    const [person] = await rowsOf<{ id: string }>('nursery', 'SELECT id FROM person WHERE email = ?', [email]);
    const token = randomUUID();
    await databaseOf('nursery').execute(
      'INSERT INTO person_verification (id, identifier, value, expires_at, created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?)',
      [
        randomUUID(),
        createHash('sha256').update(`reset-password:${token}`).digest('base64url'),
        person?.id ?? '',
        new Date(Date.now() + 600_000),
        new Date(),
        new Date(),
      ],
    );
    return token;
  }
  const passwordsOf = (email: string) =>
    rowsOf(
      'nursery',
      "SELECT c.id FROM person_credential c JOIN person p ON p.id = c.person_id WHERE p.email = ? AND c.provider_id = 'credential'",
      [email],
    );

  test.each([
    ['before they have signed in', false],
    ['once they have signed in', true],
  ])('alone get no password here, neither by a mail nor by a link that they have, %s', async (_when, signsIn) => {
    const email = anAddress();
    const { password: _none, ...person } = { email, name: '새선생', password: '', role: 'staff', nursery_id: 'N00004' };
    await enterPerson('nursery', person as never);
    provider.person = { sub: randomUUID(), email, email_verified: true, name: '새선생' };
    if (signsIn) expect((await signInAt()).location).toBe('/account');
    const teacher = await aTeacher();
    site.sent.length = 0;

    expect((await form('/forgot', { email })).status).toBe(200);
    // A person who has a password here, and asked later, gets their mail.
    expect((await form('/forgot', { email: teacher })).status).toBe(200);
    await eventually(() => expect(mailed('password-reset')).toHaveLength(1));
    expect(mailed('password-reset')).toMatchObject([{ to: teacher }]);
    const answer = await form('/reset', { token: await resetLink(email), password: 'a password past the provider' });
    expect(answer.status).toBe(410);
    expect(await passwordsOf(email)).toEqual([]);
    const known = await form('/reset', { token: await resetLink(teacher), password: 'a password of their own' });
    expect(known.status).toBe(303);
  });

  test('take over an account whose address nobody had proved, and whoever had it is out', async () => {
    const email = await aTeacher();
    const database = databaseOf('nursery');
    await database.execute('UPDATE person SET email_verified = FALSE WHERE email = ?', [email]);
    const before = await form('/sign-in', { email, password: 'a long enough password' });
    expect(before.status).toBe(303);
    const link = await resetLink(email);
    expect((await signInAt()).location).toBe('/account');
    expect(await passwordsOf(email)).toEqual([]);
    expect((await form('/sign-in', { email, password: 'a long enough password' })).status).toBe(401);
    expect((await form('/reset', { token: link, password: 'a password of before' })).status).toBe(410);
    const old = before.headers.getSetCookie().map((line) => line.split(';', 1)[0]);
    expect((await account(old.join('; '))).status).toBe(401);
    const rows = await rowsOf('nursery', 'SELECT email_verified FROM person WHERE email = ?', [email]);
    expect(rows).toEqual([{ email_verified: 1 }]);
  });

  test('cannot come back with an answer that this browser did not ask for', async () => {
    await aTeacher();
    const begun = await fetch(`${site.url}/sign-in/oidc`, { redirect: 'manual' });
    const back = await fetch(begun.headers.get('location') ?? '', { redirect: 'manual' });
    const callback = await fetch(back.headers.get('location') ?? '', { redirect: 'manual' });
    expect(callback.headers.get('location')).toBe('/sign-in?problem=oidc');
    expect(callback.headers.getSetCookie().join()).not.toContain('session_token');
  });
});
