import { randomInt, randomUUID } from 'node:crypto';
import type { Application } from '@enterwait/domain/application';
import { openPool, type Pool } from '@enterwait/http/database';
import type { Rule } from '@enterwait/http/limits';
import { createLimits } from '@enterwait/http/limits';
import { migrate } from '@enterwait/http/migrations';
import { createHousekeeping, createLogger } from '@enterwait/http/server';
import {
  type Answer,
  asAdmin,
  asOperator,
  call,
  enterKey,
  enterPerson,
  post,
  postForm,
  withKey,
} from '../../support/commands/api.ts';
import { aNursery, anAddress, anApplication, idOf } from '../../support/commands/samples.ts';
import { type SecondProcess, startSecond } from '../../support/faults/second-process.ts';
import { register } from '../../support/people/registered.ts';
import { mailsArrived } from '../../support/scenarios/outcome.ts';
import { rowsOf } from '../../support/stack/databases.ts';
import { eventually } from '../../support/stack/eventually.ts';
import { createScratchDatabase, migrationFolders, type ScratchDatabase } from '../../support/stack/scratch-database.ts';

const PASSWORD = 'a long enough password';
const WRONG = 'not this one at all';
const anIp = (): string => `10.${randomInt(256)}.${randomInt(256)}.${randomInt(1, 255)}`;
const from = (address: string): Record<string, string> => ({ 'x-forwarded-for': address });
const times = <Result>(n: number, work: () => Promise<Result>): Promise<Result[]> =>
  Promise.all(Array.from({ length: n }, work));

/** A family with its own key, at one process of enterwait. */
async function aFamily({ url }: SecondProcess) {
  const userId = randomUUID();
  const key = withKey(await enterKey('enterwait', `limits-${userId}`, { role: 'parent', user_id: userId }));
  const application = async (overrides: Partial<Application> = {}): Promise<Application> => {
    const body = anApplication({ user_id: userId, nursery_id: aNursery(), ...overrides });
    await register(body, url);
    return body;
  };
  const ask = (what: 'request' | 'cancel', body: Application, headers: Record<string, string> = {}) =>
    post(`${url}/enterwait/${what}`, body, { ...key, ...headers });
  return { application, ask, name: `limits-${userId}` };
}

