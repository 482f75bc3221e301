import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '@enterwait/command-line/files';
import { addressKeyOf, erased, UNKNOWN_ADDRESS } from '@enterwait/domain/application';
import type { AccountMail, CommandType } from '@enterwait/domain/protocol';
import { UnprocessableRecordError } from '@enterwait/judge/errors';
import { MAIL_MS } from '@enterwait/lambda/runtime';
import {
  aContext,
  anAppliedEvent,
  anEventRecord,
  anSqsRecord,
  aRefusedEvent,
  awsError,
  fakeConsumerDependencies,
  memoryAddresses,
  sqsEvent,
} from '@enterwait/lambda/testing';
import { jest } from '@jest/globals';
import type { MailClaims } from './claims.ts';
import { createHandler, dependenciesFrom, type SendEmailDependencies } from './handler.ts';
import { renderMail } from './mail.ts';
import type { Mail } from './mailer.ts';

/** Claims in memory: one mail per key. */
function memoryClaims(): MailClaims & { keys: string[] } {
  const keys: string[] = [];
  return {
    keys,
    async sendOnce(key, _context, send) {
      if (keys.includes(key)) return 'already sent';
      keys.push(key);
      try {
        const sent = await send();
        return typeof sent === 'string' ? sent : `withheld: ${sent.withheld}`;
      } catch (error) {
        keys.splice(keys.indexOf(key), 1);
        throw error;
      }
    },
  };
}

function setUp(overrides: Partial<SendEmailDependencies> = {}) {
  const fake = fakeConsumerDependencies();
  const mails: Mail[] = [];
  const claims = memoryClaims();
  const addresses = memoryAddresses();
  const mailer = { send: async (mail: Mail) => `mail-${mails.push(mail)}` };
  const handler = createHandler({
    ...fake,
    claims,
    addresses,
    mailer,
    sandboxRecipient: undefined,
    render: renderMail,
    ...overrides,
  });
  return {
    fake,
    mails,
    claims,
    addresses,
    handle: (...records: ReturnType<typeof anSqsRecord>[]) => handler(sqsEvent(...records), aContext()),
    handleWithin: (left: () => number, ...records: ReturnType<typeof anSqsRecord>[]) =>
      handler(sqsEvent(...records), aContext({ getRemainingTimeInMillis: left })),
  };
}

test.each<CommandType>(['Request', 'Cancel', 'Accept', 'Reject'])(
  'an applied %s is one mail to the parent',
  async (type) => {
    const { handle, mails, claims } = setUp();
    const event = anAppliedEvent(type);
    await handle(anEventRecord(event));
    expect(mails.map(({ to }) => to)).toEqual(['user@email.com']);
    expect(claims.keys).toEqual([`${event.event_id}#${type.toLowerCase()}`]);
  },
);

test.each([
  ['an event', () => anEventRecord(anAppliedEvent('Request'))],
  ['an account mail', () => anAccountRecord()],
])('the body of %s is parsed once', async (_what, make) => {
  const { handle, mails } = setUp();
  const record = make();
  const parse = jest.spyOn(JSON, 'parse');
  try {
    await handle(record);
    expect(parse.mock.calls.filter(([text]) => text === record.body)).toHaveLength(1);
    expect(mails).toHaveLength(1);
  } finally {
    parse.mockRestore();
  }
});

test('an event that comes twice, also within a batch, is one mail', async () => {
  const { handle, mails } = setUp();
  const event = anAppliedEvent('Accept');
  await handle(anEventRecord(event), anEventRecord(event));
  await handle(anEventRecord(event));
  expect(mails).toHaveLength(1);
});

test('a refused event is no mail', async () => {
  const { handle, mails } = setUp();
  expect(await handle(anEventRecord(aRefusedEvent('Accept')))).toEqual({ batchItemFailures: [] });
  expect(mails).toEqual([]);
});

test('a sandbox recipient takes every mail, and the mail says so', async () => {
  const { handle, mails } = setUp({ sandboxRecipient: 'tester@example.com' });
  await handle(anEventRecord(anAppliedEvent('Request')));
  expect(mails).toMatchObject([{ to: 'tester@example.com', text: expect.stringContaining('시험용 주소로 보낸 메일') }]);
});

test('a mail that failed comes again after its delay and is then sent', async () => {
  const failing = { send: () => Promise.reject(awsError('Throttling')) };
  const { handle, fake } = setUp({ mailer: failing });
  const record = anEventRecord(anAppliedEvent('Request'), { receiveCount: 2 });
  expect(await handle(record)).toEqual({ batchItemFailures: [{ itemIdentifier: record.messageId }] });
  expect(fake.hidden).toMatchObject([{ record, seconds: 20 }]);
});

