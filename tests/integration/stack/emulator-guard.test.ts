import { randomBytes } from 'node:crypto';
import { request } from 'node:http';
import { theStack } from '../../support/stack/stack.ts';

interface Answer {
  readonly status: number | undefined;
  readonly text: string;
}

/** Sends the given bytes, without a client's own idea of `Host` or `Origin`. */
const ask = (headers: readonly string[], { method = 'GET', path = '/', body = '' } = {}): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const { hostname, port } = new URL(theStack().awsEndpointUrl);
    const all = ['connection', 'close', 'content-length', String(Buffer.byteLength(body)), ...headers];
    const asking = request({ hostname, port, method, path, headers: all, setHost: false }, async (answer) => {
      const text = (await answer.toArray()).join('');
      resolve({ status: answer.statusCode, text });
    });
    asking.on('error', reject).end(body);
  });

const ours = (): string[] => ['host', new URL(theStack().awsEndpointUrl).host];
const FORM = ['content-type', 'application/x-www-form-urlencoded'];
const signed = (service: string): string[] => [
  'authorization',
  `AWS4-HMAC-SHA256 Credential=test/20260101/${theStack().region}/${service}/aws4_request, SignedHeaders=host, Signature=none`,
];
const CREATED = randomBytes(6).toString('hex');
const queues = async () =>
  (await ask([...ours(), ...FORM, ...signed('sqs')], { method: 'POST', body: 'Action=ListQueues&Version=2012-11-05' }))
    .text;

/** What a stranger's page can send: from its own origin, by a link or an image, and from a name that it points at this machine. */
const STRANGERS: [string, () => string[]][] = [
  ['a foreign origin', () => [...ours(), 'origin', 'https://evil.example']],
  ['an origin that hides itself', () => [...ours(), 'origin', 'null']],
  ["LocalStack's own web application", () => [...ours(), 'origin', 'https://app.localstack.cloud']],
  ['a page of another port of this machine', () => [...ours(), 'origin', 'http://localhost:8080']],
  ['an image in a foreign page', () => [...ours(), 'sec-fetch-site', 'cross-site', 'sec-fetch-mode', 'no-cors']],
  ['a frame in a page of another port', () => [...ours(), 'sec-fetch-site', 'same-site']],
  ['a name that points here', () => ['host', 'evil.example:4566']],
  ['a name that begins as ours', () => ['host', 'localhost.evil.example']],
  ['a name that ends as ours', () => ['host', 'evillocalhost']],
  ["a name that looks like an API's", () => ['host', 'abc.execute-api.evil.example', 'origin', 'http://evil.example']],
];

test.each(STRANGERS)('%s creates no queue', async (what, headers) => {
  const name = `${CREATED}-${STRANGERS.findIndex(([one]) => one === what)}`;
  const action = `Action=CreateQueue&Version=2012-11-05&QueueName=${name}`;
  const all = [...headers(), ...signed('sqs')];
  expect((await ask([...all, ...FORM], { method: 'POST', body: action })).status).toBe(403);
  expect((await ask(all, { path: `/?${action}` })).status).toBe(403);
  expect(await queues()).not.toContain(name);
});

test.each(STRANGERS)('%s reads no mail, no secret and no row', async (_, headers) => {
  for (const path of ['/_ministack/ses/messages', '/_aws/ses', '/_localstack/health', '/_ministack/health'])
    expect((await ask(headers(), { path })).status).toBe(403);
  const row = JSON.stringify({ TableName: theStack().tableName });
  const scan = ['content-type', 'application/x-amz-json-1.0', 'x-amz-target', 'DynamoDB_20120810.Scan'];
  const answer = await ask([...headers(), ...scan, ...signed('dynamodb')], { method: 'POST', body: row });
  expect(answer.status).toBe(403);
  expect(answer.text).not.toContain('request_id');
});

test('a page is not even told what it might send', async () => {
  const asked = ['origin', 'https://evil.example', 'access-control-request-method', 'POST'];
  expect((await ask([...ours(), ...asked], { method: 'OPTIONS' })).status).toBe(403);
});

test('two names in one request are no name', async () => {
  const { status } = await ask([...ours(), 'host', 'evil.example']);
  expect([400, 403]).toContain(status);
});

test.each([
  ['its address', ours],
  ['a name of its own for a bucket', () => ['host', 'bucket.s3.localhost:4566']],
  ['its name in the network of the containers', () => ['host', 'localstack:4566']],
  ['an address that a person types', () => [...ours(), 'sec-fetch-site', 'none', 'sec-fetch-mode', 'navigate']],
])('whoever asks by %s is answered', async (_, headers) => {
  const action = { method: 'POST', body: 'Action=ListQueues&Version=2012-11-05' };
  expect((await ask([...headers(), ...FORM, ...signed('sqs')], action)).status).not.toBe(403);
});