describe('counting in the database', () => {
  let scratch: ScratchDatabase;
  let pool: Pool;
  let now = Date.UTC(2026, 10, 27);
  const clock = () => now;

  beforeAll(async () => {
    scratch = await createScratchDatabase('limits_counting');
    await migrate(scratch.config, migrationFolders('management'));
    pool = openPool({ ...scratch.config, DB_POOL_SIZE: 10 });
  });
  afterAll(async () => {
    await pool?.end();
    await scratch?.drop();
  });

  test.each<[string, Rule]>([
    ['with a window', { window: 60, max: 10 }],
    ['with a pause', { window: 600, max: 10, pause: { first: 60, longest: 600 } }],
  ])('is exact %s, also for tries at once in two processes', async (name, rule) => {
    const processes = [createLimits(pool, { now: clock }), createLimits(pool, { now: clock })];
    const verdicts = await Promise.all(processes.map((limits) => times(7, () => limits.consume(name, rule))));
    const all = verdicts.flat();
    expect(all.filter(({ allowed }) => allowed)).toHaveLength(10);
    expect(all.filter(({ allowed }) => !allowed).map(({ retryAfter }) => retryAfter)).toEqual([60, 60, 60, 60]);
    now += 61_000;
    expect((await processes[0]!.consume(name, rule)).allowed).toBe(true);
  });

  test('a pause that is tried against does not grow; after its end it is twice as long', async () => {
    const rule: Rule = { window: 600, max: 1, pause: { first: 10, longest: 25 } };
    const limits = createLimits(pool, { now: clock });
    const waits: (number | null)[] = [];
    for (let turn = 0; turn < 4; turn++) {
      expect((await limits.consume('growing', rule)).allowed).toBe(true);
      await times(20, () => limits.consume('growing', rule));
      const { retryAfter } = await limits.consume('growing', rule);
      waits.push(retryAfter);
      now += (retryAfter ?? 0) * 1000;
    }
    expect(waits).toEqual([10, 20, 25, 25]);
  });

  test('a try is taken back, a key is forgotten with what it begins, and nothing else is', async () => {
    const limits = createLimits(pool, { now: clock });
    const [email, other] = [anAddress(), anAddress()];
    for (const who of [email, other]) await times(10, () => limits.count('sign-in-pair', who, '192.0.2.1'));
    expect((await limits.peek('sign-in-pair', email, '192.0.2.1')).allowed).toBe(false);
    await limits.takeBack('sign-in-pair', email, '192.0.2.1');
    expect((await limits.peek('sign-in-pair', email, '192.0.2.1')).allowed).toBe(true);
    await limits.count('sign-in-pair', email, '192.0.2.1');
    await limits.clear('sign-in-pair', email);
    expect((await limits.peek('sign-in-pair', email, '192.0.2.1')).allowed).toBe(true);
    expect((await limits.peek('sign-in-pair', other, '192.0.2.1')).allowed).toBe(false);
  });

  test('what nothing lifts is refused without the database', async () => {
    const limits = createLimits(pool, { now: clock });
    const address = anIp();
    await times(21, () => limits.count('wrong-credential', address));
    await scratch.rows('DELETE FROM rate_limit');
    expect((await limits.count('wrong-credential', address)).allowed).toBe(false);
    expect(limits.isKnownRefused('wrong-credential', address)).toBe(true);
    now += 300_000;
    expect((await limits.count('wrong-credential', address)).allowed).toBe(true);
  });

  test('old entries of the audit and counts that have ended go, the others stay', async () => {
    const limits = createLimits(pool, { now: clock });
    await scratch.rows('DELETE FROM audit');
    await scratch.rows('DELETE FROM rate_limit');
    const day = 24 * 3_600_000;
    const entries = [...Array.from({ length: 1_200 }, (_, index) => -40 + index / 1000), -30.5, -29.5, -1];
    await pool.query('INSERT INTO audit (at, actor_kind, actor_id, role, action, outcome, ip, trace_id) VALUES ?', [
      entries.map((days) => [new Date(now + days * day), 'none', '', '', 'call', 'done', '', '']),
    ]);
    await limits.consume('over', { window: 10, max: 1 });
    await limits.consume('not-over', { window: 3600, max: 1 });
    now += 11_000;
    const logger = createLogger('test', 'silent');
    const keeping = createHousekeeping({ pool, limits, auditRetentionDays: 30, logger, now: clock });
    expect(await keeping.turn()).toEqual({ audit: 1_201, limits: 1 });
    // Another process, within the same ten minutes.
    expect(await keeping.turn()).toBeUndefined();
    expect(await scratch.rows('SELECT seq FROM audit')).toHaveLength(2);
    expect(await scratch.rows("SELECT id FROM rate_limit WHERE id LIKE '%over'")).toEqual([{ id: 'not-over' }]);
  });
});

