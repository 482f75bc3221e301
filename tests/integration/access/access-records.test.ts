import { randomInt } from 'node:crypto';
import type { Application } from '@enterwait/domain/application';
import { dayInKorea } from '@enterwait/domain/korea';
import { SERVICES } from '@enterwait/domain/protocol';
import {
  type AccessEvent,
  type AccessRecord,
  chain,
  createAccessRecords,
  insertRecords,
  recordConnection,
} from '@enterwait/http/access-records';
import { openPool } from '@enterwait/http/database';
import { migrate } from '@enterwait/http/migrations';
import { createLogger } from '@enterwait/http/server';
import { type Check, checkAccessRecords, removeAccessRecords } from '@enterwait/operations/access-records';
import { createConnection } from 'mysql2/promise';
import {
  asAdmin,
  asOperator,
  call,
  enterKey,
  enterPerson,
  parents,
  signIn,
  urlOf,
  withKey,
} from '../../support/commands/api.ts';
import { anApplication, idOf } from '../../support/commands/samples.ts';
import { asRoot } from '../../support/faults/database-faults.ts';
import { startSecond } from '../../support/faults/second-process.ts';
import { arrivedAtNursery } from '../../support/scenarios/scenario.ts';
import { databaseOf, rowsOf } from '../../support/stack/databases.ts';
import { eventually } from '../../support/stack/eventually.ts';
import { createScratchDatabase, migrationFolders, type ScratchDatabase } from '../../support/stack/scratch-database.ts';
import { theStack } from '../../support/stack/stack.ts';

/** 접속기록: who looked at whose personal data. */

const PASSWORD = 'a password of this test 7';
type Service = 'enterwait' | 'nursery' | 'management';

const lookedAt = (service: Service, requestId: string): Promise<AccessRecord[]> =>
  rowsOf<AccessRecord>(
    service,
    `SELECT * FROM ${service}_access.access_record WHERE LOCATE(?, subjects) > 0 ORDER BY at, writer, seq`,
    [requestId],
  );

const get = async (url: string, headers: Record<string, string>): Promise<{ status: number; text: string }> => {
  const answer = await fetch(url, { headers: { accept: 'text/html', ...headers }, redirect: 'manual' });
  return { status: answer.status, text: await answer.text() };
};

const aDaycare = (): string => `S${String(randomInt(10 ** 5)).padStart(5, '0')}`;

/** Somebody of a daycare that only this test uses. */
async function aStaffMember(): Promise<{ nursery_id: string; cookie: Record<string, string> }> {
  const nursery_id = aDaycare();
  const email = `${nursery_id.toLowerCase()}@access.example`;
  await enterPerson('nursery', { email, name: '교사', password: PASSWORD, role: 'staff', nursery_id });
  return { nursery_id, cookie: await signIn('nursery', email, PASSWORD) };
}

async function waiting(nursery_id: string, count = 1): Promise<Application[]> {
  const applications = Array.from({ length: count }, () => anApplication({ nursery_id }));
  await Promise.all(applications.map(parents.request));
  await arrivedAtNursery(applications);
  return applications;
}

const checkOf = (service: Service): Promise<Check> => checkAccessRecords(recordConnection(databaseOf(service)));

