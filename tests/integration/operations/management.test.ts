import { DeleteCommand } from '@aws-sdk/lib-dynamodb';
import type { Application } from '@enterwait/domain/application';
import { STATUS } from '@enterwait/domain/protocol';
import { reindex } from '@enterwait/operations/reindex';
import { createPool, type Pool } from 'mysql2/promise';
import { targetOfStack } from '../../../localstack/stack/local-target.ts';
import { createLeadership } from '../../../services/management/src/figures/sampler.ts';
import { createSamples } from '../../../services/management/src/figures/samples.ts';
import {
  asOperator,
  call,
  operators,
  parents,
  post,
  postForm,
  signIn,
  staff,
  urlOf,
  withKey,
} from '../../support/commands/api.ts';
import { aNursery, anAddress, anApplication, idOf } from '../../support/commands/samples.ts';
import { withVariables } from '../../support/faults/functions.ts';
import { everywhere, mailsArrived } from '../../support/scenarios/outcome.ts';
import { putItem, queueDepth, stateOf } from '../../support/stack/aws.ts';
import { eventually } from '../../support/stack/eventually.ts';
import { theStack } from '../../support/stack/stack.ts';

interface Step {
  readonly step: string;
  readonly system: string | null;
  readonly state: string;
  readonly at: string | null;
  readonly ms: number | null;
}
interface Timeline {
  readonly commands: readonly {
    type: string;
    origin: string;
    outcome: string | null;
    note: string | null;
    steps: Step[];
  }[];
  readonly holds: readonly {
    where: string;
    type: string | null;
    system: string | null;
    queue: string | null;
    text: { ko: string };
  }[];
}

const management = (path: string, headers = asOperator()) => call(`${urlOf('management')}${path}`, { headers });
const timelineOf = async (application: Application): Promise<Timeline> =>
  (await operators.look(application)).json as unknown as Timeline;
const search = async (query: Record<string, string | number>): Promise<{ ids: string[]; next: string | null }> => {
  const text = new URLSearchParams(Object.entries(query).map(([name, value]) => [name, String(value)]));
  const { status, json } = await management(`/applications?${text}`);
  expect(status).toBe(200);
  return {
    ids: (json.applications as { request_id: string }[]).map(({ request_id }) => request_id),
    next: json.next as string | null,
  };
};
const page = async (path: string, cookie: Record<string, string>): Promise<{ status: number; html: string }> => {
  const answer = await fetch(urlOf('management') + path, {
    headers: { accept: 'text/html', ...cookie },
    redirect: 'manual',
  });
  return { status: answer.status, html: await answer.text() };
};

describe('applications are found', () => {
  const nursery_id = aNursery();
  const waiting = anApplication({
    nursery_id,
    child_name: '독고온누리',
    parent_name: '선우정',
    parent_email: anAddress(),
  });
  const accepted = anApplication({ nursery_id, child_name: '독고한별', parent_name: '황보석' });
  const elsewhere = anApplication({
    nursery_id: aNursery(),
    child_id: waiting.child_id,
    child_name: waiting.child_name,
  });
  const all = [waiting, accepted, elsewhere];

  beforeAll(async () => {
    for (const application of all) await parents.request(application);
    for (const application of all) await everywhere(application, STATUS.requested, 1);
    await staff.accept(accepted);
    await everywhere(accepted, STATUS.accepted, 2);
  });

  test.each<[string, Record<string, string>, Application[]]>([
    ['number', { text: idOf(waiting) }, [waiting]],
    ['child', { text: waiting.child_id }, [elsewhere, waiting]],
    ['mail', { text: waiting.parent_email.toUpperCase() }, [waiting]],
    ['beginning of a name', { text: '독고 온' }, [waiting, elsewhere]],
    ['parent', { text: '황보석' }, [accepted]],
    ['name and status', { text: '독고', status: '2' }, [accepted]],
    ['daycare', { nursery_id }, [waiting, accepted]],
    ['daycare and status', { nursery_id, status: '2' }, [accepted]],
    ['status and time', { status: '2', from: new Date(Date.now() - 60_000).toISOString(), text: '독고' }, [accepted]],
    ['a time that is over', { nursery_id, to: '2023-06-01' }, []],
  ])('by %s', async (_by, query, found) => {
    const { ids, next } = await search(query);
    expect(ids.sort()).toEqual(found.map(idOf).sort());
    expect(next).toBeNull();
  });

  test('by status and time, a page after the other, each once', async () => {
    const from = new Date(Date.now() - 10 * 60_000).toISOString();
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const found = await search({ status: 1, from, limit: 2, ...(cursor === null ? {} : { cursor }) });
      expect(found.ids.length).toBeLessThanOrEqual(2);
      seen.push(...found.ids);
      cursor = found.next;
    } while (cursor !== null);
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen).toEqual(expect.arrayContaining([idOf(waiting), idOf(elsewhere)]));
    expect(seen).not.toContain(idOf(accepted));
  });

  test('all of them by time, the latest change first', async () => {
    const { json } = await management('/applications?limit=50');
    const times = (json.applications as { updated_at: string }[]).map(({ updated_at }) => updated_at);
    expect(times.length).toBeGreaterThanOrEqual(3);
    expect(times).toEqual([...times].sort().reverse());
  });

  test('by an index that only states are in', async () => {
    const { ids } = await search({ nursery_id });
    expect(ids).toHaveLength(2);
    expect(await stateOf(idOf(accepted))).toMatchObject({ ix_nursery: nursery_id, ix_child: accepted.child_id });
  });

  test.each(['text=x', 'status=7', 'cursor=nonsense', 'from=2024-13-01'])(
    'and %s is refused in words',
    async (query) => {
      const { status, json } = await management(`/applications?${query}`);
      expect(status).toBe(422);
      expect(json.title).toMatch(/[가-힣]/);
    },
  );

  test('not by a parent', async () => {
    expect((await management('/applications', withKey(theStack().keys.parent))).status).toBe(403);
  });
});

