import { createServer, type Server } from 'node:net';
import { findFreePorts, holderOf, isFree, listeningInodes, portsTaken, requireFreePorts } from './ports.ts';

let server: Server;
let port: number;

beforeEach(async () => {
  server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  port = (server.address() as { port: number }).port;
});
afterEach(() => new Promise<void>((resolve) => server.close(() => resolve())));

test('free ports are all different and can be listened on', async () => {
  const ports = await findFreePorts('127.0.0.1');
  expect(new Set(Object.values(ports)).size).toBe(5);
  await expect(requireFreePorts('127.0.0.1', ports)).resolves.toBeUndefined();
});

test('a taken port is named with its part, and with a variable that chooses another', async () => {
  const ports = { ...(await findFreePorts('127.0.0.1')), nursery: port };
  await expect(requireFreePorts('127.0.0.1', ports)).rejects.toMatchObject({
    code: 'PORT_TAKEN',
    message: expect.stringContaining(`${port} (nursery)`),
    advice: expect.stringContaining(`NURSERY_PORT=${port + 1}`),
  });
  expect(await isFree('127.0.0.1', port)).toBe(false);
});

test('who has the port is told', () => {
  expect(holderOf(port)).toContain(`(pid ${process.pid})`);
});

test('all taken ports are told at once', () => {
  const error = portsTaken([
    { name: 'aws', port: 4566, holder: 'python3 (pid 7)' },
    { name: 'enterwait', port: 3000, holder: undefined },
  ]);
  expect(error.message).toContain('python3 (pid 7)');
  expect(error.message).toContain('another program');
  expect(error.advice).toContain('AWS_PORT=4567 ENTERWAIT_PORT=3001');
});

test('only listening sockets of that very port count', () => {
  const table = [
    '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode',
    '   0: 0100007F:0BB8 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 111 1',
    '   1: 0100007F:0BB8 0100007F:C000 01 00000000:00000000 00:00000000 00000000     0        0 222 1',
    '   2: 0100007F:0BB9 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 333 1',
  ].join('\n');
  expect(listeningInodes(table, 3000)).toEqual(['111']);
});
