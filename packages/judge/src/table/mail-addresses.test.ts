import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { heldBackFor, UNKNOWN_ADDRESS } from '@enterwait/domain/application';
import { awsError, fakeClient } from '@enterwait/lambda/testing';
import { createMailAddresses } from './mail-addresses.ts';

const KEY = 'a'.repeat(64);
const bounced = (at: string) => ({ ...UNKNOWN_ADDRESS, returned_at: at, reason: 'bounce' as const });
const verified = (at: string) => ({ ...UNKNOWN_ADDRESS, verified_at: at });

/** A table with one item that checks conditions. `meanwhile` is what others do between the read and the write. */
function tableOfOne(meanwhile: (() => void)[] = []) {
  const table: { item?: Record<string, unknown> | undefined } = {};
  const { client, sent } = fakeClient<DynamoDBDocumentClient>(({ name, input }) => {
    if (name === 'GetCommand') {
      const Item = table.item;
      meanwhile.shift()?.();
      return { Item };
    }
    if (name === 'DeleteCommand') {
      table.item = undefined;
      return {};
    }
    const isAsRead =
      input.ConditionExpression === 'attribute_not_exists(id)'
        ? table.item === undefined
        : table.item?.revision === input.ExpressionAttributeValues[':seen'];
    if (!isAsRead) throw new ConditionalCheckFailedException({ message: 'moved', $metadata: {} });
    table.item = input.Item;
    return {};
  });
  return { table, sent, addresses: createMailAddresses(client, 'EnterwaitMailAddresses') };
}
const putsOf = (sent: readonly { name: string }[]) => sent.filter(({ name }) => name === 'PutCommand').length;

test('an address that nobody has heard of takes mails', async () => {
  const { addresses, sent } = tableOfOne();
  expect(await addresses.state(KEY)).toEqual(UNKNOWN_ADDRESS);
  expect(sent[0]?.input).toMatchObject({ Key: { id: KEY }, ConsistentRead: true });
});

test('a mark stays for ever; an address that was verified is forgotten a month later', async () => {
  const { addresses, table } = tableOfOne();
  await addresses.learn(KEY, bounced('2026-11-27T09:00:00.000Z'));
  expect(table.item).toEqual({ id: KEY, ...bounced('2026-11-27T09:00:00.000Z'), revision: 1 });
  await addresses.learn(KEY, verified('2026-11-27T10:00:00.000Z'));
  expect(table.item?.expires_at).toBe(Date.parse('2026-12-27T10:00:00.000Z') / 1000);
  await addresses.learn(KEY, bounced('2026-11-27T11:00:00.000Z'));
  expect(table.item).not.toHaveProperty('expires_at');
});

test('what comes twice or too late writes nothing', async () => {
  const { addresses, sent } = tableOfOne();
  await addresses.learn(KEY, bounced('2026-11-27T09:00:00.000Z'));
  await addresses.learn(KEY, bounced('2026-11-27T09:00:00.000Z'));
  await addresses.learn(KEY, bounced('2026-11-27T08:00:00.000Z'));
  expect(putsOf(sent)).toBe(1);
});

test('what another one wrote meanwhile is kept', async () => {
  const setup = tableOfOne([
    () => {
      setup.table.item = { id: KEY, ...verified('2026-11-27T10:00:00.000Z'), revision: 1 };
    },
  ]);
  const state = await setup.addresses.learn(KEY, bounced('2026-11-27T09:00:00.000Z'));
  expect(state).toEqual({ ...bounced('2026-11-27T09:00:00.000Z'), verified_at: '2026-11-27T10:00:00.000Z' });
  expect(heldBackFor(await setup.addresses.state(KEY))).toBeUndefined();
});

test('a table that fails is not taken for one that says no', async () => {
  const { client } = fakeClient<DynamoDBDocumentClient>(() =>
    Promise.reject(awsError('ProvisionedThroughputExceededException')),
  );
  const addresses = createMailAddresses(client, 'EnterwaitMailAddresses');
  await expect(addresses.state(KEY)).rejects.toThrow();
  await expect(addresses.learn(KEY, bounced('2026-11-27T09:00:00.000Z'))).rejects.toThrow();
});

test('an address that is forgotten was never heard of', async () => {
  const { addresses } = tableOfOne();
  await addresses.learn(KEY, bounced('2026-11-27T09:00:00.000Z'));
  await addresses.forget(KEY);
  expect(await addresses.state(KEY)).toEqual(UNKNOWN_ADDRESS);
});
