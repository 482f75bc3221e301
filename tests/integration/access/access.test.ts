import { randomInt, randomUUID } from 'node:crypto';
import type { Application } from '@enterwait/domain/application';
import { SERVICES, SYSTEMS } from '@enterwait/domain/protocol';
import type { ServiceName } from '../../../localstack/stack/stack.ts';
import { type Allowed, ENDPOINTS, type Endpoint, UNLISTED } from '../../support/commands/access-table.ts';
import {
  asAdmin,
  asProgram,
  call,
  enterKey,
  enterPerson,
  parents,
  post,
  sameOrigin,
  signIn,
  urlOf,
  withKey,
} from '../../support/commands/api.ts';
import { aNursery, anAddress, anApplication, idOf } from '../../support/commands/samples.ts';
import { agreeFor } from '../../support/people/consents.ts';
import { registerChild, registerContact } from '../../support/people/registered.ts';
import { everywhere } from '../../support/scenarios/outcome.ts';
import { rowsOf } from '../../support/stack/databases.ts';

const PASSWORD = 'a long enough password';

/** A caller: the headers, and who it is. `other`: of the same role, but not the owner. */
interface Caller {
  readonly name: string;
  readonly headers: Record<string, string>;
  readonly role: Allowed | 'nobody' | 'stranger';
  readonly other?: boolean;
  readonly session?: boolean;
}

type Actors = Record<ServiceName, readonly Caller[]>;

const ours = anApplication({ nursery_id: aNursery(), parent_email: anAddress() });
const theirs = anApplication({ nursery_id: aNursery(), parent_email: anAddress() });