test('after a journey every hop of every command has its time', async () => {
  const application = anApplication({ parent_email: anAddress() });
  await parents.request(application);
  await everywhere(application, STATUS.requested, 1);
  await staff.accept(application);
  await everywhere(application, STATUS.accepted, 2);
  await mailsArrived(application.parent_email, 2);
  await eventually(async () => {
    const { commands, holds } = await timelineOf(application);
    expect(holds).toEqual([]);
    expect(
      commands.map(({ type, steps }) => [
        type,
        ...steps.map(({ step, system, state }) => `${step} ${system} ${state}`),
      ]),
    ).toEqual([
      [
        'Request',
        'asked enterwait done',
        'judged null done',
        'mailed null done',
        'delivered nursery done',
        'confirmed enterwait done',
      ],
      [
        'Accept',
        'asked nursery done',
        'judged null done',
        'mailed null done',
        'delivered enterwait done',
        'confirmed nursery done',
      ],
    ]);
  });
  const { commands } = await timelineOf(application);
  for (const { steps } of commands) {
    for (const { at } of steps) expect(Date.parse(at ?? '')).not.toBeNaN();
    for (const { ms } of steps.slice(1)) expect(ms).toBeGreaterThanOrEqual(0);
  }
});

test('an application of before the indexes is found once it has its keys', async () => {
  const application = anApplication({ nursery_id: aNursery() });
  const { nursery_id } = application;
  const updated_at = new Date().toISOString();
  const target = targetOfStack(theStack());
  const key = { request_id: idOf(application), sk: 'STATE' };
  await putItem({ ...key, event_id: 'e', status: 1, version: 1, application, updated_at });
  try {
    expect((await search({ nursery_id })).ids).toEqual([]);
    expect((await reindex(target.documents, theStack().tableName)).written).toBeGreaterThanOrEqual(1);
    expect((await search({ nursery_id })).ids).toEqual([idOf(application)]);
  } finally {
    // No system knows it: if it stayed there, other tests would see a difference.
    await target.documents.send(new DeleteCommand({ TableName: theStack().tableName, Key: key }));
    target.close();
  }
});

