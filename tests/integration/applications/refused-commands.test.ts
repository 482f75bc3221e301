import { randomUUID } from 'node:crypto';
import type { Application } from '@enterwait/domain/application';
import { STATUS } from '@enterwait/domain/protocol';
import { aNursery, anApplication, idOf } from '../../support/commands/samples.ts';
import type { LoneSystem, Visited } from '../../support/lone-systems/lone-system.ts';
import {
  aParentOf,
  aProgram,
  aStaffOf,
  startEnterwait,
  startNursery,
} from '../../support/lone-systems/lone-systems.ts';

const pageOf = (application: Application, act = ''): string => `/applications/${idOf(application)}${act && `/${act}`}`;
/** Two days later: after everything that is shown for one day. */
const letTwoDaysPass = (system: LoneSystem, application: Application) =>
  system.pool.query('UPDATE command SET settled_at = settled_at - INTERVAL 2 DAY WHERE request_id = ?', [
    idOf(application),
  ]);

describe('what a parent asked and was refused', () => {
  let enterwait: LoneSystem;
  beforeAll(async () => {
    enterwait = await startEnterwait('scratch_refused_enterwait');
  });
  afterAll(() => enterwait?.stop());

  /** A parent withdraws it while the daycare rejects it. */
  async function refusedCancel(): Promise<Application> {
    const application = anApplication({ nursery_id: aNursery() });
    await enterwait.ask('Request', application);
    await enterwait.decide(application);
    await enterwait.ask('Cancel', application);
    await enterwait.decide(application, { type: 'Reject', origin: 'nursery' });
    await enterwait.decide(application);
    return application;
  }
  const look = async (application: Application): Promise<string[]> =>
    Promise.all(
      [pageOf(application), '/applications'].map(
        async (path) => (await enterwait.get(path, aParentOf(application))).text,
      ),
    );

  test('stands on the page and in the list with its reason, for a day', async () => {
    const application = await refusedCancel();
    const [page, list] = await look(application);
    expect(page).toMatch(/취소 요청이 반영되지 않았습니다.*이미 반려되었습니다/);
    expect(list).toContain('취소 요청: 이미 반려되었습니다');
    await letTwoDaysPass(enterwait, application);
    for (const text of await look(application)) expect(text).not.toContain('취소 요청');
  });

  test('is told until the next thing happens', async () => {
    const application = await refusedCancel();
    await enterwait.ask('Request', application);
    for (const text of await look(application)) expect(text).not.toContain('취소 요청');
    await enterwait.decide(application);
    for (const text of await look(application)) expect(text).not.toContain('취소 요청');
  });

  test('is told to programs in the history', async () => {
    const application = await refusedCancel();
    const view = JSON.parse((await enterwait.get(`/requests/${idOf(application)}`, aProgram)).text);
    expect(view).toMatchObject({ status: STATUS.rejected, expected: STATUS.rejected, round: 1, in_flight: [] });
    expect(view.history).toContainEqual(
      expect.objectContaining({ type: 'Cancel', outcome: 'refused', reason: 'already-rejected' }),
    );
  });
});

test('what is in flight is told with how often the queue took it', async () => {
  const enterwait = await startEnterwait('scratch_flight_enterwait');
  try {
    const application = anApplication({ nursery_id: aNursery() });
    const requested = await enterwait.ask('Request', application);
    await enterwait.ask('Cancel', application);
    await enterwait.pool.query('UPDATE outbox SET attempts = 2, sent_at = UTC_TIMESTAMP(3) WHERE event_id = ?', [
      requested,
    ]);
    const view = JSON.parse((await enterwait.get(`/requests/${idOf(application)}`, aProgram)).text);
    expect(view).toMatchObject({ status: null, expected: STATUS.cancelled, round: null });
    expect(view.in_flight).toMatchObject([
      { type: 'Request', in_outbox: false, attempts: 2 },
      { type: 'Cancel', in_outbox: true, attempts: 0 },
    ]);
  } finally {
    await enterwait.stop();
  }
});

