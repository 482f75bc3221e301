import { setTimeout as delay } from 'node:timers/promises';
import type { Application } from '@enterwait/domain/application';
import type { Ledger } from '@enterwait/ledger/commands';
import { commandRoute } from '@enterwait/ledger/commands';
import { createDeliveryReader, outcomeRoute, synchroniseRoute } from '@enterwait/ledger/deliveries';
import { initRoute } from '@enterwait/ledger/nurseries';
import { BAD_BODIES } from '../../../../tests/support/commands/bad-bodies.ts';
import { anApplication, idOf } from '../../../../tests/support/commands/samples.ts';
import { anEvent, signedHeaders, TEST_SECRET } from '../../../../tests/support/commands/signed-call.ts';
import { createAuthenticator } from '../access/credentials.ts';
import { addressOf, type Principal } from '../access/principal.ts';
import { RefusedError } from '../errors/errors.ts';
import { TooOftenError } from '../limits/too-often.ts';
import { DeadlineError } from '../server/deadline.ts';
import { createLogger } from '../server/logging.ts';
import { createMetrics } from '../server/metrics.ts';
import { healthRoute, metricsRoute, readyRoute } from '../server/routes.ts';
import { type RunningServer, startServer } from '../server/server.ts';
import { createApp } from './app.ts';
import type { Route } from './route.ts';

const calls: unknown[][] = [];
let refusal: Error | undefined;
let underWay: () => Promise<void> = async () => {};

/** Records the commands that reach it: only the routes are tested here. */
const ledger: Ledger = {
  async command(type, application) {
    await underWay();
    if (refusal !== undefined) throw refusal;
    calls.push(['command', type, application]);
    return {
      request_id: idOf(application),
      event_id: '01a20457-a9a6-77cf-ba3a-71a4b331e230',
      type,
      status: 1,
      version: 0,
    };
  },
  async deliver(facts, application) {
    calls.push(['deliver', facts.event_id, application]);
    return 'applied';
  },
};

const PRINCIPALS: Record<string, Principal> = {
  ew_program: { kind: 'key', id: 'agency', role: 'program' },
  ew_parent: { kind: 'key', id: 'family', role: 'parent', userId: 'parent01' },
  ew_operator: { kind: 'key', id: 'console', role: 'operator' },
  ew_staff: { kind: 'key', id: 'daycare', role: 'staff', nurseryId: 'N00001' },
};
const authenticate = createAuthenticator({
  adminToken: 'a-token-of-the-test',
  keys: { find: async (key) => PRINCIPALS[key] },
  session: async (req) =>
    req.header('cookie') === 'session=1'
      ? { principal: { kind: 'person', id: 'account', role: 'parent', userId: 'parent01' } }
      : undefined,
});

let server: RunningServer;
let ready = true;
const logger = createLogger('test', 'silent');
const metrics = createMetrics('test');

beforeAll(async () => {
  const parts = { ledger, metrics, deliveries: createDeliveryReader(TEST_SECRET) };
  const unreachable = {
    HOSTNAME: '127.0.0.1',
    DB_PORT: 1,
    USERNAME: 'x',
    PASSWORD: 'x',
    DATABASE: 'x',
  };
  const app = createApp({
    info: { title: 'Test', version: '1', description: 'test' },
    logger,
    metrics,
    authenticate,
    docsFolder: '/nowhere',
    routes: [
      commandRoute('/enterwait/request', 'Request', 'request', ['parent', 'program'], parts),
      synchroniseRoute('/request/accept', 'Accept', 'accept', parts),
      outcomeRoute(parts),
      initRoute({ config: unreachable as never, pool: undefined as never, migrationFolders: [], nurseries: [] }),
      healthRoute(() => true),
      readyRoute(async () => {
        if (!ready) throw new Error('no database');
      }),
      metricsRoute(metrics),
    ],
  });
  server = await startServer({ app, host: '127.0.0.1', port: 0, logger, closers: [] });
});
afterAll(() => server.stop());
beforeEach(() => {
  calls.length = 0;
  refusal = undefined;
  underWay = async () => {};
});

