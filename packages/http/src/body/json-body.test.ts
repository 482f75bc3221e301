import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { jsonBody } from './json-body.ts';

test.each([
  ['nothing', { 'content-length': '0' }, undefined, 200],
  ['a text', { 'content-type': 'text/plain' }, 'a', 415],
  ['JSON', { 'content-type': 'application/json' }, '{}', 200],
])('of a body that is %s', async (_what, headers, body, status) => {
  const app = express();
  app.post('/', ...jsonBody, (_req, res) => void res.json({}));
  app.use(((error, _req, res, _next) => void res.status(error.status).end()) as express.ErrorRequestHandler);
  const server = app.listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const answer = await fetch(url, { method: 'POST', headers, ...(body === undefined ? {} : { body }) });
    expect(answer.status).toBe(status);
  } finally {
    server.close();
  }
});
