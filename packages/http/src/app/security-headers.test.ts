import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { docsRouter } from '../openapi/docs.ts';
import { PERMISSIONS_POLICY, securityHeaders } from './security-headers.ts';

let server: Server;
let url: string;

beforeAll(async () => {
  const app = express()
    .use(...securityHeaders())
    .get('/', (_req, res) => void res.send('ok'))
    .use('/docs', docsRouter('/nowhere', 'API'));
  server = app.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => new Promise((resolve) => server.close(resolve)));

const policyOf = async (path: string): Promise<Record<string, string>> => {
  const policy = (await fetch(url + path)).headers.get('content-security-policy') ?? '';
  return Object.fromEntries(policy.split(';').map((line) => [line.split(' ')[0], line.slice(line.indexOf(' ') + 1)]));
};

test('a page runs and loads its own files alone', async () => {
  const policy = await policyOf('/');
  expect(JSON.stringify(policy)).not.toMatch(/unsafe|https?:|data:|\*/);
  expect(policy).toMatchObject({
    'default-src': "'self'",
    'script-src': "'self'",
    'style-src': "'self'",
    'object-src': "'none'",
    'base-uri': "'none'",
    'form-action': "'self'",
    'frame-ancestors': "'none'",
  });
});

test('the API documents style in place and still run nothing in place', async () => {
  const policy = await policyOf('/docs/');
  expect(policy['style-src']).toContain("'unsafe-inline'");
  expect(policy['script-src']).toBe("'self'");
});

test('a form of this site says where it comes from', async () => {
  expect((await fetch(url)).headers.get('referrer-policy')).toBe('same-origin');
});

test('no page may use what can hear, see or find its visitor', async () => {
  const policy = (await fetch(url)).headers.get('permissions-policy') ?? '';
  expect(policy).toBe(PERMISSIONS_POLICY);
  for (const feature of ['camera', 'microphone', 'geolocation', 'payment', 'usb'])
    expect(policy).toContain(`${feature}=()`);
});

test.each([
  [undefined, null],
  ['http://localhost:3000', null],
  ['https://waitlist.example', 'max-age=31536000; includeSubDomains'],
])('reached at %s, a browser is told: %s', async (publicUrl, expected) => {
  const app = express()
    .use(...securityHeaders(publicUrl))
    .get('/', (_req, res) => void res.send('ok'));
  const other = app.listen(0, '127.0.0.1');
  await new Promise((resolve) => other.once('listening', resolve));
  const { headers } = await fetch(`http://127.0.0.1:${(other.address() as AddressInfo).port}`);
  expect(headers.get('strict-transport-security')).toBe(expected);
  await new Promise((resolve) => other.close(resolve));
});