const post = async (path: string, body: string | Buffer, headers: Record<string, string> = {}) => {
  const response = await fetch(server.url + path, {
    method: 'POST',
    body: body as string,
    headers: { authorization: 'Bearer ew_program', 'content-type': 'application/json', ...headers },
  });
  return {
    status: response.status,
    headers: response.headers,
    json: (await response.json()) as Record<string, unknown>,
  };
};

describe('a command', () => {
  test('is answered 202 with its ids and where to look', async () => {
    const application = anApplication();
    const answer = await post('/enterwait/request', JSON.stringify(application));
    expect(answer.status).toBe(202);
    expect(answer.json).toMatchObject({
      request_id: idOf(application),
      event_id: expect.any(String),
      status: 1,
      version: 0,
    });
    expect(answer.headers.get('location')).toBe(`/requests/${idOf(application)}`);
    expect(calls).toEqual([['command', 'Request', application]]);
  });

  test.each(BAD_BODIES)(
    'with $name is answered $status $code and goes no further',
    async ({ body, status, code, contentType }) => {
      const answer = await post(
        '/enterwait/request',
        body,
        contentType === undefined ? {} : { 'content-type': contentType },
      );
      expect([answer.status, answer.json.code]).toEqual([status, code]);
      expect(answer.headers.get('content-type')).toContain('application/problem+json');
      expect(calls).toEqual([]);
    },
  );

  test('names every field that is wrong, and quotes no value', async () => {
    const answer = await post(
      '/enterwait/request',
      JSON.stringify({ ...anApplication(), child_id: 'secret-1', parent_email: 'secret-2' }),
    );
    const errors = answer.json.errors as { field: string }[];
    expect(errors.map(({ field }) => field).sort()).toEqual(['child_id', 'parent_email']);
    expect(JSON.stringify(answer.json)).not.toContain('secret');
  });

  test('that the status table forbids is told why', async () => {
    refusal = new RefusedError('already-accepted');
    expect(await post('/enterwait/request', JSON.stringify(anApplication()))).toMatchObject({
      status: 409,
      json: { code: 'already-accepted' },
    });
    refusal = new RefusedError('no-application');
    expect(await post('/enterwait/request', JSON.stringify(anApplication()))).toMatchObject({
      status: 404,
      json: { code: 'no-application' },
    });
  });

  test.each([
    ['ECONNREFUSED', 503, 'unavailable'],
    ['ER_LOCK_WAIT_TIMEOUT', 503, 'unavailable'],
    ['ER_SOMETHING_ELSE', 500, 'internal-error'],
  ])('that fails with %s is answered %s without the message of the error', async (code, status, shown) => {
    refusal = Object.assign(new Error("Duplicate entry '김하늘'"), { code });
    const answer = await post('/enterwait/request', JSON.stringify(anApplication()));
    expect([answer.status, answer.json.code]).toEqual([status, shown]);
    expect(JSON.stringify(answer.json)).not.toContain('김하늘');
  });

  test.each([
    ['a database or a queue that did not answer', new DeadlineError('a statement', 1)],
    ["the SDK's own time-out", Object.assign(new Error('x'), { name: 'TimeoutError' })],
    ['a connection that has ended meanwhile', Object.assign(new Error('x'), { fatal: true })],
  ])('that met %s is answered 503, to come back', async (_what, error) => {
    refusal = error;
    const answer = await post('/enterwait/request', JSON.stringify(anApplication()));
    expect([answer.status, answer.json.code, answer.headers.get('retry-after')]).toEqual([503, 'unavailable', '5']);
  });
});