describe('with the limits as they are', () => {
  let one: SecondProcess;
  let two: SecondProcess;
  beforeAll(async () => {
    // An empty setting means the same as none.
    const settings = { TRUST_PROXY: '1', LIMITS: '' };
    [one, two] = await Promise.all([
      startSecond('enterwait', undefined, settings),
      startSecond('enterwait', undefined, settings),
    ]);
  });
  afterAll(async () => {
    await Promise.all([one?.stop(), two?.stop()]);
  });

  async function aPerson(): Promise<string> {
    const email = anAddress();
    await enterPerson('enterwait', {
      email,
      name: '새부모',
      password: PASSWORD,
      role: 'parent',
      user_id: randomUUID(),
    });
    return email;
  }
  const signIn = ({ url }: SecondProcess, email: string, password: string, address: string): Promise<Response> =>
    postForm(`${url}/sign-in`, { email, password }, from(address));
  const statusesOf = (answers: readonly { status: number }[]): number[] => answers.map(({ status }) => status).sort();

  describe('signing in', () => {
    test('wrong tries at two processes are counted together, and stop their own address alone', async () => {
      const email = await aPerson();
      const [attacker, home] = [anIp(), anIp()];
      const tries: number[] = [];
      for (let turn = 0; turn < 11; turn++)
        tries.push((await signIn(turn % 2 === 0 ? one : two, email, WRONG, attacker)).status);
      expect(tries).toEqual([...Array.from({ length: 10 }, () => 401), 429]);
      for (const process of [one, two]) {
        const right = await signIn(process, email, PASSWORD, attacker);
        expect(right.status).toBe(429);
        expect(Number(right.headers.get('retry-after'))).toBeGreaterThan(60);
      }
      // The owner, from another address, gets in at once.
      expect((await signIn(one, email, PASSWORD, home)).status).toBe(303);
    });

    test('an address that is held back costs the account nothing more', async () => {
      const email = await aPerson();
      const attacker = anIp();
      await times(12, () => signIn(one, email, WRONG, attacker));
      const count = () =>
        rowsOf<{ tries: number }>(
          'enterwait',
          "SELECT tries FROM rate_limit WHERE id = CONCAT('sign-in-account:', SHA2(?, 256))",
          [email],
        );
      expect(await count()).toEqual([{ tries: 10 }]);
      const more = await times(100, () => signIn(two, email, WRONG, attacker));
      expect(new Set(statusesOf(more))).toEqual(new Set([429]));
      expect(await count()).toEqual([{ tries: 10 }]);
      const [person] = await rowsOf<{ id: string }>('enterwait', 'SELECT id FROM person WHERE email = ?', [email]);
      const noted = await rowsOf<{ code: string; n: number; minutes: number }>(
        'enterwait',
        "SELECT code, COUNT(*) AS n, TIMESTAMPDIFF(MINUTE, MIN(at), MAX(at)) AS minutes FROM audit WHERE actor_id = ? AND outcome = 'refused' GROUP BY code ORDER BY code",
        [person?.id ?? ''],
      );
      expect(noted.map(({ code }) => code)).toEqual(['too-often', 'wrong-password']);
      // Once a minute, for both processes together, however many tries there were.
      for (const { n, minutes } of noted) expect(Number(n)).toBeLessThanOrEqual(Number(minutes) + 1);
    });

    test('tries from everywhere make a pause, which an address does not meet that the account signs in from', async () => {
      const email = await aPerson();
      const [home, elsewhere] = [anIp(), anIp()];
      expect((await signIn(one, email, PASSWORD, home)).status).toBe(303);
      // As after hours of tries from very many addresses: this is the longest pause.
      await rowsOf(
        'enterwait',
        "REPLACE INTO rate_limit (id, tries, ends_at) VALUES (CONCAT('sign-in-account:', SHA2(?, 256)), 500, UTC_TIMESTAMP(3) + INTERVAL 1 HOUR)",
        [email],
      );
      const held = await signIn(one, email, PASSWORD, elsewhere);
      expect(held.status).toBe(429);
      expect(Number(held.headers.get('retry-after'))).toBeLessThanOrEqual(300);
      // People whom the account's pause holds back lose no tries of their own address.
      expect(
        await rowsOf(
          'enterwait',
          "SELECT tries FROM rate_limit WHERE id LIKE CONCAT('sign-in-pair:', SHA2(?, 256), ':%')",
          [email],
        ),
      ).toEqual([{ tries: 0 }]);
      expect((await signIn(two, email, PASSWORD, home)).status).toBe(303);
    });

    test('a password that was set anew forgets all tries', async () => {
      const email = await aPerson();
      const address = anIp();
      await times(11, () => signIn(one, email, WRONG, address));
      expect((await signIn(one, email, PASSWORD, address)).status).toBe(429);
      await postForm(`${two.url}/forgot`, { email }, from(anIp()));
      const [mail] = await mailsArrived(email, 1);
      const token = /token=([\w-]+)/.exec(mail?.text ?? '')?.[1] ?? '';
      const fields = { token, password: 'quite another password' };
      expect((await postForm(`${two.url}/reset`, fields, from(anIp()))).status).toBe(303);
      expect((await signIn(one, email, 'quite another password', address)).status).toBe(303);
    });

    test('an account is mailed three links an hour, whoever asks from wherever', async () => {
      const email = await aPerson();
      for (let turn = 0; turn < 5; turn++)
        expect((await postForm(`${one.url}/forgot`, { email }, from(anIp()))).status).toBe(200);
      const [person] = await rowsOf<{ id: string }>('enterwait', 'SELECT id FROM person WHERE email = ?', [email]);
      await eventually(async () => {
        const asked = await rowsOf<{ code: string | null }>(
          'enterwait',
          "SELECT code FROM audit WHERE actor_id = ? AND action = 'ask-reset' ORDER BY seq",
          [person?.id ?? ''],
        );
        expect(asked.map(({ code }) => code).sort()).toEqual([null, null, null, 'too-often', 'too-often'].sort());
      });
      expect(await mailsArrived(email, 3)).toHaveLength(3);
    });
  });

  test('the current password is guessed ten times an hour, by whoever has the session', async () => {
    const email = await aPerson();
    const signedIn = await signIn(one, email, PASSWORD, anIp());
    const cookie = signedIn.headers
      .getSetCookie()
      .map((line) => line.split(';', 1)[0])
      .join('; ');
    const change = (current: string, url: string) =>
      postForm(`${url}/account/password`, { current, password: 'quite another password' }, { ...from(anIp()), cookie });
    const tries: number[] = [];
    for (let turn = 0; turn < 11; turn++) tries.push((await change(WRONG, turn % 2 === 0 ? one.url : two.url)).status);
    expect(tries).toEqual([...Array.from({ length: 10 }, () => 422), 429]);
    expect((await change(PASSWORD, one.url)).headers.get('retry-after')).toMatch(/^\d+$/);
  });

  describe('a key or token that nobody has', () => {
    const look = ({ url }: SecondProcess, headers: Record<string, string>, address: string): Promise<Answer> =>
      call(`${url}/audit?limit=1`, { headers: { ...headers, ...from(address) } });

    test('is refused 429 after twenty from one address, where the admin token is then not tried either', async () => {
      const [attacker, office] = [anIp(), anIp()];
      const guesses: Answer[] = [];
      for (let turn = 0; turn < 24; turn++) {
        const guess = turn % 2 === 0 ? `ew_${randomUUID()}` : `guess-${turn}`;
        guesses.push(await look(turn % 3 === 0 ? one : two, withKey(guess), attacker));
      }
      expect(guesses.map(({ status }) => status)).toEqual([
        ...Array.from({ length: 20 }, () => 403),
        ...Array.from({ length: 4 }, () => 429),
      ]);
      expect(guesses.at(-1)).toMatchObject({ json: { code: 'too-often' } });
      for (const process of [one, two]) {
        const admin = await look(process, asAdmin(), attacker);
        const wrong = await look(process, withKey('not-the-admin-token'), attacker);
        expect([admin.status, admin.json.code]).toEqual([429, 'too-often']);
        expect(Number(admin.headers.get('retry-after'))).toBeGreaterThan(0);
        // The right one cannot be told from a wrong one.
        expect([wrong.status, wrong.json.code]).toEqual([admin.status, admin.json.code]);
        expect((await look(process, asAdmin(), office)).status).toBe(200);
        expect((await look(process, asOperator(), attacker)).status).toBe(200);
      }
      const rows = await rowsOf<{ code: string; n: number; minutes: number }>(
        'enterwait',
        'SELECT code, COUNT(*) AS n, TIMESTAMPDIFF(MINUTE, MIN(at), MAX(at)) AS minutes FROM audit WHERE ip = ? GROUP BY code ORDER BY code',
        [attacker],
      );
      expect(rows.map(({ code }) => code)).toEqual(['credential-invalid', 'too-often']);
      for (const { n, minutes } of rows) expect(Number(n)).toBeLessThanOrEqual(Number(minutes) + 1);
    });

    test('costs nothing of what is right: no count is written', async () => {
      const address = anIp();
      const counts = () =>
        rowsOf('enterwait', "SELECT COUNT(*) AS n FROM rate_limit WHERE id LIKE 'wrong-credential:%'");
      const before = await counts();
      for (const headers of [asAdmin(), asOperator()]) expect((await look(one, headers, address)).status).toBe(200);
      expect(await counts()).toEqual(before);
    });
  });

  test('a parent asks for one application five rounds a day', async () => {
    const { application, ask } = await aFamily(one);
    const body = await application({ parent_email: anAddress() });
    for (let round = 0; round < 5; round++) {
      expect([round, (await ask('request', body)).status]).toEqual([round, 202]);
      expect([round, (await ask('cancel', body)).status]).toEqual([round, 202]);
    }
    expect(await ask('request', body)).toMatchObject({ status: 429, json: { code: 'too-often' } });
    expect((await ask('request', await application({ parent_email: anAddress() }))).status).toBe(202);
  });
});

