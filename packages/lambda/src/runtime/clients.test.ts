import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SendEmailCommand } from '@aws-sdk/client-ses';
import { ListQueuesCommand } from '@aws-sdk/client-sqs';
import { createSESClient, createSQSClient } from './clients.ts';

let requests: string[];
let server: ReturnType<typeof createServer>;
const before = { ...process.env };

beforeEach(async () => {
  requests = [];
  server = createServer((req, res) => {
    requests.push(req.url ?? '');
    // The connection ends without an answer, so the mail may have been accepted.
    res.destroy();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    AWS_REGION: 'ap-northeast-2',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
  });
});
afterEach(async () => {
  process.env = { ...before };
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

test('a mail that got no answer is not sent a second time by the client', async () => {
  const mail = new SendEmailCommand({
    Source: 'no-reply@example.com',
    Destination: { ToAddresses: ['user@example.com'] },
    Message: { Subject: { Data: 's' }, Body: { Text: { Data: 't' } } },
  });
  const client = createSESClient();
  await expect(client.send(mail)).rejects.toThrow();
  expect(requests).toHaveLength(1);
  // A slow call gets a timeout longer than a short AWS outage. If it were given up, the queue would deliver the message again.
  const { requestTimeout } = (
    client.config.requestHandler as unknown as { httpHandlerConfigs(): { requestTimeout?: number } }
  ).httpHandlerConfigs();
  expect(requestTimeout).toBeGreaterThanOrEqual(20_000);
});

test('a call that may be repeated is', async () => {
  await expect(createSQSClient().send(new ListQueuesCommand({}))).rejects.toThrow();
  expect(requests.length).toBeGreaterThan(1);
});
