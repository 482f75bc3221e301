import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { indexKeysOf } from '@enterwait/judge/table';
import { anApplication, awsError, fakeClient } from '@enterwait/lambda/testing';
import { reindex } from './reindexing.ts';

const state = (request_id: string) => ({
  request_id,
  sk: 'STATE',
  status: 1 as const,
  version: 3,
  application: anApplication(),
  updated_at: '2024-03-15T05:06:07.000Z',
});

test('every state without keys is given them, page by page, if it is still as it was read', async () => {
  const pages = [{ Items: [state('A')], LastEvaluatedKey: { request_id: 'A', sk: 'STATE' } }, { Items: [state('B')] }];
  const { client, sent } = fakeClient<DynamoDBDocumentClient>(({ name }) =>
    name === 'ScanCommand' ? pages.shift() : {},
  );
  expect(await reindex(client, 'T')).toEqual({ written: 2, moved: 0 });
  expect(sent.map(({ name }) => name)).toEqual(['ScanCommand', 'UpdateCommand', 'ScanCommand', 'UpdateCommand']);
  const {
    ExpressionAttributeNames: names,
    ExpressionAttributeValues: values,
    ConditionExpression,
  } = sent[1]?.input ?? {};
  expect(ConditionExpression).toBe('version = :read');
  expect(values[':read']).toBe(3);
  const set = Object.fromEntries(
    Object.entries(names as Record<string, string>).map(([k, name]) => [name, values[`:${k.slice(1)}`]]),
  );
  expect(set).toEqual(indexKeysOf(state('A')));
});

test('one that moved meanwhile is left alone; an outage is thrown', async () => {
  const failing = (name: string) =>
    fakeClient<DynamoDBDocumentClient>((command) =>
      command.name === 'ScanCommand' ? { Items: [state('A')] } : Promise.reject(awsError(name)),
    ).client;
  expect(await reindex(failing('ConditionalCheckFailedException'), 'T')).toEqual({ written: 0, moved: 1 });
  await expect(reindex(failing('InternalServerError'), 'T')).rejects.toThrow();
});