describe('while nursery is down', () => {
  test('the timeline shows the rest and says what waits; afterwards all is done', async () => {
    const application = anApplication();
    const { nursery } = theStack().services;
    await nursery.stop();
    try {
      await parents.request(application);
      await eventually(async () => {
        const { commands, holds } = await timelineOf(application);
        expect(commands[0]?.steps[4]).toMatchObject({ step: 'confirmed', system: 'enterwait', state: 'done' });
        expect(holds.map(({ where, system }) => [where, system])).toEqual(
          expect.arrayContaining([
            ['delivery', 'nursery'],
            ['system-down', 'nursery'],
          ]),
        );
        expect(holds.every(({ text }) => /[가-힣]/.test(text.ko))).toBe(true);
      });
      const { json } = await management('/health/parts');
      expect(json.state).toBe('down');
      expect(json.parts).toEqual(expect.arrayContaining([expect.objectContaining({ part: 'nursery', state: 'down' })]));
    } finally {
      await nursery.start();
    }
    await everywhere(application, STATUS.requested, 1);
    await eventually(async () => expect((await timelineOf(application)).holds).toEqual([]));
  });

  test('a delivery that died is found with its queue, looked at and put back by the page; the audit knows', async () => {
    const application = anApplication();
    const cookie = await signIn('management');
    const queue = 'EventToNurseryQueue-dlq';
    const { nursery } = theStack().services;
    await withVariables('SQSToNursery', { MAX_RECEIVE_COUNT: '1' }, async () => {
      await nursery.stop();
      try {
        await parents.request(application);
        await eventually(async () => {
          const { json } = await management('/dead-letters');
          const messages = (json.queues as { messages: { request_id: string }[] }[]).flatMap((one) => one.messages);
          expect(messages.map(({ request_id }) => request_id)).toContain(idOf(application));
        });
      } finally {
        await nursery.start();
      }
    });
    await eventually(async () => {
      const { holds } = await timelineOf(application);
      expect(holds).toMatchObject([{ where: 'dead-letter', system: 'nursery', queue }]);
    });

    const list = await page(`/console/dead-letters/${queue}`, cookie);
    expect(list.html).toContain(idOf(application));
    expect(list.html).not.toContain(application.parent_name);
    expect((await page(`/console/dead-letters/${queue}/redrive`, cookie)).html).toContain(queue);
    const answer = await postForm(`${urlOf('management')}/console/dead-letters/${queue}/redrive`, {}, cookie);
    expect([answer.status, answer.headers.get('location')]).toEqual([
      303,
      `/console/dead-letters/${queue}?done=redriven`,
    ]);

    await everywhere(application, STATUS.requested, 1);
    await eventually(async () => expect((await timelineOf(application)).holds).toEqual([]));
    await eventually(async () =>
      expect(await queueDepth(theStack().outputs.dead_letter_queue_urls.EventToNurseryQueue!)).toBe(0),
    );
    const { json } = await management(`/requests/${idOf(application)}/audit`);
    expect(json.missing).toEqual([]);
    expect(json.deeds).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ at_system: 'management', action: 'redrive', subject: queue, actor_kind: 'person' }),
        expect.objectContaining({ at_system: 'enterwait', action: 'Request', actor_kind: 'key' }),
      ]),
    );
  });

  test('an unknown queue is told, and only operators put letters back', async () => {
    const redrive = (queue: string, headers: Record<string, string>) =>
      post(`${urlOf('management')}/dead-letters/${queue}/redrive`, '', headers);
    expect(await redrive('NoSuchQueue', asOperator())).toMatchObject({ status: 404, json: { code: 'no-queue' } });
    expect((await redrive('all', asOperator())).status).toBe(404);
    expect((await redrive('SendEmailQueue-dlq', withKey(theStack().keys.program))).status).toBe(403);
    expect(await redrive('SendEmailQueue', asOperator())).toMatchObject({ status: 200, json: { results: [] } });
  });
});

describe('an operator who cancels', () => {
  test('by the page is asked for a reason, which reaches the parent in the other system and by mail', async () => {
    const application = anApplication({ parent_email: anAddress() });
    const reason = '이사로 다른 시에 입소했습니다';
    const cookie = await signIn('management');
    await parents.request(application);
    await everywhere(application, STATUS.requested, 1);
    const path = `/console/applications/${idOf(application)}`;
    const url = `${urlOf('management')}${path}/cancel`;
    expect((await page(`${path}/cancel`, cookie)).html).toContain(application.child_name);
    expect((await postForm(url, { note: '' }, cookie)).status).toBe(422);

    const answer = await postForm(url, { note: reason }, cookie);
    expect([answer.status, answer.headers.get('location')]).toEqual([303, `${path}?done=cancelled`]);
    await everywhere(application, STATUS.cancelled, 2);
    expect((await parents.look(application)).json.history).toMatchObject([
      {},
      { type: 'Cancel', origin: 'management', note: reason },
    ]);
    const mails = await mailsArrived(application.parent_email, 2);
    expect(mails.some((mail) => JSON.stringify(mail).includes(reason))).toBe(true);

    const again = await postForm(url, { note: reason }, cookie);
    expect(again.status).toBe(409);
    expect(await again.text()).toContain('이미 취소되었습니다');
    const shown = await page(path, cookie);
    expect(shown.html).toContain(reason);
    expect(shown.html).toContain('<svg');
    const { json } = await management(`/requests/${idOf(application)}/audit`);
    expect(json.deeds).toMatchObject([
      { action: 'Cancel', outcome: 'refused', code: 'already-cancelled', actor_kind: 'person', role: 'operator' },
      { action: 'Cancel', outcome: 'done', actor_kind: 'person', role: 'operator' },
      { action: 'Request', at_system: 'enterwait' },
    ]);
  });

  test('by the API may say why', async () => {
    const application = anApplication();
    await parents.request(application);
    await everywhere(application, STATUS.requested, 1);
    const url = `${urlOf('management')}/requests/${idOf(application)}/cancel`;
    expect((await post(url, { note: 'x'.repeat(301) }, asOperator())).status).toBe(422);
    expect(await post(url, { note: '중복 신청' }, asOperator())).toMatchObject({ status: 202, json: { status: 99 } });
    await everywhere(application, STATUS.cancelled, 2);
    expect((await timelineOf(application)).commands.at(-1)).toMatchObject({
      type: 'Cancel',
      origin: 'management',
      note: '중복 신청',
    });
  });
});

