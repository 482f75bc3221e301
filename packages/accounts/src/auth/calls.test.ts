import type { Request } from 'express';
import { createAuthCalls } from './calls.ts';

const req = {
  header: () => undefined,
  ip: '127.0.0.1',
  socket: {},
  originalUrl: '/auth/callback/oidc',
} as unknown as Request;
const callsOf = (handler: () => Promise<Response>) => createAuthCalls({ handler }, 'http://127.0.0.1:4000', 20);

test.each([
  ['never answers', () => new Promise<Response>(() => {})],
  ['stops in the middle of its answer', async () => new Response(new ReadableStream({ start() {} }))],
  ['fails', () => Promise.reject(new Error('of the provider'))],
  ['answers with an error', async () => new Response('', { status: 500 })],
])('a sign-in that %s is told to come back', async (_how, handler) => {
  const calls = callsOf(handler);
  const expected = expect.objectContaining({ status: 503, code: 'unavailable' });
  await expect(calls.post(req, '/sign-in/social', {})).rejects.toEqual(expected);
  await expect(calls.forward(req, {} as never)).rejects.toEqual(expected);
});

test('one that is answered in time is what it was', async () => {
  const calls = callsOf(async () => new Response('{"url":"x"}', { headers: { 'set-cookie': 'a=1', location: '/y' } }));
  expect(await calls.forward(req, {} as never)).toMatchObject({
    status: 200,
    json: { url: 'x' },
    cookies: ['a=1'],
    location: '/y',
  });
});
