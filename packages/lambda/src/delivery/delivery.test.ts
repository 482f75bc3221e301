import { createServer, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { Webhook } from 'standardwebhooks';
import { anAppliedEvent } from '../../testing/builders.ts';
import { awsError } from '../../testing/fakes.ts';
import { createDeliverer } from './delivery.ts';
import type { SecretSource } from './secret.ts';

const OLD = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const NEW = 'whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD';
const event = anAppliedEvent('Request');
const body = JSON.stringify(event.application);

const theSecret: SecretSource = { get: async () => OLD };
const changedSecret: SecretSource = { get: async (fresh) => (fresh ? NEW : OLD) };

const delivererWith = (fetchFake: typeof fetch, secret = theSecret, timeoutMs = 5000) =>
  createDeliverer({ secret, fetch: fetchFake, now: () => new Date(), timeoutMs });
const answering =
  (status: number): typeof fetch =>
  async () =>
    new Response(status === 204 ? null : '{}', { status });
const deliver = (deliverer: ReturnType<typeof createDeliverer>, url = 'http://system.example/request/accept') =>
  deliverer.deliver({ url, body, event });

test.each([200, 201, 202, 204])('%d is done', async (status) => {
  expect(await deliver(delivererWith(answering(status)))).toBe(status);
});

test.each([301, 302, 400, 404, 409, 429, 500, 503])('%d comes again, with its status', async (status) => {
  await expect(deliver(delivererWith(answering(status)))).rejects.toMatchObject({ code: 'delivery-failed', status });
});

test('the call carries the body as it is, signed, and follows no redirect', async () => {
  const calls: [unknown, RequestInit | undefined][] = [];
  await deliver(
    delivererWith(async (url, init) => {
      calls.push([url, init]);
      return new Response('{}');
    }),
  );
  const [url, init] = calls[0]!;
  expect(url).toBe('http://system.example/request/accept');
  expect(init).toMatchObject({ method: 'POST', body, redirect: 'manual' });
  expect(new Webhook(OLD).verify(body, init?.headers as Record<string, string>)).toEqual(event.application);
});

/** Accepts only what is signed with the new secret. */
const strict =
  (refusal: number): typeof fetch =>
  async (_url, init) => {
    try {
      new Webhook(NEW).verify(body, init?.headers as Record<string, string>);
      return new Response('{}', { status: 200 });
    } catch {
      return new Response('', { status: refusal });
    }
  };

test.each([401, 403])('a secret that was changed is fetched anew once the system answers %s', async (refusal) => {
  expect(await deliver(delivererWith(strict(refusal), changedSecret))).toBe(200);
});

test.each([401, 403])('a %s for another reason is asked again once and no more', async (status) => {
  let calls = 0;
  const refusing: typeof fetch = async () => {
    calls += 1;
    return new Response('', { status });
  };
  await expect(deliver(delivererWith(refusing))).rejects.toMatchObject({ status });
  expect(calls).toBe(2);
});

test('an outage of Secrets Manager is told as what it is', async () => {
  const away: SecretSource = { get: () => Promise.reject(awsError('GetParameterError')) };
  await expect(deliver(delivererWith(answering(200), away))).rejects.toThrow(
    expect.objectContaining({ name: 'GetParameterError' }),
  );
});

describe('over a real connection', () => {
  let server: Server;
  let sockets: Socket[];
  let answer: (respond: () => void, socket: Socket) => void;
  let url: string;

  beforeEach(async () => {
    sockets = [];
    answer = (respond) => respond();
    server = createServer((request, response) => {
      request.resume();
      request.on('end', () => answer(() => response.end('{}'), request.socket));
    });
    server.on('connection', (socket) => sockets.push(socket));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  });
  afterEach(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  test('deliveries share their connections', async () => {
    const deliverer = delivererWith(fetch);
    for (let n = 0; n < 10; n += 1) await deliver(deliverer, url);
    // The second may start before the first connection is free again.
    expect(sockets.length).toBeLessThanOrEqual(2);
  });

  test('a connection that dies under a delivery is replaced at once', async () => {
    let calls = 0;
    answer = (respond, socket) => {
      calls += 1;
      if (calls === 1) socket.destroy();
      else respond();
    };
    expect(await deliver(delivererWith(fetch), url)).toBe(200);
    expect(calls).toBe(2);
  });

  test('a system that does not answer in time is left, and the message comes again', async () => {
    answer = () => undefined;
    await expect(deliver(delivererWith(fetch, theSecret, 50), url)).rejects.toMatchObject({
      status: null,
      message: 'delivery failed: no answer within 50 ms',
    });
  });

  test('a system that is down is no crash', async () => {
    await new Promise((resolve) => server.close(resolve));
    await expect(deliver(delivererWith(fetch), url)).rejects.toMatchObject({
      status: null,
      message: 'delivery failed: ECONNREFUSED',
    });
  });
});
