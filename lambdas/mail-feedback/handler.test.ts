import { addressKeyOf, heldBackFor, UNKNOWN_ADDRESS } from '@enterwait/domain/application';
import { DeliveryError } from '@enterwait/judge/errors';
import type { Notice } from '@enterwait/lambda/delivery';
import {
  aBounce,
  aComplaint,
  aContext,
  aDelivery,
  anSqsRecord,
  fakeConsumerDependencies,
  memoryAddresses,
  sqsEvent,
} from '@enterwait/lambda/testing';
import { createHandler, handler } from './handler.ts';

const ADDRESS = 'User@Email.com';
const KEY = addressKeyOf(ADDRESS);
const URLS = ['http://enterwait.example/sync/mail-address', 'http://nursery.example/sync/mail-address'];

function setUp() {
  const fake = fakeConsumerDependencies();
  const addresses = memoryAddresses();
  const told: { url: string; body: unknown; id: string }[] = [];
  const away = new Set<string>();
  const notifier = {
    async notify({ url, body, id }: Notice) {
      if (away.has(url)) throw new DeliveryError(503, 'status 503');
      told.push({ url, body: JSON.parse(body), id });
      return 200;
    },
  };
  const consume = createHandler({ ...fake, addresses, notifier, urls: URLS });
  return {
    fake,
    addresses,
    told,
    away,
    held: async () => heldBackFor(await addresses.state(KEY)),
    hear: (...bodies: string[]) => consume(sqsEvent(...bodies.map((body) => anSqsRecord(body))), aContext()),
  };
}
const verified = (at: string, more = {}) =>
  JSON.stringify({ mail_address: 'verified', address_key: KEY, verified_at: at, ...more });

test('a permanent bounce marks the address, and both systems are told', async () => {
  const { hear, told, held, fake } = setUp();
  expect(await hear(aBounce(ADDRESS))).toEqual({ batchItemFailures: [] });
  expect(await held()).toBe('bounce');
  const body = { address_key: KEY, returned_at: '2026-11-27T09:00:20.000Z', reason: 'bounce', verified_at: null };
  expect(told.map(({ url, body: said }) => ({ url, said }))).toEqual(URLS.map((url) => ({ url, said: body })));
  expect(fake.counts).toEqual({ PermanentBounces: 1 });
});

test('a complaint marks it as well, whatever name the address came with', async () => {
  const { hear, held, fake } = setUp();
  await hear(aComplaint(`김하늘 <${ADDRESS}>`));
  expect(await held()).toBe('complaint');
  expect(fake.counts).toEqual({ Complaints: 1 });
});

test.each([
  ['a bounce for now', aBounce(ADDRESS, { type: 'Transient' }), { TransientBounces: 1 }],
  ['a bounce of a kind nobody knows', aBounce(ADDRESS, { type: 'Undetermined' }), { TransientBounces: 1 }],
  ['a mail that was taken out of the spam', aComplaint(ADDRESS, { feedbackType: 'not-spam' }), {}],
  ['an event that nobody asked for', aDelivery(ADDRESS), {}],
])('%s marks nothing and tells nobody', async (_case, body, counts) => {
  const { hear, told, held, fake } = setUp();
  expect(await hear(body)).toEqual({ batchItemFailures: [] });
  expect([await held(), told, fake.parked, fake.counts]).toEqual([undefined, [], [], counts]);
});

test('an address that was verified since takes mails again, and a bounce of before changes nothing', async () => {
  const { hear, held, told } = setUp();
  await hear(aBounce(ADDRESS));
  await hear(verified('2026-11-27T10:00:00.000Z'));
  expect(await held()).toBeUndefined();
  await hear(aBounce(ADDRESS, { at: '2026-11-27T09:30:00.000Z' }));
  expect(await held()).toBeUndefined();
  expect(told.at(-1)?.body).toMatchObject({ verified_at: '2026-11-27T10:00:00.000Z' });
  await hear(aBounce(ADDRESS, { at: '2026-11-27T11:00:00.000Z' }));
  expect(await held()).toBe('bounce');
});

test('a system that is away keeps the mark from nobody, and is told when the message comes again', async () => {
  const { hear, told, away, held } = setUp();
  away.add(URLS[0] ?? '');
  expect((await hear(aBounce(ADDRESS))).batchItemFailures).toHaveLength(1);
  expect([await held(), told.map(({ url }) => url)]).toEqual(['bounce', URLS.slice(1)]);
  away.clear();
  expect((await hear(aBounce(ADDRESS))).batchItemFailures).toEqual([]);
  expect(told.map(({ url }) => url).slice(1)).toEqual(URLS);
});

test.each([
  ['no JSON', '{', 'body is not JSON'],
  [
    'nothing of ours',
    '{"Records":[]}',
    'not an event of SES: source: invalid_value; detail-type: invalid_type; detail: invalid_type',
  ],
  [
    'a bounce of nobody',
    aBounce(ADDRESS).replace(/"bouncedRecipients":\[.*?\]/, '"bouncedRecipients":[]'),
    'not a bounce: bounce.bouncedRecipients: too_small',
  ],
  [
    'a verified address in place of its key',
    '{"mail_address":"verified","address_key":"user@email.com","verified_at":"2026-11-27T10:00:00Z"}',
    'not a message about an address: address_key: invalid_format',
  ],
])('%s is parked with its reason, and the message beside it goes through', async (_case, body, reason) => {
  const { hear, fake, held } = setUp();
  expect(await hear(body, aBounce(ADDRESS))).toEqual({ batchItemFailures: [] });
  expect(fake.parked.map((parked) => parked.reason)).toEqual([reason]);
  expect(await held()).toBe('bounce');
});

test('an address whose family was erased is forgotten everywhere', async () => {
  const { hear, addresses, told } = setUp();
  await hear(aBounce(ADDRESS));
  await hear(JSON.stringify({ mail_address: 'forgotten', address_key: KEY }));
  expect(addresses.states.size).toBe(0);
  expect(told.slice(-2)).toMatchObject(URLS.map((url) => ({ url, body: { address_key: KEY, forgotten: true } })));
});

test('a message of a later release waits', async () => {
  const { hear, fake, addresses } = setUp();
  expect((await hear(verified('2026-11-27T10:00:00Z', { message_version: 2 }))).batchItemFailures).toHaveLength(1);
  expect([fake.parked, await addresses.state(KEY)]).toEqual([[], UNKNOWN_ADDRESS]);
});

test('the log tells ids, and no address', async () => {
  const { hear, fake } = setUp();
  await hear(aBounce(ADDRESS), aComplaint(ADDRESS), aBounce('no address', { at: 'x' }));
  expect(fake.parked).toHaveLength(1);
  expect(fake.logger.lines).toMatchObject([
    {
      fields: {
        done: expect.arrayContaining([expect.objectContaining({ kind: 'complaint', mail: expect.any(String) })]),
      },
    },
  ]);
  expect(JSON.stringify(fake.logger.lines)).not.toMatch(/@|user/i);
});

test('names what is missing in its environment at the first invocation', async () => {
  await expect(handler(sqsEvent(), aContext())).rejects.toThrow(/^MailFeedback: PARKED_QUEUE_URL is missing/);
});
