import { randomInt, randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { forEachAtOnce } from '@enterwait/command-line/processes';
import { SERVICES } from '@enterwait/domain/protocol';
import { asAdmin, asProgram, call, enterPerson, sameOrigin, signIn, urlOf } from '../../support/commands/api.ts';
import { EXTREME_BODIES, extremeQueries, PARAMETERS } from '../../support/commands/extremes.ts';
import { type SecondProcess, startSmall } from '../../support/faults/second-process.ts';
import { Visitor } from '../../support/people/visitor.ts';
import { databaseOf } from '../../support/stack/databases.ts';

const HEAP_MB = 384;
const AT_ONCE = 8;
/** How long a process may be silent before somebody restarts its pod: far more than an answer takes. */
const ALIVE_MS = 5_000;

interface Address {
  readonly method: string;
  /** With its parameters as `:name`. */
  readonly path: string;
  readonly page: boolean;
  /** The query parameters that its description says it reads. */
  readonly query: readonly string[];
}

interface Document {
  readonly paths: Record<string, Record<string, { parameters?: { in: string; name: string }[] }>>;
  readonly 'x-pages': readonly string[];
}

/** Every address of a service, from its own table of routes. */
async function addressesOf(url: string): Promise<Address[]> {
  const { json } = await call(`${url}/openapi.json`, { headers: asProgram() });
  const document = json as unknown as Document;
  const api = Object.entries(document.paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, { parameters = [] }]) => ({
      method: method.toUpperCase(),
      path: path.replaceAll(/\{(\w+)\}/g, ':$1'),
      page: false,
      query: parameters.filter((one) => one.in === 'query').map(({ name }) => name),
    })),
  );
  const pages = document['x-pages'].map((line) => {
    const [method = '', path = ''] = line.split(' ');
    return { method, path, page: true, query: [] };
  });
  return [...api, ...pages];
}

/** Paths that an address may have: with an existing owner, and with nobody's. */
const pathsOf = ({ path }: Address): string[] =>
  path.includes(':')
    ? [
        '202403150000001N00001',
        'N00001',
        '0',
        `${'9'.repeat(15)}Z99999`,
        '가'.repeat(300),
        'a'.repeat(4000),
        '%00',
      ].map((value) => path.replaceAll(/:\w+/g, value.startsWith('%') ? value : encodeURIComponent(value)))
    : [path];

