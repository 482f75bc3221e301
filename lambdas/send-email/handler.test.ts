import type { CommandType } from '@enterwait/domain';
import { UnprocessableRecordError } from '@enterwait/pipeline';
import {
  aContext,
  anAppliedEvent,
  anEventRecord,
  anSqsRecord,
  aRefusedEvent,
  awsError,
  fakeConsumerDependencies,
  sqsEvent,
} from '@enterwait/pipeline/testing';
import type { MailClaims } from './claims.ts';
import { createHandler, dependenciesFrom, type SendEmailDependencies } from './handler.ts';
import { renderMail } from './mail.ts';
import type { Mail } from './mailer.ts';

/** Claims in memory: as many mails as keys. */
function memoryClaims(): MailClaims & { keys: string[] } {
  const keys: string[] = [];
  return {
    keys,
    async sendOnce(key, _context, send) {
      if (keys.includes(key)) return 'already sent';
      keys.push(key);
      try {
        return await send();
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
  const mailer = { send: async (mail: Mail) => `mail-${mails.push(mail)}` };
  const handler = createHandler({
    ...fake,
    claims,
    mailer,
    sandboxRecipient: undefined,
    render: renderMail,
    ...overrides,
  });
  return {
    fake,
    mails,
    claims,
    handle: (...records: ReturnType<typeof anSqsRecord>[]) => handler(sqsEvent(...records), aContext()),
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

test('the log tells event and mail id, and no person', async () => {
  const { handle, fake } = setUp();
  await handle(anEventRecord(anAppliedEvent('Request')));
  expect(fake.logger.lines).toMatchObject([{ fields: { done: [{ type: 'Request', mail: 'mail-1' }] } }]);
  expect(JSON.stringify(fake.logger.lines)).not.toMatch(/김|parent|@/);
});

test('names what is missing in its environment', () => {
  expect(() => dependenciesFrom({})).toThrow(
    'SendEmail: PARKED_QUEUE_URL is missing, MAIL_SENDER is missing, MAIL_CLAIM_TABLE_NAME is missing',
  );
});