describe('who may', () => {
  const call = async (headers: Record<string, string>, overrides: Partial<Application> = {}) => {
    const response = await fetch(`${server.url}/enterwait/request`, {
      method: 'POST',
      body: JSON.stringify(anApplication(overrides)),
      headers: { 'content-type': 'application/json', ...headers },
    });
    const answer = response.status < 300 ? 'accepted' : String(((await response.json()) as { code: string }).code);
    return [response.status, answer];
  };
  const cookie = 'session=1';
  const own = { user_id: 'parent01' };

  test.each<[string, Record<string, string>, Partial<Application>, number, string]>([
    ['nobody', {}, own, 401, 'credential-required'],
    ['a session that is over', { cookie: 'session=0' }, own, 401, 'credential-required'],
    ['a wrong key', { authorization: 'Bearer ew_wrong' }, own, 403, 'credential-invalid'],
    ['staff', { authorization: 'Bearer ew_staff' }, own, 403, 'not-allowed'],
    ['an administrator', { authorization: 'Bearer a-token-of-the-test' }, own, 403, 'not-allowed'],
    ['a parent for themselves', { authorization: 'Bearer ew_parent' }, own, 202, 'accepted'],
    ['a parent for another', { authorization: 'Bearer ew_parent' }, {}, 403, 'not-yours'],
    ['a program for anybody', { authorization: 'Bearer ew_program' }, {}, 202, 'accepted'],
    ['a browser on a page of ours', { cookie, 'sec-fetch-site': 'same-origin' }, own, 202, 'accepted'],
    ['a browser on a page of another site', { cookie, 'sec-fetch-site': 'cross-site' }, own, 403, 'cross-site'],
    ['a browser on a page of a sister', { cookie, 'sec-fetch-site': 'same-site' }, own, 403, 'cross-site'],
    ['a browser that tells nothing', { cookie }, own, 403, 'cross-site'],
    ['a browser with a foreign origin', { cookie, origin: 'https://elsewhere.example' }, own, 403, 'cross-site'],
    [
      'a browser that was given a password for another site',
      { cookie, authorization: 'Basic YTpi', origin: 'https://elsewhere.example' },
      own,
      403,
      'cross-site',
    ],
    ['a browser with no origin to tell', { cookie, origin: 'null' }, own, 403, 'cross-site'],
  ])('%s', async (_who, headers, overrides, status, code) => {
    expect(await call(headers, overrides)).toEqual([status, code]);
    expect(calls).toHaveLength(status === 202 ? 1 : 0);
  });

  test('an older browser is known by its origin', async () => {
    expect(await call({ cookie, origin: server.url }, own)).toEqual([202, 'accepted']);
  });
});

describe('a synchronising call', () => {
  const event = anEvent({ type: 'Accept', origin: 'nursery', status: 2, version: 2 });
  const body = JSON.stringify(event.application);

  test('that is signed is taken over', async () => {
    expect(await post('/request/accept', body, signedHeaders(event, body))).toMatchObject({
      status: 200,
      json: { result: 'applied' },
    });
    expect(calls).toEqual([['deliver', event.event_id, event.application]]);
  });

  test('takes a whole event as an outcome', async () => {
    const whole = JSON.stringify(event);
    expect((await post('/sync/outcome', whole, signedHeaders(event, whole))).status).toBe(200);
    const refused = anEvent({
      type: 'Accept',
      outcome: 'refused',
      reason: 'no-application',
      status: null,
      version: 0,
      application: null,
    });
    const other = JSON.stringify(refused);
    expect((await post('/sync/outcome', other, signedHeaders(refused, other))).status).toBe(200);
    expect(calls.at(-1)).toEqual(['deliver', refused.event_id, null]);
  });

  const signed = signedHeaders(event, body);
  const { 'enterwait-event': _facts, ...withoutFacts } = signed;
  const later = { ...event, version: 9 };
  const { application: _a, ...laterFacts } = later;
  const stranger = anApplication();
  test.each<[string, string, Record<string, string>, number, string]>([
    ['no signature', body, {}, 401, 'signature-required'],
    [
      'another secret',
      body,
      signedHeaders(event, body, { secret: `whsec_${'A'.repeat(44)}` }),
      403,
      'signature-invalid',
    ],
    ['another body', JSON.stringify({ ...event.application, child_name: '박하늘' }), signed, 403, 'signature-invalid'],
    [
      'a signature of ten minutes ago',
      body,
      signedHeaders(event, body, { at: new Date(Date.now() - 600_000) }),
      403,
      'signature-invalid',
    ],
    [
      'another version in the header',
      body,
      { ...signed, 'enterwait-event': JSON.stringify(laterFacts) },
      403,
      'signature-invalid',
    ],
    ['no event header', body, withoutFacts, 400, 'event-required'],
    [
      'the data of another application',
      JSON.stringify(stranger),
      signedHeaders(event, JSON.stringify(stranger)),
      400,
      'event-mismatch',
    ],
    [
      'an event of another type',
      body,
      signedHeaders({ ...event, type: 'Reject', status: 88 }, body),
      400,
      'event-mismatch',
    ],
    [
      'a refused event',
      body,
      signedHeaders({ ...event, outcome: 'refused', reason: 'already-accepted' }, body),
      400,
      'event-mismatch',
    ],
    [
      'a body that is signed but bad',
      '{"child_id":"1"}',
      signedHeaders(event, '{"child_id":"1"}'),
      422,
      'invalid-field',
    ],
  ])('with %s is refused and changes nothing', async (_name, sent, headers, status, code) => {
    const answer = await post('/request/accept', sent, headers);
    expect([answer.status, answer.json.code]).toEqual([status, code]);
    expect(calls).toEqual([]);
  });

  test('that was sent twice is taken twice: the version decides, not the call', async () => {
    for (const _ of [1, 2]) expect((await post('/request/accept', body, signed)).status).toBe(200);
  });
});

