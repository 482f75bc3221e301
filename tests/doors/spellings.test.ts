import { SERVICES, type Service, SYSTEMS } from '@enterwait/domain/protocol';
import { letInside, matchesAny, matchesPattern, withheldFrom } from './load-balancer.ts';
import { rawClient } from './raw.ts';
import { type AssembledService, assembleServices, doorsOf, listen, showWhatIsReached } from './services.ts';
import { spellingsOf } from './spellings.ts';

let services: Readonly<Record<Service, AssembledService>>;

beforeAll(async () => {
  services = await assembleServices();
});
afterAll(() => Promise.all(Object.values(services).map(({ close }) => close())));

/** A path that an endpoint answers: the ids that services make consist of such letters. */
const anExample = (path: string): string => path.replaceAll(/:\w+/g, 'n00001');

const doors = (service: Service) =>
  doorsOf(services[service].app).map(({ method, path }) => ({ method, path, example: anExample(path) }));

/** Whether outsiders may not reach it. Written by hand, because the rules must not decide what they are for. */
const mustBeWithheld = (service: Service, method: string, path: string): boolean =>
  path.startsWith('/admin/') ||
  path === '/metrics' ||
  (method === 'POST' &&
    {
      enterwait: ['/request/accept', '/request/reject', '/sync/outcome', '/sync/mail-address'],
      nursery: ['/enterwait/request', '/enterwait/cancel', '/sync/outcome', '/sync/mail-address'],
      management: [] as string[],
    }[service].includes(path));

test('a pattern is read as a load balancer reads it', () => {
  for (const [pattern, path, matches] of [
    ['/metrics', '/metrics', true],
    ['/metrics', '/metrics?x=/y', true],
    ['/metrics', '/Metrics', false],
    ['/metrics', '/metrics/', false],
    ['/metrics', '/%6detrics', false],
    ['/admin/*', '/admin/', true],
    ['/admin/*', '/admin/a/b', true],
    ['/admin/*', '/admin', false],
    ['/a?c.d', '/abc.d', true],
    ['/a?c.d', '/abcxd', false],
  ] as const) {
    expect([pattern, path, matchesPattern(pattern, path)]).toEqual([pattern, path, matches]);
  }
});

test.each(SERVICES)(
  '%s: the load balancer withholds what the world has no business with, and nothing else',
  (service) => {
    expect(doors(service).length).toBeGreaterThan(15);
    const wrong = doors(service).filter(
      ({ method, path, example }) =>
        matchesAny(withheldFrom(service), example) !== mustBeWithheld(service, method, path),
    );
    expect(wrong).toEqual([]);
  },
);

interface Sent {
  readonly method: string;
  readonly target: string;
  /** Path of the endpoint that was reached. */
  readonly reached: string | undefined;
}

/** What the router of a service does with requests, as written. */
async function send(service: Service, requests: readonly Omit<Sent, 'reached'>[]): Promise<Sent[]> {
  const { app } = services[service];
  showWhatIsReached(app);
  const server = await listen(app);
  const client = rawClient(server.url);
  const sent = await Promise.all(
    requests.map(async ({ method, target }) => {
      const { headers } = await client.send(method, target);
      return { method, target, reached: headers.reached as string | undefined };
    }),
  );
  client.close();
  await server.stop();
  return sent;
}

const spelled = (service: Service, methodOf: (method: string) => string) =>
  doors(service).flatMap(({ method, example }) =>
    spellingsOf(example).map((target) => ({ method: methodOf(method), target })),
  );

describe.each(SERVICES)('%s, by every spelling of its addresses', (service) => {
  let sent: readonly Sent[];
  beforeAll(async () => {
    sent = await send(
      service,
      spelled(service, (method) => method),
    );
  });

  test('leads nobody past the public load balancer to what is withheld', () => {
    const withheld = withheldFrom(service);
    const through = sent.filter(({ target }) => !matchesAny(withheld, target));
    expect(through.length).toBeGreaterThan(1000);
    expect(through.filter(({ reached }) => reached !== undefined && matchesAny(withheld, anExample(reached)))).toEqual(
      [],
    );
  });

  test('leads to an endpoint by one of them alone, with any query', () => {
    const wrong = sent.filter(({ target, reached }) => {
      const [path = ''] = target.split('?', 1);
      return reached !== undefined && !new RegExp(`^${patternOf(reached)}$`).test(path);
    });
    expect(wrong).toEqual([]);
  });

  test('leads to every endpoint', () => {
    const missed = doors(service).filter(
      (door) => !sent.some(({ method, reached }) => method === door.method && reached === door.path),
    );
    expect(missed).toEqual([]);
  });
});

const patternOf = (path: string): string => path.replaceAll('.', '\\.').replaceAll(/:\w+/g, '[^/]+');

test.each(SYSTEMS)('%s: the internal load balancer leads to the synchronising calls alone', async (service) => {
  const inside = letInside(service);
  const requests = spelled(service, () => 'POST').filter(({ target }) => matchesAny(inside, target));
  const reached = (await send(service, requests)).flatMap(({ reached }) => reached ?? []);
  expect(reached.length).toBeGreaterThanOrEqual(3);
  expect(reached.filter((path) => !matchesAny(inside, path))).toEqual([]);
});
