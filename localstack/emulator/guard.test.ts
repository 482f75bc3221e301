import { createServer, type IncomingHttpHeaders, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { requireGuard } from './guard.ts';

async function tried(answer: RequestListener): Promise<unknown> {
  const server = createServer(answer).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  try {
    return await requireGuard(`http://127.0.0.1:${port}/health`, 'it').then(
      () => 'used',
      (error: { code?: string }) => error.code,
    );
  } finally {
    server.close();
    server.closeAllConnections();
  }
}

const isForeign = (host = '') => !host.startsWith('127.0.0.1:');

test.each<[string, (headers: IncomingHttpHeaders) => boolean, string]>([
  ['both is used', ({ origin, host }) => origin !== undefined || isForeign(host), 'used'],
  ['origins alone is not', ({ origin }) => origin !== undefined, 'UNGUARDED'],
  ['names alone is not', ({ host }) => isForeign(host), 'UNGUARDED'],
  ['nothing is not', () => false, 'UNGUARDED'],
])('an emulator that refuses foreign %s', async (_, refuses, outcome) => {
  expect(
    await tried(({ headers }, res) => {
      res.writeHead(refuses(headers) ? 403 : 200).end();
    }),
  ).toBe(outcome);
});