describe('who looks at whose data is noted', () => {
  test('staff: a list with everybody on it, a page, a part that refreshes itself once, a refused look', async () => {
    const { nursery_id, cookie } = await aStaffMember();
    const [first, second] = (await waiting(nursery_id, 2)).map(idOf) as [string, string];
    const other = await aStaffMember();
    const nursery = urlOf('nursery');
    const before = Date.now();

    expect((await get(`${nursery}/waiting`, cookie)).status).toBe(200);
    for (let time = 0; time < 3; time += 1) await get(`${nursery}/waiting/list`, cookie);
    expect((await get(`${nursery}/applications/${first}`, cookie)).status).toBe(200);
    expect((await get(`${nursery}/applications/${first}/state`, cookie)).status).toBe(200);
    expect((await get(`${nursery}/applications/${first}`, other.cookie)).status).toBe(403);

    await eventually(async () => {
      const looks = await lookedAt('nursery', first);
      expect(looks.map(({ operation, outcome, subject_count }) => [operation, outcome, subject_count])).toEqual([
        ['GET /waiting', 'shown', 2],
        ['GET /applications/:request_id', 'shown', 1],
        ['GET /applications/:request_id', 'refused', 1],
      ]);
    });
    const [list, page, refused] = await lookedAt('nursery', first);
    expect(list?.subjects.split(' ').sort()).toEqual([first, second].sort());
    expect(list).toMatchObject({ actor_kind: 'person', role: 'staff', ip: expect.stringMatching(/\./) });
    expect(Number(page?.at)).toBeGreaterThanOrEqual(before);
    expect(refused?.actor_id).not.toBe(page?.actor_id);
  });

  test('programs and operators, by the API and the console; a program that polls is one look; a parent’s own is none', async () => {
    const { nursery_id } = await aStaffMember();
    const [application] = (await waiting(nursery_id)) as [Application];
    const id = idOf(application);
    const name = `reader-${id.toLowerCase()}`;
    const reader = withKey(await enterKey('enterwait', name, { role: 'program' }));
    const own = withKey(
      await enterKey('enterwait', `own-${id.toLowerCase()}`, { role: 'parent', user_id: application.user_id }),
    );
    const enterwait = `${urlOf('enterwait')}/requests/${id}`;
    for (const headers of [reader, reader, own]) expect((await call(enterwait, { headers })).status).toBe(200);
    const looks = (await lookedAt('enterwait', id)).filter(({ actor_id }) => actor_id !== 'management');
    expect(looks.filter(({ actor_id }) => actor_id === name)).toHaveLength(1);
    expect(looks.filter(({ role }) => role === 'parent')).toEqual([]);

    const operator = await signIn('management');
    expect((await get(`${urlOf('management')}/console/applications/${id}`, operator)).status).toBe(200);
    expect((await call(`${urlOf('management')}/requests/${id}`, { headers: asOperator() })).status).toBe(200);
    expect((await lookedAt('management', id)).map(({ operation, role }) => [operation, role])).toEqual([
      ['GET /console/applications/:request_id', 'operator'],
      ['GET /requests/:request_id', 'operator'],
    ]);
    // What management asked the parents' system on their behalf is recorded there.
    expect((await lookedAt('enterwait', id)).map(({ actor_id }) => actor_id)).toContain('management');
  });

  test('the export of a month is complete, and a look of its own; the review counts by person', async () => {
    const { nursery_id, cookie } = await aStaffMember();
    const [application] = (await waiting(nursery_id)) as [Application];
    const id = idOf(application);
    await get(`${urlOf('nursery')}/applications/${id}`, cookie);
    const month = dayInKorea(new Date()).slice(0, 7);
    const csv = await get(`${urlOf('nursery')}/access-records?month=${month}`, asAdmin());
    expect(csv.status).toBe(200);
    const line = csv.text.split('\r\n').find((one) => one.includes(id));
    expect(line).toMatch(new RegExp(`,person,[^,]+,staff,GET /applications/:request_id,shown,1,${id},`));
    expect(csv.text).not.toContain(application.child_name);
    const reads = await rowsOf<AccessRecord>(
      'nursery',
      "SELECT * FROM nursery_access.access_record WHERE operation = 'GET /access-records' AND role = 'admin'",
    );
    expect(reads.at(-1)?.subjects).toBe(`month:${month}`);

    const operator = await signIn('management');
    await get(`${urlOf('management')}/console/applications`, operator);
    const review = await get(`${urlOf('management')}/console/access-records?month=${month}`, operator);
    expect([review.status, review.text.includes('operator person')]).toEqual([200, true]);
    expect((await call(`${urlOf('nursery')}/access-records?month=2026-13`, { headers: asAdmin() })).status).toBe(422);
  });

  test('what cannot be noted is not shown: 503, and shown again when it can', async () => {
    const { nursery_id, cookie } = await aStaffMember();
    const [application] = (await waiting(nursery_id)) as [Application];
    const page = `${urlOf('nursery')}/applications/${idOf(application)}`;
    await asRoot("REVOKE INSERT ON nursery_access.access_record FROM 'nursery'@'%'");
    try {
      const { status, text } = await get(page, cookie);
      expect([status, text.includes(application.child_name)]).toEqual([503, false]);
    } finally {
      await asRoot("GRANT SELECT, INSERT ON nursery_access.access_record TO 'nursery'@'%'");
    }
    expect((await get(page, cookie)).status).toBe(200);
    expect(await lookedAt('nursery', idOf(application))).toHaveLength(1);
  });
});