test('an event whose family was erased mails nobody', async () => {
  const { handle, fake, mails } = setUp();
  const record = anEventRecord(
    anAppliedEvent('Cancel', { application: erased({ child_id: '202403150000001', nursery_id: 'N00001' }) }),
  );
  expect(await handle(record)).toEqual({ batchItemFailures: [] });
  expect([fake.parked, mails]).toEqual([[], []]);
});

const applicationless = anAppliedEvent('Accept', { application: null });
test.each([
  ['a body that is no event', anSqsRecord('{'), {}, 'body is not JSON'],
  [
    'an applied event without an application',
    anEventRecord(applicationless),
    {},
    'applied event without an application',
  ],
  [
    'a template that fails',
    anEventRecord(anAppliedEvent('Accept')),
    {
      render: () => {
        throw new RangeError('김하늘');
      },
    },
    'template of Accept failed: RangeError',
  ],
  [
    'a mail that SES refuses for good',
    anEventRecord(anAppliedEvent('Accept')),
    { mailer: { send: () => Promise.reject(new UnprocessableRecordError('SES refused: MessageRejected')) } },
    'SES refused: MessageRejected',
  ],
])('%s is parked with its reason, and the mail beside it goes out', async (_case, record, overrides, reason) => {
  const { handle, fake } = setUp(overrides);
  const answer = await handle(record, anEventRecord(aRefusedEvent('Accept')));
  expect(answer).toEqual({ batchItemFailures: [] });
  expect(fake.parked.map((parked) => parked.reason)).toEqual([reason]);
});

const anAccountMail = (overrides: Partial<AccountMail> = {}): AccountMail => ({
  mail: 'password-reset',
  mail_id: '018e3f00-0000-7000-8000-0000000000bb',
  to: 'staff@email.com',
  url: 'https://nursery.example.com/reset?token=t0ken',
  expires_at: new Date(Date.now() + 3_600_000).toISOString(),
  ...overrides,
});
const anAccountRecord = (overrides = {}) => anSqsRecord(JSON.stringify(anAccountMail(overrides)));

test('an account mail is one mail, claimed by its id, however often it comes', async () => {
  const { handle, mails, claims } = setUp();
  await handle(anAccountRecord(), anAccountRecord());
  expect(mails).toMatchObject([{ to: 'staff@email.com', text: expect.stringContaining('reset?token=t0ken') }]);
  expect(claims.keys).toEqual(['018e3f00-0000-7000-8000-0000000000bb#password-reset']);
});

test.each([4, 3, 2, undefined])(
  'an account mail of version %s is sent, and one of a later version waits',
  async (version) => {
    const { handle, mails, fake } = setUp();
    const later = anAccountRecord({ message_version: 5, mail: 'of a later release' });
    const answer = await handle(anAccountRecord({ mail: 'password-changed', message_version: version }), later);
    expect(mails).toMatchObject([{ subject: expect.stringContaining('비밀번호가 바뀌었습니다') }]);
    expect(answer.batchItemFailures).toEqual([{ itemIdentifier: later.messageId }]);
    expect(fake.parked).toEqual([]);
  },
);

test('an account mail goes to the sandbox recipient too', async () => {
  const { handle, mails } = setUp({ sandboxRecipient: 'tester@example.com' });
  await handle(anAccountRecord());
  expect(mails).toMatchObject([{ to: 'tester@example.com', text: expect.stringContaining('시험 운영 중') }]);
});

test('an account mail whose link is over is not sent', async () => {
  const { handle, mails, fake } = setUp();
  await handle(anAccountRecord({ expires_at: '2024-03-15T00:00:00Z' }));
  expect(mails).toEqual([]);
  expect(fake.logger.lines).toMatchObject([{ fields: { done: [{ mail: 'none: expired' }] } }]);
});

test('of an account the log tells the mail id, never address or link', async () => {
  const { handle, fake } = setUp();
  await handle(anAccountRecord(), anAccountRecord({ to: 'no address' }));
  expect(fake.parked.map(({ reason }) => reason)).toEqual(['not an account mail: to: invalid_format']);
  expect(JSON.stringify(fake.logger.lines)).toContain('018e3f00-0000-7000-8000-0000000000bb');
  expect(JSON.stringify(fake.logger.lines)).not.toMatch(/staff|t0ken|http|no address/);
});

test('the mails link to the site that they are told', async () => {
  const { handle, mails } = setUp({ siteUrl: 'https://enterwait.example.com' });
  const event = anAppliedEvent('Request');
  await handle(anEventRecord(event));
  expect(mails[0]?.text).toContain(`https://enterwait.example.com/a/${event.event_id}`);
});

