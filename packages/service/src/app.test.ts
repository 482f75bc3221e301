import { setTimeout as delay } from 'node:timers/promises';
import { BAD_BODIES } from '../../../tests/support/bad-bodies.ts';
import { anApplication, idOf } from '../../../tests/support/samples.ts';
import { anEvent, signedHeaders, TEST_SECRET } from '../../../tests/support/signed-call.ts';
import { createApp } from './app.ts';
import { RefusedError } from './errors.ts';
import type { Ledger } from './ledger.ts';
import { createLogger } from './logging.ts';
import { createMetrics } from './metrics.ts';
import { commandRoute } from './routes/command.ts';
import { initRoute } from './routes/init.ts';
import { healthRoute, metricsRoute, readyRoute } from './routes/operations.ts';
import { outcomeRoute, synchroniseRoute } from './routes/synchronise.ts';
import { type RunningServer, startServer } from './server.ts';
import { createDeliveryReader } from './signed-delivery.ts';

const calls: unknown[][] = [];
let refusal: Error | undefined;
let commandTakes = 0;

/** Notes what gets through to it: the routes themselves are what is tested here. */
const ledger: Ledger = {
  async command(type, application) {
    await delay(commandTakes);
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
    ADMIN_TOKEN: 'a-token-of-the-test',
  };
  const app = createApp({
    info: { title: 'Test', version: '1', description: 'test' },
    logger,
    metrics,
    routes: [
      commandRoute('/enterwait/request', 'Request', 'request', parts),
      synchroniseRoute('/request/accept', 'Accept', 'accept', parts),
      outcomeRoute(parts),
      initRoute({ config: unreachable as never, pool: undefined as never, migrationFolders: [] }),
      healthRoute,
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
  commandTakes = 0;
});

const post = async (path: string, body: string | Buffer, headers: Record<string, string> = {}) => {
  const response = await fetch(server.url + path, {
    method: 'POST',
    body,
    headers: { 'content-type': 'application/json', ...headers },
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
    ['no signature', body, {}, 401, 'signature-invalid'],
    [
      'another secret',
      body,
      signedHeaders(event, body, { secret: `whsec_${'A'.repeat(44)}` }),
      401,
      'signature-invalid',
    ],
    ['another body', JSON.stringify({ ...event.application, child_name: '박하늘' }), signed, 401, 'signature-invalid'],
    [
      'a signature of ten minutes ago',
      body,
      signedHeaders(event, body, { at: new Date(Date.now() - 600_000) }),
      401,
      'signature-invalid',
    ],
    [
      'another version in the header',
      body,
      { ...signed, 'enterwait-event': JSON.stringify(laterFacts) },
      401,
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
    [undefined, 401, 'token-required'],
    ['Basic YTpi', 401, 'token-required'],
    ['Bearer wrong', 403, 'token-invalid'],
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

  test('describes itself from the schemas that check', async () => {
    const document = (await (await fetch(`${server.url}/openapi.json`)).json()) as {
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

  test('answers what is under way before it stops', async () => {
    const other = await startServer({
      app: createApp({
        info: { title: 'Test', version: '1', description: 'test' },
        logger,
        metrics,
        routes: [commandRoute('/enterwait/request', 'Request', 'request', { ledger, metrics })],
      }),
      host: '127.0.0.1',
      port: 0,
      logger,
      closers: [async () => void calls.push(['closed'])],
    });
    commandTakes = 100;
    const answer = fetch(`${other.url}/enterwait/request`, {
      method: 'POST',
      body: JSON.stringify(anApplication()),
      headers: { 'content-type': 'application/json' },
    });
    await delay(30);
    await other.stop();
    expect((await answer).status).toBe(202);
    expect(calls.map(([what]) => what)).toEqual(['command', 'closed']);
    await expect(fetch(`${other.url}/healthz`)).rejects.toThrow();
  });
});