describe('commands of parents', () => {
  let service: SecondProcess;
  beforeAll(async () => {
    service = await startSecond('enterwait', undefined, {
      LIMITS: 'command-parent=4/3600,command-recipient=3/3600',
    });
  });
  afterAll(() => service?.stop());

  test('fill nobody’s mail box, and are bounded by who asks; what is refused is not written', async () => {
    const { application, ask, name } = await aFamily(service);
    const stranger = anAddress();
    for (let turn = 0; turn < 3; turn++)
      expect((await ask('request', await application({ parent_email: stranger }))).status).toBe(202);
    const fourth = await application({ parent_email: stranger.toUpperCase() });
    const held = await ask('request', fourth);
    expect(held).toMatchObject({ status: 429, json: { code: 'too-often' } });
    expect(Number(held.headers.get('retry-after'))).toBeGreaterThan(60);
    expect(await rowsOf('enterwait', 'SELECT 1 FROM request WHERE request_id = ?', [idOf(fourth)])).toEqual([]);
    expect(await rowsOf('enterwait', 'SELECT 1 FROM outbox WHERE request_id = ?', [idOf(fourth)])).toEqual([]);
    // Refused commands were not counted: there is one more for another recipient.
    expect((await ask('request', await application({ parent_email: anAddress() }))).status).toBe(202);
    expect((await ask('request', await application({ parent_email: anAddress() }))).status).toBe(429);
    await eventually(async () => {
      const [row] = await rowsOf<{ n: number }>(
        'enterwait',
        "SELECT COUNT(*) AS n FROM audit WHERE actor_id = ? AND code = 'too-often'",
        [name],
      );
      expect(Number(row?.n)).toBe(2);
    });
    // Another family is not affected.
    const other = await aFamily(service);
    expect((await other.ask('request', await other.application({ parent_email: anAddress() }))).status).toBe(202);
  });

  test('that come again under their Idempotency-Key are counted once', async () => {
    const { application, ask } = await aFamily(service);
    const body = await application({ parent_email: anAddress() });
    const key = { 'idempotency-key': randomUUID() };
    const first = await ask('request', body, key);
    expect(first.status).toBe(202);
    for (let turn = 0; turn < 6; turn++)
      expect(await ask('request', body, key)).toMatchObject({ status: 202, json: first.json });
    expect((await ask('cancel', body)).status).toBe(202);
  });
});