describe('staff', () => {
  let nursery: LoneSystem;
  beforeAll(async () => {
    nursery = await startNursery('scratch_refused_nursery');
  });
  afterAll(() => nursery?.stop());

  const by = (type: 'Request' | 'Cancel') => ({ type, origin: 'enterwait' as const });
  async function waiting(overrides: Partial<Application> = {}): Promise<Application> {
    const application = anApplication({ nursery_id: aNursery(), ...overrides });
    await nursery.decide(application, by('Request'));
    return application;
  }
  const get = (path: string, application: Application) => nursery.get(path, aStaffOf(application));
  const hiddenIn = ({ text }: Visited): Record<string, string> =>
    Object.fromEntries(
      [...text.matchAll(/<input type="hidden" name="(\w+)" value="([^"]*)"/g)].map(([, name = '', value = '']) => [
        name,
        value,
      ]),
    );
  const linkIn = ({ text }: Visited, path: string): string =>
    new RegExp(`href="(${path}[^"]*)"`).exec(text)?.[1]?.replaceAll('&amp;', '&') ?? 'none';
  async function anew(application: Application): Promise<void> {
    await nursery.decide(application, by('Cancel'));
    await nursery.decide(application, by('Request'));
  }
  const commandsOf = async (application: Application): Promise<unknown[]> => {
    const [rows] = await nursery.pool.query(
      "SELECT type, round FROM command WHERE request_id = ? AND origin = 'nursery'",
      [idOf(application)],
    );
    return rows as unknown[];
  };

  test.each([
    ['accept', 'Accept', {}],
    ['reject', 'Reject', { reason: '서류 미비' }],
  ])('decide about the round that they saw, and about no other: %s', async (act, type, fields) => {
    const application = await waiting();
    const path = pageOf(application, act);
    const link = linkIn(await get('/waiting', application), path);
    const stale = hiddenIn(await get(link, application));
    await anew(application);

    const refused = await nursery.post(path, aStaffOf(application), { ...stale, ...fields });
    expect(refused.status).toBe(409);
    expect(refused.text).toContain('그 사이 다시 신청된 건입니다.');
    expect(refused.text).toContain('There is a new application now.');
    expect(await commandsOf(application)).toEqual([]);
    // The link of a list that stayed open says so at once, and asks about the new application.
    expect((await get(link, application)).text).toContain('그 사이 다시 신청된 건입니다.');
    expect((await get(linkIn(await get('/waiting', application), path), application)).text).not.toContain('그 사이');

    const asked = hiddenIn(refused);
    expect(asked).toMatchObject({ round: '2' });
    expect(asked.key).not.toBe(stale.key);
    const done = await nursery.post(path, aStaffOf(application), { ...asked, ...fields });
    expect([done.status, done.location]).toEqual([303, `${pageOf(application)}?done=${act}`]);
    expect(await commandsOf(application)).toEqual([{ type, round: 2 }]);
  });

  test('who saw no round decide nothing', async () => {
    const application = await waiting();
    const refused = await nursery.post(pageOf(application, 'accept'), aStaffOf(application), { key: randomUUID() });
    expect([refused.status, await commandsOf(application)]).toEqual([409, []]);
  });

  test('let a child leave in the round that they saw; it is shown and holds its place until that is judged', async () => {
    const application = await waiting();
    await nursery.ask('Accept', application);
    await nursery.decide(application);
    const path = pageOf(application, 'leave');
    const form = hiddenIn(await get(linkIn(await get('/children', application), path), application));
    expect(form).toMatchObject({ round: '1' });
    expect((await nursery.post(path, aStaffOf(application), { ...form, reason: '이사' })).status).toBe(303);

    const children = (await get('/children', application)).text;
    expect(children).toMatch(/김하늘.*퇴소 처리 중/);
    expect(linkIn({ text: children } as Visited, path)).toBe('none');
    expect(children).toMatch(/재원.{0,80}<dd class="figure">1</);
    expect((await get(pageOf(application), application)).text).toContain('처리가 끝나면 자리가 빕니다');
    await nursery.decide(application);
    expect((await get('/children', application)).text).toMatch(/재원.{0,80}<dd class="figure">0</);
  });

  test('are told that a child has its place elsewhere', async () => {
    const here = await waiting();
    await nursery.ask('Accept', here);
    const there = await waiting({ ...here, nursery_id: aNursery() });
    const form = hiddenIn(await get(pageOf(there, 'accept'), there));
    const refused = await nursery.post(pageOf(there, 'accept'), aStaffOf(there), form);
    expect([refused.status, refused.text.includes('이미 다른 어린이집에 재원 중인 아동입니다')]).toEqual([409, true]);
  });

  test('read what was refused, whatever has become of the application, until they ask again or a day is over', async () => {
    const application = await waiting();
    // Asked while the parent withdraws and applies again: the judge knows better.
    await nursery.ask('Accept', application, 1);
    await anew(application);
    await nursery.decide(application);
    const look = async (): Promise<string[]> =>
      Promise.all([pageOf(application), '/waiting'].map(async (path) => (await get(path, application)).text));
    const [page, list] = await look();
    expect(page).toMatch(/승인 요청이 반영되지 않았습니다.*그 사이 다시 신청된 건입니다/);
    expect(page).toContain('승인하거나 반려할 수 있습니다');
    expect(list).toContain('최근 하루 동안 반영되지 않은 요청이 있습니다');
    expect(list).toMatch(/승인 안 됨.*그 사이 다시 신청된 건입니다/);

    // A later version does not hide it.
    await anew(application);
    expect((await look())[0]).toContain('승인 요청이 반영되지 않았습니다');
    await letTwoDaysPass(nursery, application);
    for (const text of await look())
      expect(text).not.toMatch(/반영되지 않은 요청|요청이 반영되지 않았습니다|승인 안 됨/);
  });
});
