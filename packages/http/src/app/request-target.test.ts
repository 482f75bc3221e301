import { once } from 'node:events';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import express from 'express';
import { createLogger } from '../server/logging.ts';
import { type RunningServer, startServer } from '../server/server.ts';
import { answerErrors } from './error-handler.ts';
import { requireNormalPath, requireOneHost } from './request-target.ts';

const logger = createLogger('test', 'silent');
let server: RunningServer;

beforeAll(async () => {
  const app = express()
    .use(requireOneHost, requireNormalPath)
    .use((req, res) => void res.json({ reached: req.url }))
    .use(answerErrors(logger));
  server = await startServer({ app, host: '127.0.0.1', port: 0, logger, closers: [] });
});
afterAll(() => server.stop());

/** The answer to a request sent exactly as written, byte by byte. */
async function answerTo(lines: readonly string[], body = ''): Promise<{ status: number; text: string }> {
  const socket = connect(Number(new URL(server.url).port), '127.0.0.1');
  await once(socket, 'connect');
  socket.write(`${[...lines, 'Connection: close'].join('\r\n')}\r\n\r\n${body}`, 'latin1');
  const answer = await text(socket);
  return { status: Number(/^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1] ?? 0), text: answer };
}

const get = (target: string) => answerTo([`GET ${target} HTTP/1.1`, 'Host: here.example']);

test.each([
  '/',
  '/metrics',
  '/docs/',
  '/requests/123456789012345N00001',
  '/a/01a20457-a9a6-77cf-ba3a-71a4b331e230',
  '/console/dead-letters/EventToNurseryQueue-dlq.fifo',
  '/admin/keys/a%20b',
  '/admin/keys/%EA%B0%80%e2%82%ac',
  '/a.b/..c/...',
  "/~a/!$&'()*+,;=:@",
  '/a%25b%3Ac%2B',
  '/applications?text=../..//%2e%2e\\&next=/admin/init',
])('%s is an address', async (target) => {
  const { status, text: answer } = await get(target);
  expect([status, answer.includes(JSON.stringify(target).slice(1, -1))]).toEqual([200, true]);
});

test.each([
  ...['//', '//metrics', '/a//b', '/a//', '/.', '/..', '/./metrics', '/a/../metrics', '/a/..', '/a/.', '/../..//etc'],
  ...[
    '/%6Detrics',
    '/%6detrics',
    '/%4d',
    '/a%2Fb',
    '/a%2fb',
    '/a%5Cb',
    '/%2e%2e/a',
    '/%2E',
    '/%7Ea',
    '/%5f',
    '/%2d',
    '/%39',
  ],
  ...['/a%00', '/a%0a', '/a%1F', '/a%7f', '/a%', '/a%2', '/a%zz', '/a%u0061', '/\\metrics', '/a\\b', '/a#b', '/a?b#c'],
  ...['/a|b', '/a^b', '/a"b', '/a<b>', '/a{b}', '/a`b', '/a[b]'],
])('%s is none', async (target) => {
  const { status, text: answer } = await get(target);
  expect([status, answer.includes('reached')]).toEqual([404, false]);
  expect(answer).toContain('unknown-path');
});

test.each([
  'http://here.example/metrics',
  'HTTPS://here.example/',
  'http://elsewhere.example/metrics',
  'ftp://here.example/x',
  '*',
])('a target that is no path is refused: %s', async (target) => {
  const { status, text: answer } = await answerTo([`OPTIONS ${target} HTTP/1.1`, 'Host: here.example']);
  expect([status, answer.includes('bad-target')]).toEqual([400, true]);
});

test.each([
  'here.example',
  'here.example:443',
  'localhost:3000',
  '127.0.0.1',
  '[::1]:3000',
  '10.0.3.17:9000',
  'a_b.example.',
])('%s is a host', async (host) => {
  expect((await answerTo(['GET / HTTP/1.1', `Host: ${host}`])).status).toBe(200);
});

test.each<[string, readonly string[]]>([
  ['two that differ', ['Host: here.example', 'Host: elsewhere.example']],
  ['two that are the same', ['Host: here.example', 'host: here.example']],
  ['none', []],
  ['an empty one', ['Host:']],
  ['a list', ['Host: here.example, elsewhere.example']],
  ['a path', ['Host: here.example/metrics']],
  ['a person', ['Host: admin@here.example']],
  ['a space', ['Host: here.example elsewhere.example']],
  ['a port that is none', ['Host: here.example:port']],
  ['other letters', ['Host: h\u00e9re.example']],
])('a host header with %s is refused', async (_what, headers) => {
  const { status, text: answer } = await answerTo(['GET / HTTP/1.1', ...headers]);
  expect([status, answer.includes('reached')]).toEqual([400, false]);
});

test('a request of HTTP/1.0 names its host as well', async () => {
  expect((await answerTo(['GET / HTTP/1.0'])).status).toBe(400);
});

test.each<[string, readonly string[]]>([
  ['two lengths', ['Content-Length: 1', 'Content-Length: 2']],
  ['the same length twice', ['Content-Length: 1', 'Content-Length: 1']],
  ['a list of lengths', ['Content-Length: 1, 1']],
  ['a length and pieces', ['Content-Length: 1', 'Transfer-Encoding: chunked']],
  ['pieces twice', ['Transfer-Encoding: chunked', 'Transfer-Encoding: identity']],
  ['a space before the colon', ['Content-Length : 1']],
  ['a header over two lines', ['X-Folded: a', ' b', 'Content-Length: 1']],
])('a body whose end could be read in two ways is refused: %s', async (_what, headers) => {
  const { status, text: answer } = await answerTo(['POST / HTTP/1.1', 'Host: here.example', ...headers], '0\r\n\r\n');
  expect([status, answer.includes('reached')]).toEqual([400, false]);
});

test('behind a body in an encoding that nobody knows, nothing is taken for another request', async () => {
  const { text: answer } = await answerTo(
    ['POST /first HTTP/1.1', 'Host: here.example', 'Transfer-Encoding: xchunked'],
    'GET /second HTTP/1.1\r\nHost: here.example\r\n\r\n',
  );
  expect(answer).not.toContain('second');
});
