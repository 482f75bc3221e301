import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { anApplication, fakeClient } from '@enterwait/lambda/testing';
import type { SystemDatabase } from '../database.ts';
import { openJudgeTable } from '../table.ts';
import type { Held } from './compare.ts';
import { examine, type Sides } from './examine.ts';

const GOOD = '202403150000001N00001';
const BROKEN = '202403150000002N00001';
const item = (request_id: string, status: number) => ({
  request_id,
  sk: 'STATE',
  status,
  version: 1,
  round: 1,
  event_id: 'e',
  updated_at: '2024-03-15T00:00:00.000Z',
  application: anApplication(),
  entry: null,
});

test('an item that cannot be read is a difference of its own, and the others are compared', async () => {
  const { client } = fakeClient<DynamoDBDocumentClient>(() => ({
    Responses: { T: [item(GOOD, 1), item(BROKEN, 7)] },
  }));
  const nothing: Held = { row: undefined, inFlight: [], settled: [], place: undefined };
  const database = {
    held: async (ids: readonly string[]) => new Map(ids.map((id) => [id, nothing])),
  } as unknown as SystemDatabase;
  const sides: Sides = { table: openJudgeTable(client, 'T'), databases: { enterwait: database, nursery: database } };
  const differences = await examine(sides, [GOOD, BROKEN], new Date());
  expect(differences.map(({ kind, system, request_id }) => [kind, system, request_id])).toEqual([
    ['row-missing', 'enterwait', GOOD],
    ['row-missing', 'nursery', GOOD],
    ['item-unreadable', 'enterwait', BROKEN],
    ['item-unreadable', 'nursery', BROKEN],
  ]);
});
