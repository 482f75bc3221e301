import { ConditionalCheckFailedException, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { aContext, awsError, recordingLogger } from '@enterwait/lambda/testing';
import { createMailClaims } from './claims.ts';

type Item = Record<string, { S?: string; N?: string }>;
interface Call {
  readonly constructor: { readonly name: string };
  readonly input: { Item?: Item; Key?: Item; ExpressionAttributeValues?: Item };
}

/** A real client (Powertools accepts nothing else) on a table in memory that checks the condition of a claim. */
function claimsTable() {
  const items = new Map<string, Item>();
  const failing = new Set<string>();
  const client = new DynamoDBClient({ region: 'ap-northeast-2' });
  const answer = async ({ constructor: { name }, input }: Call): Promise<unknown> => {
    if (failing.has(name)) throw awsError('TimeoutError');
    const id = (input.Item?.id ?? input.Key?.id)?.S ?? '';
    const old = items.get(id);
    if (name === 'PutItemCommand' && input.Item !== undefined) {
      const stale = old?.status?.S === 'INPROGRESS' && Number(old.in_progress_expiration?.N) < Date.now();
      if (old !== undefined && !stale) {
        throw new ConditionalCheckFailedException({ message: 'claimed', $metadata: {}, Item: old as never });
      }
      items.set(id, input.Item);
    } else if (name === 'UpdateItemCommand') {
      const {
        ':status': status = {},
        ':expiry': expiration = {},
        ':response_data': data = {},
      } = input.ExpressionAttributeValues ?? {};
      items.set(id, { ...old, status, expiration, data });
    } else if (name === 'DeleteItemCommand') items.delete(id);
    return {};
  };
  client.send = answer as unknown as DynamoDBClient['send'];
  const logger = recordingLogger();
  return { claims: createMailClaims(client, 'Claims', logger), items, failing, logger };
}

const KEY = '018e3f00-0000-7000-8000-000000000001#accept';

test('the first sends, every later one finds that it was sent', async () => {
  const { claims } = claimsTable();
  let sent = 0;
  const send = async () => {
    sent += 1;
    return 'mail-1';
  };
  expect(await claims.sendOnce(KEY, aContext(), send)).toBe('mail-1');
  expect(await claims.sendOnce(KEY, aContext(), send)).toBe('already sent: mail-1');
  expect(sent).toBe(1);
});

test('the claim stands under a key that can be read, for 60 days', async () => {
  const { claims, items } = claimsTable();
  await claims.sendOnce(KEY, aContext(), async () => 'mail-1');
  expect([...items.keys()]).toEqual([KEY]);
  const days = (Number(items.get(KEY)?.expiration?.N) - Date.now() / 1000) / 86_400;
  expect(days).toBeCloseTo(60, 1);
});

test('the claim keeps the id of the mail and when it went out', async () => {
  const { claims, items } = claimsTable();
  const before = new Date().toISOString();
  await claims.sendOnce(KEY, aContext(), async () => 'mail-1');
  const data = items.get(KEY)?.data as { M?: Record<string, { S: string }> } | undefined;
  const { id, at } = data?.M ?? {};
  expect(id).toEqual({ S: 'mail-1' });
  expect(at!.S >= before && at!.S <= new Date().toISOString()).toBe(true);
});

test('a claim that keeps the id alone, as they did before, is one', async () => {
  const { claims, items } = claimsTable();
  items.set(KEY, {
    id: { S: KEY },
    status: { S: 'COMPLETED' },
    data: { S: 'mail-0' },
    expiration: { N: '9999999999' },
  });
  expect(await claims.sendOnce(KEY, aContext(), async () => 'mail-1')).toBe('already sent: mail-0');
});

test('a mail that was held back is claimed with the reason, and does not go out later', async () => {
  const { claims, items } = claimsTable();
  expect(await claims.sendOnce(KEY, aContext(), async () => ({ withheld: 'bounce' }))).toBe('withheld: bounce');
  const data = items.get(KEY)?.data as { M?: Record<string, { S: string }> } | undefined;
  expect(data?.M).toEqual({ withheld: { S: 'bounce' }, at: { S: expect.any(String) } });
  expect(await claims.sendOnce(KEY, aContext(), async () => 'mail-1')).toBe('already withheld: bounce');
});

test('the claim comes before the mail', async () => {
  const { claims, items } = claimsTable();
  await claims.sendOnce(KEY, aContext(), async () => {
    expect(items.get(KEY)?.status).toEqual({ S: 'INPROGRESS' });
    return 'mail-1';
  });
  expect(items.get(KEY)?.status).toEqual({ S: 'COMPLETED' });
});

test('without a claim there is no mail', async () => {
  const { claims, failing } = claimsTable();
  failing.add('PutItemCommand');
  const send = async (): Promise<string> => {
    throw new Error('must not be called');
  };
  await expect(claims.sendOnce(KEY, aContext(), send)).rejects.toThrow(/save in progress/);
});

test('a mail that failed gives its claim back, and goes out at the next try', async () => {
  const { claims } = claimsTable();
  await expect(claims.sendOnce(KEY, aContext(), () => Promise.reject(awsError('Throttling')))).rejects.toThrow();
  expect(await claims.sendOnce(KEY, aContext(), async () => 'mail-2')).toBe('mail-2');
});

test('while another try holds the claim nothing is sent, and the message comes again', async () => {
  const { claims } = claimsTable();
  await claims.sendOnce(KEY, aContext(), async () => {
    await expect(claims.sendOnce(KEY, aContext(), async () => 'second')).rejects.toThrow(/in progress/);
    return 'first';
  });
});

test('the claim of a try that crashed ends with the time that its Lambda had left', async () => {
  const { claims, items } = claimsTable();
  items.set(KEY, {
    id: { S: KEY },
    status: { S: 'INPROGRESS' },
    in_progress_expiration: { N: String(Date.now() - 1) },
    expiration: { N: '9999999999' },
  });
  expect(await claims.sendOnce(KEY, aContext(), async () => 'mail-2')).toBe('mail-2');
});

test('a mail that is out is not sent again because its claim could not be completed', async () => {
  const { claims, failing, logger } = claimsTable();
  failing.add('UpdateItemCommand');
  expect(await claims.sendOnce(KEY, aContext(), async () => 'mail-1')).toBe('mail-1');
  expect(logger.lines).toMatchObject([{ level: 'error', message: 'claim not completed', fields: { claim: KEY } }]);
});
