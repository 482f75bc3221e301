import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { fakeClient } from '@enterwait/lambda/testing';
import { batchWrite } from './batch-write.ts';

const OPTIONS = { random: () => 1 };
const put = (id: number) => ({ PutRequest: { Item: { id } } });

test('any number of items is written, 25 at a time', async () => {
  const { client, sent } = fakeClient<DynamoDBDocumentClient>(() => ({}));
  const writes = Array.from({ length: 130 }, (_, id) => put(id));
  const counts: number[] = [];
  await batchWrite(client, 'T', writes, { ...OPTIONS, onWritten: (count) => counts.push(count) });
  expect(sent.flatMap(({ input }) => input.RequestItems.T)).toEqual(writes);
  expect(counts).toEqual([25, 25, 25, 25, 25, 5]);
});

test('what is left unwritten is written again, and only that', async () => {
  const { client, sent } = fakeClient<DynamoDBDocumentClient>(({ input }) => {
    const [, ...rest] = input.RequestItems.T;
    return rest.length === 0 ? {} : { UnprocessedItems: { T: rest } };
  });
  await batchWrite(client, 'T', [put(1), put(2), put(3)], OPTIONS);
  expect(sent.map(({ input }) => input.RequestItems.T.length)).toEqual([3, 2, 1]);
});

test('a table that leaves items unwritten for good is an error, after a bounded number of tries', async () => {
  const { client, sent } = fakeClient<DynamoDBDocumentClient>(() => ({ UnprocessedItems: { T: [put(1)] } }));
  await expect(batchWrite(client, 'T', [put(1)], OPTIONS)).rejects.toThrow('T left 1 items unwritten');
  expect(sent).toHaveLength(10);
});