const put = (service: ServiceName, path: string, body: unknown) =>
  call(urlOf(service) + path, {
    method: 'PUT',
    headers: { ...asAdmin(), 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });

/** One caller of every kind: with keys everywhere, and with sessions where people of the role sign in. */
async function everybody(): Promise<Actors> {
  const run = randomUUID();
  const actors = await Promise.all(
    SERVICES.map(async (service): Promise<[ServiceName, Caller[]]> => {
      const key = async (who: string, owner: Parameters<typeof enterKey>[2]) =>
        withKey(await enterKey(service, `${who}-${run}`, owner));
      const revoked = await enterKey(service, `revoked-${run}`, { role: 'program' });
      await call(`${urlOf(service)}/admin/keys/revoked-${run}`, { method: 'DELETE', headers: asAdmin() });
      const keys: Caller[] = [
        { name: 'a parent by key', role: 'parent', headers: await key('a', { role: 'parent', user_id: ours.user_id }) },
        {
          name: 'another parent by key',
          role: 'parent',
          other: true,
          headers: await key('b', { role: 'parent', user_id: theirs.user_id }),
        },
        {
          name: 'staff by key',
          role: 'staff',
          headers: await key('c', { role: 'staff', nursery_id: ours.nursery_id }),
        },
        {
          name: 'staff of another daycare by key',
          role: 'staff',
          other: true,
          headers: await key('d', { role: 'staff', nursery_id: theirs.nursery_id }),
        },
        { name: 'an operator by key', role: 'operator', headers: await key('e', { role: 'operator' }) },
        { name: 'a program', role: 'program', headers: await key('f', { role: 'program' }) },
        { name: 'an administrator', role: 'admin', headers: asAdmin() },
      ];
      const people = await sessionsAt(service);
      return [
        service,
        [
          { name: 'nobody', role: 'nobody', headers: {} },
          { name: 'a wrong key', role: 'stranger', headers: withKey(`ew_${'0'.repeat(48)}`) },
          { name: 'a wrong token', role: 'stranger', headers: withKey('guessed') },
          { name: 'a revoked key', role: 'stranger', headers: withKey(revoked) },
          ...people,
          ...keys,
        ],
      ];
    }),
  );
  return Object.fromEntries(actors) as unknown as Actors;
}

async function sessionsAt(service: ServiceName): Promise<Caller[]> {
  const role = ({ enterwait: 'parent', nursery: 'staff', management: 'operator' } as const)[service];
  const enter = async (owner: Application): Promise<Record<string, string>> => {
    const email = role === 'parent' ? owner.parent_email : anAddress();
    await enterPerson(service, {
      email,
      name: owner.parent_name,
      password: PASSWORD,
      role,
      ...(role === 'parent' ? { user_id: owner.user_id } : {}),
      ...(role === 'staff' ? { nursery_id: owner.nursery_id } : {}),
    });
    return { ...(await signIn(service, email, PASSWORD)), email };
  };
  const [{ email: _a, ...mine }, { email: _b, ...others }, { email, ...over }] = await Promise.all([
    enter(ours),
    enter(theirs),
    enter({ ...ours, user_id: `over-${randomInt(10 ** 9)}`, parent_email: anAddress() }),
  ]);
  await rowsOf(
    service,
    'UPDATE person_session SET expires_at = ? WHERE person_id = (SELECT id FROM person WHERE email = ?)',
    ['2020-01-01 00:00:00', email ?? ''],
  );
  return [
    { name: `${role}, signed in, but the session is over`, role: 'nobody', session: true, headers: over },
    { name: `${role}, signed in`, role, session: true, headers: mine },
    { name: `another ${role}, signed in`, role, session: true, other: role !== 'operator', headers: others },
  ];
}

/** The answer that a caller must get: a status and a code, or `in` when they may come in. */
function expected({ access, own, page }: Endpoint, { role, other, session }: Caller): string {
  if (access === 'open') return 'in';
  if (access === 'signed') return '401 signature-required';
  if (role === 'nobody') return '401 credential-required';
  if (role === 'stranger') return '403 credential-invalid';
  if (!access.includes(role)) return '403 not-allowed';
  // Pages about an account are for people; a key has no account.
  if (page === 'person' && session !== true) return '403 not-allowed';
  return own && other === true ? '403 not-yours' : 'in';
}

const PARAMETERS: Record<string, string> = {
  request_id: idOf(ours),
  child_id: ours.child_id,
  nursery_id: ours.nursery_id,
  name: 'nobody',
  queue: 'EventToNurseryQueue-dlq',
};

async function told(service: ServiceName, endpoint: Endpoint, caller: Caller): Promise<string> {
  const path = endpoint.path.replaceAll(/:(\w+)/g, (_match, name: string) => PARAMETERS[name] ?? 'x');
  const url = urlOf(service) + path + (endpoint.query ?? '');
  const isForm = endpoint.page !== undefined;
  const response = await fetch(url, {
    method: endpoint.method,
    redirect: 'manual',
    headers: {
      ...sameOrigin(url),
      ...caller.headers,
      ...(endpoint.method === 'GET'
        ? {}
        : { 'content-type': isForm ? 'application/x-www-form-urlencoded' : 'application/json' }),
    },
    ...(endpoint.method === 'GET' ? {} : { body: endpoint.body?.(ours) ?? (isForm ? 'x=1' : '{}') }),
  });
  const text = await response.text();
  // Whatever it is, it belongs to one caller: no cache keeps it.
  if (response.headers.get('cache-control') !== 'no-store' || !response.headers.has('permissions-policy'))
    return `${response.status} without its headers`;
  if (response.status !== 401 && response.status !== 403)
    return response.status < 500 ? 'in' : `${response.status} ${text.slice(0, 200)}`;
  // A page says in words what a program reads as a code.
  const code = text.startsWith('{') ? (JSON.parse(text) as { code: string }).code : undefined;
  return `${response.status} ${code ?? codeOfPage(response.status, text)}`;
}

function codeOfPage(status: number, text: string): string {
  if (status === 401) return text.includes('name="password"') ? 'credential-required' : 'no sign-in page';
  if (text.includes('권한이 없습니다')) return 'not-allowed';
  if (text.includes('다른 사람이나 다른 어린이집의 것입니다')) return 'not-yours';
  if (text.includes('API 키나 토큰이 맞지 않거나')) return 'credential-invalid';
  return text.slice(0, 200);
}

describe('every endpoint × everybody', () => {
  let actors: Actors;

  beforeAll(async () => {
    for (const application of [ours, theirs]) {
      await registerChild(application);
      await registerContact(application);
      await agreeFor(application.user_id);
      for (const service of SYSTEMS) {
        const nursery = { name: '시험어린이집', address: '서울', capacity: 5 };
        expect((await put(service, `/admin/nurseries/${application.nursery_id}`, nursery)).status).toBe(200);
      }
    }
    expect((await parents.request(ours)).status).toBe(202);
    await everywhere(ours, 1, 1);
    const [event] = await rowsOf<{ event_id: string }>(
      'enterwait',
      'SELECT event_id FROM command WHERE request_id = ?',
      [idOf(ours)],
    );
    PARAMETERS.event_id = event?.event_id ?? '';
    actors = await everybody();
  });

  test.each(SERVICES)(
    '%s has no endpoint that is not in the table, and the table none that is not there',
    async (service) => {
      const { json } = await call(`${urlOf(service)}/openapi.json`, { headers: asAdmin() });
      const paths = json.paths as Record<string, Record<string, unknown>>;
      const served = [
        ...Object.entries(paths).flatMap(([path, methods]) =>
          Object.keys(methods).map((method) => `${method.toUpperCase()} ${path.replaceAll(/\{(\w+)\}/g, ':$1')}`),
        ),
        ...(json['x-pages'] as string[]),
        ...UNLISTED,
      ];
      const listed = ENDPOINTS[service].map(({ method, path }) => `${method} ${path}`);
      expect(listed.toSorted()).toEqual(served.toSorted());
    },
  );

  test.each(SERVICES)('%s lets in who may, and tells everybody else why not', async (service) => {
    const wrong: string[] = [];
    for (const endpoint of ENDPOINTS[service]) {
      // Callers who are not allowed go first: what was refused must not have happened.
      const callers = actors[service].toSorted(
        (one, other) => Number(isIn(endpoint, one)) - Number(isIn(endpoint, other)),
      );
      for (const caller of callers) {
        const answer = await told(service, endpoint, caller);
        const should = expected(endpoint, caller);
        if (answer !== should)
          wrong.push(`${endpoint.method} ${endpoint.path}: ${caller.name}: ${answer}, not ${should}`);
      }
    }
    expect(wrong).toEqual([]);
  });

  test('a parent asks for a child of their own alone, whatever the body says', async () => {
    const asParent = actors.enterwait.find(({ name }) => name === 'a parent by key')!.headers;
    const strangers = anApplication({ user_id: ours.user_id, child_id: theirs.child_id, nursery_id: ours.nursery_id });
    const unknown = anApplication({ user_id: ours.user_id });
    for (const application of [strangers, unknown]) {
      expect(await post(`${urlOf('enterwait')}/enterwait/request`, application, asParent)).toMatchObject({
        status: 403,
        json: { code: 'not-yours' },
      });
      expect((await parents.look(application)).status).toBe(404);
    }
  });

  test('staff cannot hand an application to another parent', async () => {
    const asStaff = actors.nursery.find(({ name }) => name === 'staff by key')!.headers;
    const handed = { ...ours, user_id: theirs.user_id };
    expect(await post(`${urlOf('nursery')}/request/accept`, handed, asStaff)).toMatchObject({
      status: 403,
      json: { code: 'not-yours' },
    });
  });

  test('a session with a form of another site does nothing', async () => {
    const headers = {
      ...(await signIn('enterwait')),
      'content-type': 'application/json',
      origin: 'https://elsewhere.example',
    };
    expect(await post(`${urlOf('enterwait')}/enterwait/cancel`, ours, headers)).toMatchObject({
      status: 403,
      json: { code: 'cross-site' },
    });
  });

  const isIn = (endpoint: Endpoint, caller: Caller): boolean => expected(endpoint, caller) === 'in';
});

test('a program may still do what the agency did before: for every family and daycare', async () => {
  const application = anApplication();
  expect((await post(`${urlOf('enterwait')}/enterwait/request`, application, asProgram())).status).toBe(202);
  await everywhere(application, 1, 1);
});
