import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Principal } from '../access/principal.ts';
import { createApp } from '../app/app.ts';
import type { Route } from '../app/route.ts';
import { HttpError } from '../errors/errors.ts';
import { createLogger } from '../server/logging.ts';
import { createMetrics } from '../server/metrics.ts';
import type { AccessEvent } from './record.ts';
import { RecentAccesses, requireDeclared, showing } from './record-accesses.ts';

const OPERATOR: Principal = { kind: 'person', id: 'op-1', role: 'operator' };
const PROGRAM: Principal = { kind: 'key', id: 'statistics', role: 'program' };
const ID = '202403150000001A00001';
const OTHER = '202403150000002A00001';

let server: Server | undefined;
afterEach(() => server?.close());

interface Setting {
  readonly shown?: readonly string[];
  readonly personalData?: Route['personalData'];
  readonly as?: Principal;
  readonly note?: (look: AccessEvent) => Promise<void>;
  readonly refuse?: number;
  readonly path?: string;
  /** The handler reads until this resolves. */
  readonly reading?: Promise<void>;
}

/** A service with one route. */
async function start({
  shown,
  personalData = 'recorded',
  as = OPERATOR,
  note = async () => {},
  refuse,
  reading,
  path = '/page/:request_id',
}: Setting) {
  const looks: AccessEvent[] = [];
  const setting = { as, shown, now: Date.now() };
  const app = createApp({
    info: { title: 't', version: '1', description: 'd' },
    logger: createLogger('test', 'silent'),
    metrics: createMetrics('test'),
    authenticate: async () => ({ principal: setting.as }),
    accessRecords: {
      async note(look) {
        await note(look);
        looks.push(look);
      },
      close: async () => {},
    },
    clock: () => new Date(setting.now),
    routes: [
      {
        method: 'get',
        path,
        access: ['operator', 'program', 'parent', 'staff'],
        personalData,
        handlers: [
          async (_req, res) => {
            await reading;
            if (refuse !== undefined) throw new HttpError(refuse, 'refused', '안 됩니다 / no');
            if (setting.shown !== undefined) showing(res, setting.shown);
            res.send('name of a child');
          },
        ],
      },
    ],
  });
  server = createServer(app).listen(0, '127.0.0.1');
  await new Promise((resolve) => server?.once('listening', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}${path.replace(':request_id', ID)}`;
  const get = async () => {
    const answer = await fetch(url);
    return { status: answer.status, text: await answer.text() };
  };
  return { looks, get, setting };
}

test('who looks at whose data is noted: who, when, from where, what, whether they could', async () => {
  const { looks, get } = await start({ shown: [ID] });
  expect(await get()).toEqual({ status: 200, text: 'name of a child' });
  expect(looks).toEqual([
    {
      at: expect.any(Date),
      actor_kind: 'person',
      actor_id: 'op-1',
      role: 'operator',
      operation: 'GET /page/:request_id',
      outcome: 'shown',
      subjects: ID,
      subject_count: 1,
      ip: '127.0.0.1',
      trace_id: expect.stringMatching(/^[0-9a-f]{32}$/),
    },
  ]);
});

test('nothing is shown before it is noted', async () => {
  const noting = Promise.withResolvers<void>();
  const commit = Promise.withResolvers<void>();
  const { get } = await start({
    shown: [ID],
    note() {
      noting.resolve();
      return commit.promise;
    },
  });
  let answered = false;
  const answer = get().then((got) => {
    answered = true;
    return got;
  });
  await noting.promise;
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(answered).toBe(false);
  commit.resolve();
  expect((await answer).status).toBe(200);
});

test('what cannot be noted is not shown: 503', async () => {
  const { get } = await start({ shown: [ID], note: () => Promise.reject(new Error('the database is away')) });
  const { status, text } = await get();
  expect(status).toBe(503);
  expect(text).toContain('unavailable');
  expect(text).not.toContain('child');
});

test('a route that shows data and does not say whose shows nothing', async () => {
  const { get } = await start({});
  const { status, text } = await get();
  expect([status, text.includes('child')]).toEqual([500, false]);
});

test('a look at one application is noted while its page is read; where there is nothing to show, a second record says so', async () => {
  const reading = Promise.withResolvers<void>();
  const looking = await start({ shown: [ID], reading: reading.promise });
  const answer = looking.get();
  while (looking.looks.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
  reading.resolve();
  expect((await answer).status).toBe(200);
  expect(looking.looks).toHaveLength(1);
  server?.close();

  const STAFF: Principal = { kind: 'person', id: 's-1', role: 'staff', nurseryId: 'A00001' };
  for (const [nurseryId, refuse, outcomes] of [
    ['A00001', 404, ['shown', 'not-found']],
    ['B00001', 403, ['refused']],
  ] as const) {
    const { get, looks } = await start({ as: { ...STAFF, nurseryId }, refuse });
    await get();
    expect(looks.map(({ outcome }) => outcome)).toEqual(outcomes);
    expect(new Set(looks.map(({ trace_id }) => trace_id)).size).toBe(1);
    server?.close();
  }
});

test('a refused look is noted, and one at what is not there', async () => {
  for (const [refuse, outcome] of [
    [403, 'refused'],
    [404, 'not-found'],
  ] as const) {
    const { get, looks } = await start({ refuse });
    expect((await get()).status).toBe(refuse);
    expect(looks.at(-1)).toMatchObject({ outcome, subjects: ID });
    server?.close();
  }
});

test('a page opened again within a minute is one look; a part that refreshes itself is one until it shows somebody else', async () => {
  const page = await start({ shown: [ID] });
  await page.get();
  await page.get();
  expect(page.looks).toHaveLength(1);
  page.setting.now += 61_000;
  await page.get();
  expect(page.looks).toHaveLength(2);
  server?.close();

  const part = await start({ shown: [ID, OTHER], path: '/list', personalData: { refreshOf: '/page' } });
  await part.get();
  part.setting.shown = [OTHER, ID];
  part.setting.now += 61_000;
  await part.get();
  expect(part.looks).toHaveLength(1);
  part.setting.shown = [ID];
  await part.get();
  part.setting.as = { ...OPERATOR, id: 'op-2' };
  await part.get();
  expect(part.looks.map(({ actor_id, subject_count }) => [actor_id, subject_count])).toEqual([
    ['op-1', 2],
    ['op-1', 1],
    ['op-2', 1],
  ]);
});

test('a program that polls the same is one look, and a parent sees their own', async () => {
  const { get, looks, setting } = await start({ shown: [ID], as: PROGRAM });
  await get();
  await get();
  setting.as = { kind: 'person', id: 'p', role: 'parent', userId: 'parent01' };
  await get();
  expect(looks).toHaveLength(1);
});

test('what was looked at lately is forgotten in time, and of too many the oldest', () => {
  const recent = new RecentAccesses();
  recent.add('a', 0);
  expect([recent.has('a', 599_999, 600_000), recent.has('a', 600_001, 600_000)]).toEqual([true, false]);
  for (let at = 0; at < 10_000; at += 1) recent.add(`b${at}`, 0);
  expect([recent.has('a', 1, 600_000), recent.has('b0', 1, 600_000)]).toEqual([false, true]);
});

test('a page or a query that does not say whether it shows personal data keeps the service from starting', () => {
  const route = { method: 'get', path: '/x', access: ['staff'] } as const;
  expect(() => requireDeclared([route])).toThrow('GET /x');
  expect(() => requireDeclared([{ ...route, method: 'post' }])).toThrow('POST /x');
  expect(() =>
    requireDeclared([
      { ...route, personalData: 'none' },
      { ...route, access: 'open' },
      { ...route, access: ['parent'] },
      { ...route, method: 'post', operation: {} },
    ]),
  ).not.toThrow();
});
