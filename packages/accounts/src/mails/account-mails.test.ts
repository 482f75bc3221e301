import { accountMailSchema, NewerMessageError, requireKnownMajor } from '@enterwait/domain/protocol';
import { createAccountMails } from './account-mails.ts';
import { createBackgroundTasks } from './background-tasks.ts';
import { linkPath } from './links.ts';

const lines: unknown[][] = [];
const logger = { info: (...line: unknown[]) => lines.push(line), warn: (...line: unknown[]) => lines.push(line) };
const backgroundTasks = createBackgroundTasks(logger as never);
const mailsWith = (send: (command: { input: { QueueUrl: string; MessageBody: string } }) => Promise<unknown>) =>
  createAccountMails({
    sqs: { send } as never,
    queueUrl: 'http://queue.example/SendEmailQueue',
    publicUrl: 'https://waitlist.example',
    logger: logger as never,
    backgroundTasks,
  });

beforeEach(() => {
  lines.length = 0;
});

test('a mail is handed to the queue of the mails, with its link and its end', async () => {
  const sent: { QueueUrl: string; MessageBody: string }[] = [];
  const mails = mailsWith(async ({ input }) => sent.push(input));
  mails.send('password-reset', 'user@example.com', { path: linkPath('/reset', 'a token/of ours'), seconds: 3600 });
  await backgroundTasks.settled();
  const mail = accountMailSchema.parse(JSON.parse(sent[0]?.MessageBody ?? ''));
  expect(mail).toMatchObject({
    mail: 'password-reset',
    to: 'user@example.com',
    url: 'https://waitlist.example/reset?token=a%20token%2Fof%20ours',
  });
  expect((Date.parse(mail.expires_at) - Date.now()) / 60_000).toBeCloseTo(60, 0);
});

test('a kind that an earlier SendEmail does not know travels in a version that makes it wait', async () => {
  const sent: { MessageBody: string }[] = [];
  const mails = mailsWith(async ({ input }) => sent.push(input));
  mails.send('password-reset', 'user@example.com', { path: '/reset?token=x', seconds: 60 });
  mails.send('password-changed', 'user@example.com', { path: '/forgot', seconds: 60 });
  mails.send('second-factor-off', 'user@example.com', { path: '/forgot', seconds: 60 });
  await backgroundTasks.settled();
  const bodies = sent.map(({ MessageBody }) => JSON.parse(MessageBody) as unknown);
  expect(() => requireKnownMajor(bodies[0])).not.toThrow();
  expect(() => requireKnownMajor(bodies[1])).toThrow(NewerMessageError);
  expect(() => requireKnownMajor(bodies[1], undefined, 2)).not.toThrow();
  expect(() => requireKnownMajor(bodies[2], undefined, 2)).toThrow(NewerMessageError);
});

test('a queue that is away fails nobody, and the log tells neither whom nor what', async () => {
  const mails = mailsWith(() => Promise.reject(Object.assign(new Error('away'), { code: 'ECONNREFUSED' })));
  mails.send('password-reset', 'user@example.com', { path: '/reset?token=a-token-of-ours', seconds: 3600 });
  await backgroundTasks.settled();
  expect(lines).toHaveLength(1);
  expect(JSON.stringify(lines)).not.toMatch(/user@example|a-token/);
});
