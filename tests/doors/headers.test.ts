import { SERVICES, type Service } from '@enterwait/domain/protocol';
import { PERMISSIONS_POLICY } from '@enterwait/http/app';
import { type RawAnswer, rawClient } from './raw.ts';
import { ADMIN_TOKEN, type AssembledService, assembleServices, doorsOf, listen } from './services.ts';

let services: Readonly<Record<Service, AssembledService>>;

beforeAll(async () => {
  services = await assembleServices();
});
afterAll(() => Promise.all(Object.values(services).map(({ close }) => close())));

const HEADERS = {
  'strict-transport-security': 'max-age=31536000; includeSubDomains',
  'permissions-policy': PERMISSIONS_POLICY,
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'SAMEORIGIN',
  'referrer-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
} as const;

/** The required headers that an answer lacks. */
const lacks = ({ headers }: RawAnswer): string[] => [
  ...Object.entries(HEADERS).flatMap(([name, value]) => (headers[name] === value ? [] : [`${name}: ${headers[name]}`])),
  ...(String(headers['content-security-policy']).includes("default-src 'self'") ? [] : ['no content-security-policy']),
  ...(headers['x-powered-by'] === undefined ? [] : ['x-powered-by']),
];

const asAdmin = { authorization: `Bearer ${ADMIN_TOKEN}` };
const asBrowser = { accept: 'text/html', 'sec-fetch-site': 'same-origin' };
const CALLERS: readonly Readonly<Record<string, string>>[] = [
  {},
  asAdmin,
  asBrowser,
  { ...asBrowser, 'content-type': 'application/x-www-form-urlencoded' },
  { ...asAdmin, 'content-type': 'application/json' },
  // A caller with a session is looked up in a database that is not there.
  { ...asBrowser, cookie: '__Secure-enterwait.session_token=x.y; __Secure-management.session_token=x.y' },
];

test.each(SERVICES)('%s says how to handle it with every answer, whatever came of it', async (service) => {
  const { app } = services[service];
  const server = await listen(app);
  const client = rawClient(server.url);
  const wrong: string[] = [];
  const statuses = new Set<number>();
  const ask = async (method: string, target: string, headers: Readonly<Record<string, string>>): Promise<void> => {
    const answer = await client.send(method, target, headers);
    statuses.add(answer.status);
    const problems = lacks(answer);
    if (problems.length > 0) wrong.push(`${method} ${target}: ${answer.status}: ${problems.join('; ')}`);
  };
  const others = [
    ['GET', '/nowhere'],
    ['GET', '/Metrics'],
    ['GET', '/%ff'],
    ['DELETE', '/sign-in'],
    ['OPTIONS', '/sign-in'],
    ['GET', 'http://here.example/'],
    ['GET', '/assets/nothing.css'],
  ] as const;
  const doors = doorsOf(app).map(({ method, path }) => [method, path.replaceAll(/:\w+/g, 'n00001')] as const);
  for (const headers of CALLERS) {
    await Promise.all([...doors, ...others].map(([method, target]) => ask(method, target, headers)));
  }
  client.close();
  await server.stop();
  expect(wrong).toEqual([]);
  // There were good and bad answers among them, also ones that we make ourselves.
  for (const status of [200, 400, 401, 403, 404, 405, 503]) expect([...statuses]).toContain(status);
});
