import { addressKeyOf, type MailAddressMessage } from '@enterwait/domain/application';
import { createMailAddresses } from '@enterwait/judge/table';
import type { Notice } from '@enterwait/lambda/delivery';
import {
  aBounce,
  aComplaint,
  aContext,
  anSqsRecord,
  fakeConsumerDependencies,
  sqsEvent,
} from '@enterwait/lambda/testing';
import { createHandler } from '../../../lambdas/mail-feedback/handler.ts';

type Item = Record<string, unknown>;

const KEY = addressKeyOf('parent@email.com');
const ours: readonly MailAddressMessage[] = [
  { mail_address: 'verified', address_key: KEY, verified_at: '2026-11-27T10:00:00.000Z' },
  { mail_address: 'forgotten', address_key: KEY },
];

/** Messages of MailFeedbackQueue: what became of mails comes in SES' own form. */
export const addressMessages = [
  aBounce('parent@email.com'),
  aComplaint('parent@email.com', { at: '2026-11-27T11:00:00.000Z' }),
  ...ours.map((one) => JSON.stringify(one)),
];

/** What these do to the table and tell the systems: each item as written, each notice as sent. */
export async function addressesOf(messages: readonly string[]): Promise<{ items: Item[]; notices: string[] }> {
  const items: Item[] = [];
  const notices: string[] = [];
  let item: Item | undefined;
  const client = {
    async send({ constructor: { name }, input }: { constructor: { name: string }; input: { Item?: Item } }) {
      if (name === 'GetCommand') return { Item: item };
      item = input.Item;
      if (item !== undefined) items.push(item);
      return {};
    },
  };
  const handle = createHandler({
    ...fakeConsumerDependencies(),
    addresses: createMailAddresses(client as never, 'Addresses'),
    notifier: { notify: async ({ body }: Notice) => notices.push(body) },
    urls: ['http://enterwait.example/sync/mail-address'],
  });
  // One after the other, so that the effects can be told apart.
  for (const body of messages) await handle(sqsEvent(anSqsRecord(body)), aContext());
  return { items, notices };
}
