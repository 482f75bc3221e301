import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { anAppliedEvent, fakeClient } from '@enterwait/lambda/testing';
import { createMailClaimReader } from './claims.ts';

const claimsWith = (items: Record<string, unknown>[], unread = 0) => {
  let left = unread;
  const { client, sent } = fakeClient<DynamoDBDocumentClient>(({ input }) => {
    const { Keys } = input.RequestItems.C;
    if (left > 0) {
      left -= 1;
      return { UnprocessedKeys: { C: { Keys } } };
    }
    const ids = new Set(Keys.map(({ id }: { id: string }) => id));
    return { Responses: { C: items.filter(({ id }) => ids.has(id as string)) } };
  });
  return {
    claims: createMailClaimReader(client, 'C', { warn: (...line: unknown[]) => warned.push(line) } as never),
    sent,
  };
};
const warned: unknown[] = [];
const AT = '2024-03-15T00:00:00.000Z';

test('a claim tells when the mail went out; an older one and one under way do not', async () => {
  const [first, second, third, fourth] = (['Request', 'Accept', 'Cancel', 'Reject'] as const).map((type) =>
    anAppliedEvent(type),
  );
  const { claims } = claimsWith([
    { id: `${first!.event_id}#request`, status: 'COMPLETED', data: { id: 'm', at: AT } },
    { id: `${second!.event_id}#accept`, status: 'COMPLETED', data: 'mail-id' },
    { id: `${third!.event_id}#cancel`, status: 'INPROGRESS' },
  ]);
  const found = await claims.of([first!, second!, third!, fourth!]);
  expect(Object.fromEntries(found)).toEqual({
    [first!.event_id]: { state: 'sent', at: AT },
    [second!.event_id]: { state: 'sent', at: null },
    [third!.event_id]: { state: 'being-sent' },
  });
});

test('a claim tells of a mail that was withheld, and why', async () => {
  const event = anAppliedEvent('Accept');
  const { claims } = claimsWith([
    { id: `${event.event_id}#accept`, status: 'COMPLETED', data: { withheld: 'bounce', at: AT } },
  ]);
  expect((await claims.of([event])).get(event.event_id)).toEqual({ state: 'withheld', at: AT, reason: 'bounce' });
});

test('the mail about a child that leaves has a template of its own', async () => {
  const event = anAppliedEvent('Cancel', { origin: 'nursery' });
  const { claims } = claimsWith([{ id: `${event.event_id}#leave`, status: 'COMPLETED', data: { id: 'm', at: AT } }]);
  expect((await claims.of([event])).get(event.event_id)).toEqual({ state: 'sent', at: AT });
});

test('nothing is asked for no events, and keys left unread are asked again', async () => {
  const none = claimsWith([]);
  expect((await none.claims.of([])).size).toBe(0);
  expect(none.sent).toHaveLength(0);
  const event = anAppliedEvent('Request');
  const again = claimsWith([{ id: `${event.event_id}#request`, status: 'COMPLETED', data: { id: 'm', at: AT } }], 1);
  expect((await again.claims.of([event])).size).toBe(1);
});

test('a claim that cannot be read keeps no other back', async () => {
  const [first, second] = [anAppliedEvent('Request'), anAppliedEvent('Accept')];
  const { claims } = claimsWith([
    { id: `${first.event_id}#request`, status: 1 },
    { id: `${second.event_id}#accept`, status: 'COMPLETED', data: { id: 'm', at: AT } },
  ]);
  expect([...(await claims.of([first, second])).keys()]).toEqual([second.event_id]);
  expect(JSON.stringify(warned)).toContain(first.event_id);
});