test('figures are sampled and shown', async () => {
  await eventually(async () => {
    const { json } = await management('/figures');
    const series = json.series as { name: string; points: [string, number | null][] }[];
    const waiting = series.find(({ name }) => name === 'applications.1');
    expect(waiting?.points.at(-1)?.[1]).toBeGreaterThan(0);
    expect(series.find(({ name }) => name === 'parked')?.points.length).toBeGreaterThan(0);
  });
  expect((await management('/figures?from=2024-02-02T00:00:00Z&to=2024-02-01T00:00:00Z')).status).toBe(422);
});

describe('the samples in the database', () => {
  const pools: Pool[] = [];
  const aPool = (): Pool => {
    const pool = createPool({ uri: theStack().managementDatabaseUrl, connectionLimit: 2, timezone: 'Z' });
    pools.push(pool);
    return pool;
  };
  afterAll(() => Promise.all(pools.map((pool) => pool.end())));

  test('are taken by one replica, and by another once that one is gone', async () => {
    const [first, second] = [createLeadership(aPool(), 'test.sampler'), createLeadership(aPool(), 'test.sampler')];
    expect([await first.lead(), await second.lead(), await first.lead()]).toEqual([true, false, true]);
    await first.close();
    await eventually(async () => expect(await second.lead()).toBe(true));
    await second.close();
  });

  test('are kept whole for a day, fewer for a month, and then forgotten', async () => {
    const samples = createSamples(aPool());
    const now = 1_000_000_800;
    const day = 86_400;
    const ages = [60, 75, 2 * day, 2 * day + 15, 10 * day, 10 * day + 300, 31 * day];
    for (const age of ages) await samples.insert({ at: now - age, figures: { parked: age } });
    await samples.insert({ at: now - 60, figures: { parked: -1 } });
    await samples.thin(now);
    const kept = await samples.between(now - 40 * day, now, 1);
    expect(kept.map(({ at }) => now - at)).toEqual([10 * day, 2 * day, 75, 60]);
    expect(kept.at(-1)?.figures).toEqual({ parked: 60 });
    expect((await samples.between(now - 40 * day, now, 3600)).length).toBeLessThan(kept.length);
  });
});

describe('the pages', () => {
  const PAGES = [
    '/',
    '/console/applications',
    '/console/dead-letters',
    '/console/figures',
    '/console/figures?range=7d',
    '/console/health',
  ];

  test.each(PAGES)('%s is shown to an operator, in both languages and without anything inline', async (path) => {
    const { status, html } = await page(path, await signIn('management'));
    expect(status).toBe(200);
    expect(html).toMatch(/<h1[\s\S]*lang="en"/);
    expect(html).not.toMatch(/ style=|<style| on[a-z]+="|<script>/);
  });

  test.each(PAGES)('%s asks who it is', async (path) => {
    const { status, html } = await page(path, {});
    expect(status).toBe(401);
    expect(html).toContain('name="password"');
  });

  test('answer a live part with 204 while nothing has changed', async () => {
    const cookie = await signIn('management');
    const { html } = await page('/console/dead-letters', cookie);
    const url = /hx-get="([^"]+)"/.exec(html)?.[1]?.replaceAll('&amp;', '&') ?? '';
    expect((await page(url, cookie)).status).toBe(204);
  });

  test('tell what is wrong with a search beside its field', async () => {
    const { status, html } = await page('/console/applications?text=%EA%B9%80', await signIn('management'));
    expect(status).toBe(422);
    expect(html).toContain('2자 이상');
  });

  test('say so where there is no such application', async () => {
    const { status, html } = await page('/console/applications/202403150000001Z99999', await signIn('management'));
    expect(status).toBe(404);
    expect(html).toContain('신청 내역이 없습니다');
  });
});