test('the log tells event and mail id, and no person', async () => {
  const { handle, fake } = setUp();
  await handle(anEventRecord(anAppliedEvent('Request')));
  expect(fake.logger.lines).toMatchObject([{ fields: { done: [{ type: 'Request', mail: 'mail-1' }] } }]);
  expect(fake.counts).toEqual({ Mails: 1 });
  expect(JSON.stringify(fake.logger.lines)).not.toMatch(/김|parent|@/);
});

test('names what is missing in its environment', () => {
  expect(() => dependenciesFrom({})).toThrow(
    'SendEmail: PARKED_QUEUE_URL is missing, MAIL_SENDER is missing, MAIL_CLAIM_TABLE_NAME is missing, MAIL_ADDRESS_TABLE_NAME is missing',
  );
});

describe('a mail is begun only while the function lives longer than the mail may take', () => {
  const record = () => anEventRecord(anAppliedEvent('Request'));

  test('with less time left the record comes again, and nobody has claimed it', async () => {
    const { handleWithin, mails, claims } = setUp();
    const one = record();
    const { batchItemFailures } = await handleWithin(() => MAIL_MS, one);
    expect(batchItemFailures).toEqual([{ itemIdentifier: one.messageId }]);
    expect([mails, claims.keys]).toEqual([[], []]);
  });

  test('a claim that took the time is given back', async () => {
    const { handleWithin, mails, claims } = setUp();
    const left = [40_000, MAIL_MS - 1];
    const one = record();
    const { batchItemFailures } = await handleWithin(() => left.shift() ?? 0, one);
    expect(batchItemFailures).toEqual([{ itemIdentifier: one.messageId }]);
    expect([mails, claims.keys]).toEqual([[], []]);
  });

  test('and the function is given time for a whole batch of them', () => {
    const functions = readFileSync(join(repositoryRoot, 'terraform/modules/pipeline/functions.tf'), 'utf8');
    const seconds = Number(/SendEmail\s+= \{ timeout_seconds = (\d+)/.exec(functions)?.[1]);
    expect(seconds * 1000).toBeGreaterThan(1.5 * MAIL_MS);
  });
});

describe('to an address that takes no mails', () => {
  const BOUNCED = { ...UNKNOWN_ADDRESS, returned_at: '2026-11-27T09:00:20.000Z', reason: 'bounce' as const };
  const VERIFIED = { ...UNKNOWN_ADDRESS, verified_at: '2026-11-27T10:00:00.000Z' };

  test('nothing goes out; the mail is claimed, counted and told as withheld', async () => {
    const { handle, mails, claims, addresses, fake } = setUp();
    await addresses.learn(addressKeyOf('user@email.com'), BOUNCED);
    const event = anAppliedEvent('Accept');
    expect(await handle(anEventRecord(event))).toEqual({ batchItemFailures: [] });
    expect([mails, claims.keys]).toEqual([[], [`${event.event_id}#accept`]]);
    expect(fake.counts).toEqual({ WithheldMails: 1 });
    expect(fake.logger.lines).toMatchObject([{ fields: { done: [{ mail: 'withheld: bounce' }] } }]);
  });

  test('but the mails by which it is proved', async () => {
    const { handle, mails, addresses } = setUp();
    await addresses.learn(addressKeyOf('staff@email.com'), BOUNCED);
    await handle(
      ...(['address-confirmation', 'address-verification', 'address-change'] as const).map((mail, number) =>
        anAccountRecord({ mail, mail_id: `018e3f00-0000-7000-8000-00000000000${number}` }),
      ),
      anAccountRecord({ mail: 'password-reset' }),
    );
    expect(mails).toHaveLength(3);
  });

  test('everything again, once it is verified', async () => {
    const { handle, mails, addresses } = setUp();
    await addresses.learn(addressKeyOf('user@email.com'), BOUNCED);
    await addresses.learn(addressKeyOf('user@email.com'), VERIFIED);
    await handle(anEventRecord(anAppliedEvent('Accept')));
    expect(mails).toHaveLength(1);
  });

  test('the test address of a sandbox counts, for the mails go there', async () => {
    const { handle, mails, addresses } = setUp({ sandboxRecipient: 'tester@example.com' });
    await addresses.learn(addressKeyOf('user@email.com'), BOUNCED);
    await handle(anEventRecord(anAppliedEvent('Accept')));
    expect(mails).toMatchObject([{ to: 'tester@example.com' }]);
  });

  test('while it cannot be looked up, nothing is sent and the message comes again', async () => {
    const away = { state: () => Promise.reject(awsError('TimeoutError')) };
    const { handle, mails, claims } = setUp({ addresses: away });
    const record = anEventRecord(anAppliedEvent('Accept'));
    expect((await handle(record)).batchItemFailures).toEqual([{ itemIdentifier: record.messageId }]);
    expect([mails, claims.keys]).toEqual([[], []]);
  });
});
