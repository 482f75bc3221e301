import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { fakeClient } from '@enterwait/lambda/testing';
import { batchGet, pauseMs } from './batch-get.ts';

const OPTIONS = { consistent: true, random: () => 1 };
const key = (id: number) => ({ id });

test('any number of keys is read, a hundred at a time', async () => {
  const { client, sent } = fakeClient<DynamoDBDocumentClient>(({ input }) => ({
    Responses: { T: input.RequestItems.T.Keys },
  }));
  const keys = Array.from({ length: 230 }, (_, id) => key(id));
  expect(await batchGet(client, 'T', keys, { ...OPTIONS, projection: 'id' })).toEqual(keys);
  expect(sent.map(({ input }) => input.RequestItems.T.Keys.length)).toEqual([100, 100, 30]);
  expect(sent[0]?.input.RequestItems.T).toMatchObject({ ConsistentRead: true, ProjectionExpression: 'id' });
});

test('what is left unread is asked for again, and only that', async () => {
  const { client, sent } = fakeClient<DynamoDBDocumentClient>(({ input }) => {
    const [first, ...rest] = input.RequestItems.T.Keys;
    return { Responses: { T: [first] }, ...(rest.length === 0 ? {} : { UnprocessedKeys: { T: { Keys: rest } } }) };
  });
  expect(await batchGet(client, 'T', [key(1), key(2), key(3)], OPTIONS)).toEqual([key(1), key(2), key(3)]);
  expect(sent.map(({ input }) => input.RequestItems.T.Keys.length)).toEqual([3, 2, 1]);
});

test('in pauses that grow, with jitter and within a bound', () => {
  const pauses = [2, 3, 4, 5, 6, 7, 8].map((attempt) => pauseMs(attempt, 0));
  expect(pauses).toEqual([25, 50, 100, 200, 400, 800, 800]);
  expect(pauseMs(4, 1)).toBe(50);
});

test('a table that leaves keys unread for good is an error, after a bounded number of tries', async () => {
  const { client, sent } = fakeClient<DynamoDBDocumentClient>(() => ({ UnprocessedKeys: { T: { Keys: [key(1)] } } }));
  await expect(batchGet(client, 'T', [key(1)], OPTIONS)).rejects.toThrow('table left 1 keys unread');
  expect(sent).toHaveLength(8);
});