describe('the service', () => {
  test.each([
    [undefined, 401, 'credential-required'],
    ['Basic YTpi', 401, 'credential-required'],
    ['Bearer wrong', 403, 'credential-invalid'],
    ['Bearer ew_wrong', 403, 'credential-invalid'],
    ['Bearer ew_program', 403, 'not-allowed'],
  ])('lets nobody initialise it with authorization %s', async (authorization, status, code) => {
    const response = await fetch(`${server.url}/admin/init`, {
      headers: authorization === undefined ? {} : { authorization },
    });
    expect([response.status, ((await response.json()) as { code: string }).code]).toEqual([status, code]);
  });

  test('says what is alive and what is ready', async () => {
    ready = false;
    expect((await fetch(`${server.url}/healthz`)).status).toBe(200);
    expect((await fetch(`${server.url}/readyz`)).status).toBe(503);
    ready = true;
    expect((await fetch(`${server.url}/readyz`)).status).toBe(200);
  });

  test.each(['/metrics', '/openapi.json', '/docs/'])('shows %s to operators and programs alone', async (path) => {
    const told = async (headers: Record<string, string>): Promise<string> => {
      const response = await fetch(server.url + path, { headers });
      return response.status === 200 ? 'in' : String(((await response.json()) as { code: string }).code);
    };
    expect(await told({})).toBe('credential-required');
    expect(await told({ cookie: 'session=1' })).toBe('not-allowed');
    for (const key of ['ew_parent', 'ew_staff'])
      expect(await told({ authorization: `Bearer ${key}` })).toBe('not-allowed');
    for (const key of ['ew_operator', 'ew_program', 'a-token-of-the-test'])
      expect(await told({ authorization: `Bearer ${key}` })).toBe('in');
  });

  test('leads from /docs to /docs/, where its files are, and knows neither as /Docs', async () => {
    const headers = { authorization: 'Bearer ew_operator' };
    const { status, headers: answered } = await fetch(`${server.url}/docs`, { headers, redirect: 'manual' });
    expect([status, answered.get('location')]).toEqual([301, '/docs/']);
    for (const path of ['/Docs', '/DOCS/', '/docs/Start.js', '/docs/start.js/'])
      expect((await fetch(server.url + path, { headers })).status).toBe(404);
  });

  test('describes itself from the schemas that check', async () => {
    expect((await fetch(`${server.url}/openapi.json`)).status).toBe(401);
    const headers = { authorization: 'Bearer a-token-of-the-test' };
    const document = (await (await fetch(`${server.url}/openapi.json`, { headers })).json()) as {
      paths: Record<
        string,
        {
          post?: {
            requestBody: { content: Record<string, { schema: { required: string[]; additionalProperties: boolean } }> };
          };
        }
      >;
    };
    const schema = document.paths['/enterwait/request']?.post?.requestBody.content['application/json']?.schema;
    expect(schema?.required.sort()).toEqual(Object.keys(anApplication()).sort());
    expect(schema?.additionalProperties).toBe(false);
  });

  test('answers what a limit refused with when to come back, as the document says', async () => {
    refusal = new TooOftenError({ retryAfter: 90 });
    const answer = await post('/enterwait/request', JSON.stringify(anApplication()));
    expect(answer).toMatchObject({ status: 429, json: { code: 'too-often', status: 429 } });
    expect(answer.headers.get('retry-after')).toBe('90');
    const headers = { authorization: 'Bearer a-token-of-the-test' };
    const document = (await (await fetch(`${server.url}/openapi.json`, { headers })).json()) as {
      paths: Record<string, { post?: { responses: Record<string, { headers?: Record<string, unknown> }> } }>;
    };
    const documented = document.paths['/enterwait/request']?.post?.responses['429'];
    expect(Object.keys(documented?.headers ?? {})).toEqual(['Retry-After']);
  });

  test('knows the difference between no path and no such method', async () => {
    const wrongMethod = await fetch(`${server.url}/enterwait/request`);
    expect([wrongMethod.status, wrongMethod.headers.get('allow')]).toEqual([405, 'POST']);
    expect((await fetch(`${server.url}/nowhere`)).status).toBe(404);
    expect((await fetch(`${server.url}/requests/%E0%A4%A`)).status).toBe(404);
  });

  test('continues the trace of the caller', async () => {
    const traceparent = '00-02151db094740478fd2cc6d218907ddb-d333b4ee144a728d-01';
    const response = await fetch(`${server.url}/healthz`, { headers: { traceparent } });
    expect(response.headers.get('traceparent')).toMatch(
      /^00-02151db094740478fd2cc6d218907ddb-(?!d333b4ee144a728d)[0-9a-f]{16}-01$/,
    );
  });

  test.each([
    [undefined, '203.0.113.9, 198.51.100.7', '127.0.0.1'],
    ['1', '203.0.113.9, 198.51.100.7', '198.51.100.7'],
    ['loopback', '203.0.113.9, 198.51.100.7', '198.51.100.7'],
    ['10.0.0.0/8', '203.0.113.9, 198.51.100.7', '127.0.0.1'],
    // An invalid address must not be stored in the audit.
    ['1', '203.0.113.9, ó', '127.0.0.1'],
    ['1', 'unknown', '127.0.0.1'],
    ['1', 'fe80::1%ó', 'fe80::1'],
    ['1', '::ffff:198.51.100.7', '198.51.100.7'],
  ])('believes X-Forwarded-For with TRUST_PROXY=%s as far as it says: %s', async (trustProxy, forwarded, address) => {
    const whoami: Route = {
      method: 'get',
      path: '/whoami',
      access: 'open',
      handlers: [(req, res) => void res.json({ address: addressOf(req) })],
    };
    const info = { title: 'Test', version: '1', description: 'test' };
    const app = createApp({ info, logger, metrics, authenticate, trustProxy, routes: [whoami] });
    const behind = await startServer({ app, host: '127.0.0.1', port: 0, logger, closers: [] });
    const headers = { 'x-forwarded-for': forwarded };
    expect(await (await fetch(`${behind.url}/whoami`, { headers })).json()).toEqual({ address });
    await behind.stop();
  });

  test('answers what is under way before it stops', async () => {
    const other = await startServer({
      app: createApp({
        info: { title: 'Test', version: '1', description: 'test' },
        logger,
        metrics,
        authenticate,
        routes: [commandRoute('/enterwait/request', 'Request', 'request', ['program'], { ledger, metrics })],
      }),
      host: '127.0.0.1',
      port: 0,
      logger,
      closers: [{ name: 'it', close: async () => void calls.push(['closed']) }],
    });
    const [begun, goOn] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    underWay = () => {
      begun.resolve();
      return goOn.promise;
    };
    const answer = fetch(`${other.url}/enterwait/request`, {
      method: 'POST',
      body: JSON.stringify(anApplication()),
      headers: { authorization: 'Bearer ew_program', 'content-type': 'application/json' },
    });
    await begun.promise;
    const stopping = other.stop();
    // Enough time to stop too early.
    await delay(50);
    goOn.resolve();
    await stopping;
    expect((await answer).status).toBe(202);
    expect(calls.map(([what]) => what)).toEqual(['command', 'closed']);
    await expect(fetch(`${other.url}/healthz`)).rejects.toThrow();
  });
});
