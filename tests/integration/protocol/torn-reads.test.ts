import type { Application } from '@enterwait/domain/application';
import { STATUS } from '@enterwait/domain/protocol';
import { inTransaction } from '@enterwait/http/database';
import { putChild } from '../../../services/enterwait/src/family/family.ts';
import { aNursery, anApplication, idOf } from '../../support/commands/samples.ts';
import type { LoneSystem } from '../../support/lone-systems/lone-system.ts';
import {
  aParentOf,
  aProgram,
  aStaffOf,
  startEnterwait,
  startNursery,
} from '../../support/lone-systems/lone-systems.ts';

/** What an application shows, in whichever form it is read. */
const READS_APPLICATION = /^SELECT[\s\S]*FROM request/;

describe('an outcome that arrives while somebody reads', () => {
  let enterwait: LoneSystem;
  beforeAll(async () => {
    enterwait = await startEnterwait('scratch_torn_enterwait');
  });
  afterAll(() => enterwait?.stop());

  const asked = async (overrides: Partial<Application> = {}): Promise<Application> => {
    const application = anApplication({ nursery_id: aNursery(), ...overrides });
    await enterwait.ask('Request', application);
    return application;
  };
  const register = ({ child_id, user_id, child_name, child_birthday }: Application) =>
    inTransaction(enterwait.pool, (tx) =>
      putChild(
        tx,
        { child_id, user_id, name: child_name, birthday: child_birthday, address: '서울', postcode: '03171' },
        10,
        new Date(),
      ),
    );

  test('is either wholly in the answer of the API, or not at all', async () => {
    const application = await asked();
    enterwait.interrupt(READS_APPLICATION, () => enterwait.decide(application));
    for (const known of [
      { status: null, version: 0, round: null, expected: STATUS.requested, in_flight: 1, outcomes: [null] },
      {
        status: STATUS.requested,
        version: 1,
        round: 1,
        expected: STATUS.requested,
        in_flight: 0,
        outcomes: ['applied'],
      },
    ]) {
      const view = JSON.parse((await enterwait.get(`/requests/${idOf(application)}`, aProgram)).text);
      const { status, version, round, expected, in_flight, history } = view;
      const outcomes = history.map(({ outcome }: { outcome: string | null }) => outcome);
      expect({ status, version, round, expected, in_flight: in_flight.length, outcomes }).toEqual(known);
    }
  });

  test.each([
    ['its page', (id: string) => `/applications/${id}`],
    ['the live part of its page', (id: string) => `/applications/${id}/live`],
    ['the list', () => '/applications'],
    ['the live part of the list', () => '/applications/live'],
  ])('is either wholly on %s, or not at all', async (_page, pathOf) => {
    const application = await asked();
    enterwait.interrupt(READS_APPLICATION, () => enterwait.decide(application));
    for (const word of ['신청 처리 중', '대기 중']) {
      const { text } = await enterwait.get(pathOf(idOf(application)), aParentOf(application));
      expect(text).toContain(word);
      expect(text).not.toContain('신청되지 않음');
    }
  });

  test('does not hide an open application from the count on the home page', async () => {
    const application = await asked();
    enterwait.interrupt(READS_APPLICATION, () => enterwait.decide(application));
    expect((await enterwait.get('/', aParentOf(application))).text).toContain('<span class="figure">1</span>');
  });

  test('does not make a child with an open application one that may be removed', async () => {
    const application = await asked();
    await register(application);
    const path = `/children/${application.child_id}/remove`;
    enterwait.interrupt(READS_APPLICATION, () => enterwait.decide(application));
    expect((await enterwait.get(path, aParentOf(application))).text).toContain('삭제할 수 없습니다');

    const other = await asked({ ...application, nursery_id: aNursery() });
    await enterwait.ask('Cancel', application);
    await enterwait.decide(application);
    enterwait.interrupt(READS_APPLICATION, () => enterwait.decide(other));
    expect((await enterwait.post(path, aParentOf(application), {})).status).toBe(409);
  });

  test.each([true, false])('does not let a child (registered: %s) wait at one daycare too many', async (registered) => {
    const child = anApplication();
    if (registered) await register(child);
    const three = [
      await asked({ ...child, nursery_id: aNursery() }),
      await asked({ ...child, nursery_id: aNursery() }),
    ];
    three.push(await asked({ ...child, nursery_id: aNursery() }));
    const [first] = three as [Application, ...Application[]];
    // A caller who locks the applications themselves waits for nobody, and nobody comes in between.
    if (registered) enterwait.interrupt(/FROM request WHERE child_id/, () => enterwait.decide(first));
    await expect(asked({ ...child, nursery_id: aNursery() })).rejects.toMatchObject({ code: 'too-many-applications' });
  });
});

describe('a decision that arrives while staff look', () => {
  let nursery: LoneSystem;
  beforeAll(async () => {
    nursery = await startNursery('scratch_torn_nursery');
  });
  afterAll(() => nursery?.stop());

  const accepted = async (): Promise<Application> => {
    const application = anApplication({ nursery_id: aNursery() });
    await nursery.decide(application, { type: 'Request', origin: 'enterwait' });
    await nursery.ask('Accept', application);
    return application;
  };

  test.each([
    ['its page', (id: string) => `/applications/${id}`],
    ['the list', () => '/waiting'],
    ['the page that asks', (id: string) => `/applications/${id}/accept`],
  ])('offers nothing on %s that was already asked', async (_page, pathOf) => {
    const application = await accepted();
    nursery.interrupt(READS_APPLICATION, () => nursery.decide(application));
    const { text } = await nursery.get(pathOf(idOf(application)), aStaffOf(application));
    expect(text).toMatch(/승인 처리 중|승인을 처리하고 있습니다/);
    expect(text).not.toMatch(/승인하거나 반려할 수 있습니다|승인하기/);
  });

  test('counts no child twice, and none not at all', async () => {
    const application = await accepted();
    nursery.interrupt(READS_APPLICATION, async () => {
      await nursery.decide(application);
      await nursery.decide(application, { type: 'Cancel', origin: 'enterwait' });
    });
    const { text } = await nursery.get('/waiting', aStaffOf(application));
    // One application waits, another's place is held.
    expect([...text.matchAll(/<dd class="figure">(\d+)<\/dd>/g)].map(([, figure]) => figure)).toEqual([
      '20',
      '1',
      '19',
      '1',
    ]);
  });
});
