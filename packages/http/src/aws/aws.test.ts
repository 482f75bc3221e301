import type { ServerResponse } from 'node:http';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import { closeServer, type SmallServer, serve } from '../../../../tests/support/lone-systems/small-server.ts';
import { awsTimeouts, limitCalls } from './aws.ts';

const WHOLE_MS = 400;
let server: SmallServer | undefined;
afterEach(() => server && closeServer(server));

/** Each accepts the connection, and then: */
const SILENCES = {
  'says nothing': () => {},
  'stops in the middle of the answer': (res) => {
    res.writeHead(200, { 'content-type': 'application/x-amz-json-1.0', 'content-length': '1000' });
    res.write('{"MessageId": "');
  },
  'answers a byte at a time, for ever': (res) => {
    res.writeHead(200, { 'content-type': 'application/x-amz-json-1.0' });
    const drip = setInterval(() => res.write(' '), 20);
    res.on('close', () => clearInterval(drip));
  },
} satisfies Record<string, (res: ServerResponse) => void>;
const names = Object.keys(SILENCES) as (keyof typeof SILENCES)[];

async function settings(silence: keyof typeof SILENCES) {
  let asked = 0;
  server = await serve((_req, res) => {
    asked += 1;
    SILENCES[silence](res);
  });
  const client = {
    region: 'ap-northeast-2',
    endpoint: server.url,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    ...awsTimeouts(WHOLE_MS),
  };
  return { client, asked: () => asked };
}

describe.each(names)('AWS takes the connection and %s', (silence) => {
  test('a message that is sent is given up', async () => {
    const { client, asked } = await settings(silence);
    const sqs = limitCalls(new SQSClient({ ...client, useQueueUrlAsEndpoint: false }), WHOLE_MS);
    const sending = sqs.send(new SendMessageCommand({ QueueUrl: `${client.endpoint}/1/q`, MessageBody: 'x' }));
    await expect(sending).rejects.toMatchObject({ name: expect.stringMatching(/^(TimeoutError|DeadlineError)$/) });
    expect(asked()).toBeLessThanOrEqual(2);
    sqs.destroy();
  });

  test('an item that is read by a document client is given up', async () => {
    const { client } = await settings(silence);
    const documents = DynamoDBDocumentClient.from(limitCalls(new DynamoDBClient(client), WHOLE_MS));
    const reading = documents.send(new GetCommand({ TableName: 't', Key: { pk: 'x' } }));
    await expect(reading).rejects.toMatchObject({ name: expect.stringMatching(/^(TimeoutError|DeadlineError)$/) });
    documents.destroy();
  });
});