/** The parameters that a page offers: the fields of its search forms, and those in its links. */
function offeredBy(html: string): string[] {
  const forms = [...html.matchAll(/<form\b[^>]*>.*?<\/form>/gs)].map(([form]) => form);
  const fields = forms
    .filter((form) => /^<form\b[^>]*method="get"/.test(form))
    .flatMap((form) => [...form.matchAll(/\bname="([^"]+)"/g)].map(([, name = '']) => name));
  const links = [...html.matchAll(/\b(?:href|hx-get)="(\/[^"#]*\?[^"#]*)"/g)].flatMap(([, href = '']) => [
    ...new URL(href.replaceAll('&amp;', '&'), 'http://x').searchParams.keys(),
  ]);
  return [...new Set([...fields, ...links])];
}

/** Checks whether a process answers, over and over, until it is told to stop. @returns how often it did, and the longest time it took */
function watch(url: string): { stop(): Promise<{ looked: number; slowest: number }> } {
  let stopped = false;
  let [looked, slowest] = [0, 0];
  const looking = (async () => {
    while (!stopped) {
      const began = performance.now();
      const answer = await fetch(`${url}/healthz`, { signal: AbortSignal.timeout(ALIVE_MS) });
      if (answer.status !== 200) throw new Error(`/healthz: ${answer.status}`);
      slowest = Math.max(slowest, performance.now() - began);
      looked += 1;
      await delay(50);
    }
    return { looked, slowest };
  })();
  looking.catch(() => {});
  return {
    stop: () => {
      stopped = true;
      return looking;
    },
  };
}

describe.each(SERVICES)('%s with 384 MB', (service) => {
  let small: SecondProcess;
  let addresses: Address[];
  let person: Record<string, string>;
  beforeAll(async () => {
    small = await startSmall(service, HEAP_MB);
    [addresses, person] = [await addressesOf(small.url), await signIn(service)];
  });
  afterAll(() => small?.stop());

  const headersOf = ({ page, path }: Address): Record<string, string> =>
    page
      ? { ...person, ...sameOrigin(urlOf(service)), accept: 'text/html' }
      : path.startsWith('/admin/')
        ? asAdmin()
        : asProgram();

  test('answers every list for its extremes, and lives', async () => {
    const lists = addresses.filter(({ method, path }) => method === 'GET' && path !== '/admin/init');
    expect(lists.length).toBeGreaterThan(10);
    const offered = new Map<Address, string[]>();
    for (const list of lists) {
      const answer = await fetch(small.url + pathsOf(list)[0], { headers: headersOf(list), redirect: 'manual' });
      offered.set(list, [...list.query, ...(list.page ? offeredBy(await answer.text()) : [])]);
    }
    const unknown = [...new Set([...offered.values()].flat())].filter((name) => !Object.hasOwn(PARAMETERS, name));
    // Add the extremes of a new parameter there.
    expect(unknown).toEqual([]);

    const asked = lists.flatMap((list) => [
      ...extremeQueries(offered.get(list) ?? []).map((query) => ({ list, address: `${pathsOf(list)[0]}?${query}` })),
      ...pathsOf(list).map((path) => ({ list, address: path })),
    ]);
    const watched = watch(small.url);
    const failed: string[] = [];
    await forEachAtOnce(asked, AT_ONCE, async ({ list, address }) => {
      const answer = await fetch(small.url + address, { headers: headersOf(list), redirect: 'manual' });
      const { length } = await answer.text();
      if (answer.status >= 500 && list.path !== '/readyz') failed.push(`${answer.status} ${address.slice(0, 200)}`);
      if (length > 512 * 1024 && list.path !== '/openapi.json') failed.push(`${length} ${address.slice(0, 200)}`);
    });
    const { looked } = await watched.stop();
    expect(failed).toEqual([]);
    expect(looked).toBeGreaterThan(0);
    expect((await fetch(`${small.url}/readyz`)).status).toBe(200);
  });

  test('refuses bodies as large and as odd as can be, and lives', async () => {
    const writes = addresses.filter(({ method }) => method !== 'GET');
    const asked = writes.flatMap((write) => EXTREME_BODIES.map((body) => ({ write, ...body })));
    const watched = watch(small.url);
    const failed: string[] = [];
    await forEachAtOnce(asked, AT_ONCE, async ({ write, type, body }) => {
      const path = pathsOf(write)[0] ?? '';
      const answer = await fetch(small.url + path, {
        method: write.method,
        headers: { ...headersOf(write), 'content-type': type },
        body,
        redirect: 'manual',
      });
      const { length } = await answer.text();
      if (answer.status >= 500) failed.push(`${answer.status} ${write.method} ${path} ${type} ${body.slice(0, 30)}`);
      if (length > 512 * 1024) failed.push(`${length} ${write.method} ${path} ${type} ${body.slice(0, 30)}`);
    });
    await watched.stop();
    expect(failed).toEqual([]);
  });
});

test('a parent who has a thousand children from before sees them a page at a time, and can apply for each', async () => {
  const run = randomUUID();
  const email = `${run}@example.com`;
  const person = { email, name: '김민준', password: randomUUID(), role: 'parent', user_id: `thousand-${run}` };
  await enterPerson('enterwait', person);
  const visitor = await Visitor.signedIn('enterwait', email, person.password);
  const first = randomInt(1e8, 9e8) * 1e6;
  const now = new Date();
  const children = Array.from({ length: 1000 }, (_, index) => [
    String(first + index),
    person.user_id,
    `아이${'가나다라마바사아자차'[index % 10]}`,
    '20240315',
    '서울특별시 종로구 세종대로 209',
    '03171',
    now,
    now,
  ]);
  await databaseOf('enterwait').query(
    'INSERT INTO child (child_id, user_id, name, birthday, address, postcode, created_at, updated_at) VALUES ?',
    [children],
  );
  await databaseOf('enterwait').query('INSERT INTO parent (user_id, tel, address, postcode, updated_at) VALUES (?)', [
    [person.user_id, '010-1234-5678', '서울특별시', '03171', now],
  ]);
  for (const path of ['/', '/children', '/children?page=50', '/apply?nursery_id=N00001']) {
    const page = await visitor.open(path);
    expect([path, page.status]).toEqual([path, 200]);
    expect(page.html.length).toBeLessThan(100_000);
  }
  const last = String(first + 999);
  expect((await visitor.open('/children?page=50')).html).toContain(last);
  const form = await visitor.open('/apply?nursery_id=N00001&page=50');
  expect(form.html).toContain(`value="${last}"`);
  // A choice made on a page other than the first is known to the pages behind it.
  expect((await visitor.submit(form, '/apply/check', { child_id: last })).html).toContain(`value="${last}"`);
});