describe('what is noted stays', () => {
  test.each(SERVICES)('the account of %s may add records, and change or remove none', async (service) => {
    const table = `${service}_access.access_record`;
    for (const sql of [
      `UPDATE ${table} SET actor_id = 'somebody-else'`,
      `DELETE FROM ${table}`,
      `TRUNCATE TABLE ${table}`,
      `DROP TABLE ${table}`,
      `ALTER TABLE ${table} DROP COLUMN hash`,
      `REPLACE INTO ${table} SELECT * FROM ${table}`,
      `CREATE TRIGGER t BEFORE INSERT ON ${table} FOR EACH ROW SET NEW.actor_id = ''`,
      `UPDATE ${service}_access.access_seal SET head = ''`,
      `INSERT INTO ${service}_access.access_removal VALUES ('2026-01-01', UTC_TIMESTAMP(3), 0, 0, '', '{}')`,
      `DROP DATABASE ${service}_access`,
    ]) {
      // MySQL cannot prepare all of these.
      await expect(databaseOf(service).query(sql)).rejects.toThrow(/denied/i);
    }
    const [{ there } = { there: 0 }] = await rowsOf<{ there: number }>(service, `SELECT COUNT(*) there FROM ${table}`);
    expect(there).toBeGreaterThanOrEqual(0);
  });

  test('two processes write at once, one of them ends in between: every chain holds', async () => {
    const { nursery_id, cookie } = await aStaffMember();
    const ids = (await waiting(nursery_id, 10)).map(idOf);
    const second = await startSecond('nursery');
    const first = theStack().nurseryUrl;
    const look = (...urls: string[]) =>
      Promise.all(
        urls
          .flatMap((url) => ids.flatMap((id) => [`/applications/${id}`, `/requests/${id}`].map((path) => url + path)))
          .map((url) => get(url, cookie)),
      );
    expect((await look(first, second.url)).map(({ status }) => status)).toEqual(Array(40).fill(200));
    await second.stop();
    await get(`${first}/waiting`, cookie);
    const records = await lookedAt('nursery', String(ids[0]));
    expect(records).toHaveLength(5);
    expect(new Set(records.map(({ writer }) => writer)).size).toBe(2);
    await eventually(async () => {
      const check = await checkOf('nursery');
      expect(check.findings).toEqual([]);
      expect(check.unsealed.filter(({ writer }) => records.some((one) => one.writer === writer))).toEqual([]);
    });
  });
});

