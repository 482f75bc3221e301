import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { nodeBinary } from '@enterwait/command-line/files';
import { SERVICES } from '@enterwait/domain/protocol';
import { aContext, anSqsRecord, sqsEvent } from '@enterwait/lambda/testing';
import { unzipSync } from 'fflate';
import { buildReleaseBefore, RELEASE_BEFORE, type ReleaseBefore } from '../support/faults/release-before.ts';
import { closeServer, serve } from '../support/lone-systems/small-server.ts';

let release: ReleaseBefore;
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'enterwait-old-judge-'));
  release = await buildReleaseBefore();
}, 120_000);

afterAll(() => {
  release?.remove();
  rmSync(folder, { recursive: true, force: true });
});

test('the judge of the release before judges a message of its own, from its own bundle', async () => {
  const calls: { target: string; body: Record<string, unknown> }[] = [];
  const dynamodb = await serve((req, res) => {
    let text = '';
    req.setEncoding('utf8').on('data', (part: string) => {
      text += part;
    });
    req.on('end', () => {
      calls.push({ target: String(req.headers['x-amz-target']), body: JSON.parse(text) });
      res.setHeader('content-type', 'application/x-amz-json-1.0');
      res.end(JSON.stringify({ Responses: { Applications: [] }, UnprocessedKeys: {} }));
    });
  });
  try {
    const [index] = Object.entries(unzipSync(release.lambda('SQSToDynamoDB')));
    writeFileSync(join(folder, 'index.mjs'), index?.[1] ?? '');
    const commands = JSON.parse(readFileSync(join(import.meta.dirname, RELEASE_BEFORE, 'commands.json'), 'utf8'));
    const event = sqsEvent({ ...anSqsRecord(''), ...commands[0].record });
    writeFileSync(
      join(folder, 'run.mjs'),
      `import { handler } from './index.mjs';
const context = { ...${JSON.stringify(aContext())}, getRemainingTimeInMillis: () => 15_000 };
const answer = await handler(${JSON.stringify(event)}, context);
console.log('answer ' + JSON.stringify(answer));`,
    );
    const { stdout } = await promisify(execFile)(nodeBinary, [join(folder, 'run.mjs')], {
      env: {
        AWS_REGION: 'ap-northeast-2',
        AWS_ACCESS_KEY_ID: 'test',
        AWS_SECRET_ACCESS_KEY: 'test',
        AWS_ENDPOINT_URL: dynamodb.url,
        TABLE_NAME: 'Applications',
        PARKED_QUEUE_URL: 'http://sqs.example/000000000000/ParkedQueue',
      },
    });
    expect(stdout).toContain('answer {"batchItemFailures":[]}');
    const { event_id, request_id } = commands[0].reads;
    const item = { request_id: { S: request_id }, sk: { S: `EVENT#${event_id}` }, outcome: { S: 'applied' } };
    expect(calls.find(({ target }) => target.endsWith('TransactWriteItems'))?.body).toMatchObject({
      TransactItems: [{ Put: { Item: item } }, {}],
    });
  } finally {
    await closeServer(dynamodb);
  }
});

test.each(SERVICES)('%s of the release before starts as far as its settings', async (name) => {
  // Without any setting it says which one it lacks: the bundle loads.
  const { stdout, stderr } = await promisify(execFile)(nodeBinary, [release.service(name)], { env: {} }).catch(
    (error: { stdout: string; stderr: string }) => error,
  );
  expect(stdout + stderr).toContain('QUEUE_URL');
});