describe('the check', () => {
  let scratch: ScratchDatabase;
  let pool: ReturnType<typeof openPool>;
  const check = () => checkAccessRecords(recordConnection(pool));
  const run = (sql: string) => pool.query(sql);

  beforeAll(async () => {
    scratch = await createScratchDatabase('access_records_check');
  });
  beforeEach(async () => {
    await scratch.clear();
    await migrate(scratch.config, migrationFolders('management'));
    pool = openPool({ ...scratch.config, DB_POOL_SIZE: 4 });
  });
  afterEach(() => pool.end());
  afterAll(() => scratch.drop());

  const anAccess = (at: Date): AccessEvent => ({
    at,
    actor_kind: 'person',
    actor_id: 'op-1',
    role: 'operator',
    operation: 'GET /applications',
    outcome: 'shown',
    subjects: '202403150000001A00001',
    subject_count: 1,
    ip: '192.0.2.1',
    trace_id: '0'.repeat(32),
  });

  /** Writes a row for each time, and seals. @returns the writer */
  async function write(...times: string[]): Promise<string> {
    let now = new Date(times[0] ?? '');
    const records = createAccessRecords({ pool, logger: createLogger('test', 'silent'), clock: () => now });
    for (const time of times) {
      now = new Date(time);
      await records.note(anAccess(now));
    }
    await records.close();
    const [last] = await scratch.rows<{ writer: string }>('SELECT writer FROM access_seal ORDER BY seq DESC LIMIT 1');
    return last?.writer ?? '';
  }
  const NOON = ['2026-11-27T03:00:00.001Z', '2026-11-27T03:00:01.250Z', '2026-11-27T03:00:02Z', '2026-11-27T03:00:03Z'];

  test('finds nothing where nothing was done', async () => {
    await write(...NOON);
    await write(...NOON);
    expect(await check()).toMatchObject({ records: 8, findings: [], unsealed: [], since: null, more: false });
  });

  test.each([
    [
      'a changed row',
      'changed',
      2,
      (writer: string) => `UPDATE access_record SET actor_id = 'x' WHERE writer = '${writer}' AND seq = 2`,
    ],
    [
      'a changed time',
      'changed',
      3,
      (writer: string) => `UPDATE access_record SET at = at + INTERVAL 1 DAY WHERE writer = '${writer}' AND seq = 3`,
    ],
    [
      'a removed row',
      'missing',
      2,
      (writer: string) => `DELETE FROM access_record WHERE writer = '${writer}' AND seq = 2`,
    ],
    [
      'a removed last row',
      'missing',
      4,
      (writer: string) => `DELETE FROM access_record WHERE writer = '${writer}' AND seq = 4`,
    ],
    [
      'the first rows removed',
      'missing',
      1,
      (writer: string) => `DELETE FROM access_record WHERE writer = '${writer}' AND seq <= 2`,
    ],
    ['a whole chain removed', 'missing', 1, (writer: string) => `DELETE FROM access_record WHERE writer = '${writer}'`],
    [
      'an inserted row',
      'changed',
      5,
      (writer: string) =>
        `INSERT INTO access_record SELECT writer, 5, at, actor_kind, 'x', role, operation, outcome, subjects, subject_count, ip, trace_id, hash, hash FROM access_record WHERE writer = '${writer}' AND seq = 4`,
    ],
  ] as const)('finds %s, and says which day and which row', async (_what, kind, seq, sql) => {
    await write(...NOON);
    const writer = await write(...NOON);
    await run(sql(writer));
    const { findings } = await check();
    expect(findings).toMatchObject([{ kind, writer, seq, day: seq === 3 ? '2026-11-28' : '2026-11-27' }]);
  });

  test('finds a chain that was written anew from a row on, by its seal', async () => {
    const writer = await write(...NOON);
    await run(`DELETE FROM access_record WHERE writer = '${writer}' AND seq > 1`);
    const [first] = await scratch.rows<AccessRecord>('SELECT * FROM access_record');
    const looks = NOON.slice(1).map((at) => ({ ...anAccess(new Date(at)), actor_id: 'innocent' }));
    await insertRecords(recordConnection(pool), '', chain({ writer, seq: 1, hash: first?.hash ?? '' }, looks));
    expect((await check()).findings).toMatchObject([{ kind: 'changed', writer, seq: 4 }]);
  });

  test('finds seals that are missing or were changed, also the last one when its head is known', async () => {
    await write(...NOON);
    await write(...NOON);
    await write(...NOON);
    const { head } = await check();
    await run('DELETE FROM access_seal WHERE seq = 2');
    expect((await check()).findings).toMatchObject([{ kind: 'seal-missing', seq: 2 }]);
    await run('DELETE FROM access_seal WHERE seq > 1');
    await run('DELETE FROM access_record WHERE writer NOT IN (SELECT writer FROM access_seal)');
    expect((await check()).findings).toEqual([]);
    const known = await checkAccessRecords(recordConnection(pool), [String(head)]);
    expect(known.findings).toMatchObject([{ kind: 'seal-missing', seq: 3 }]);
  });

  test('knows of days that were removed when their time was over, and goes on finding behind them', async () => {
    // A process that lives across midnight in Korea (15:00 UTC), one from the day before, one from the day after.
    await write('2026-11-26T14:00:00Z', '2026-11-26T14:30:00Z');
    const over = await write(
      '2026-11-25T02:00:00Z',
      '2026-11-26T14:59:59.999Z',
      '2026-11-26T15:00:00Z',
      '2026-11-27T01:00:00Z',
    );
    await write(...NOON);
    const connection = await createConnection({ uri: scratch.url, timezone: 'Z' });
    const removing = {
      execute: async (sql: string, values: (string | number | Date)[]) =>
        (await connection.execute(sql, values)) as unknown as [unknown, unknown],
      query: (sql: string) => connection.query(sql),
    };
    try {
      expect(await removeAccessRecords(removing, '2026-11-27')).toBe(4);
      expect(await removeAccessRecords(removing, '2026-11-27')).toBe(0);
    } finally {
      await connection.end();
    }
    expect(await check()).toMatchObject({ records: 6, findings: [], since: '2026-11-27' });
    await run(`DELETE FROM access_record WHERE writer = '${over}' AND seq = 3`);
    expect((await check()).findings).toMatchObject([{ kind: 'missing', writer: over, seq: 3, day: '2026-11-27' }]);
  });
});
