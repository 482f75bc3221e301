import { accountMailSchema } from '@enterwait/domain';
import { createResetMails } from './reset-mail.ts';
import { createUnderWay } from './under-way.ts';

const lines: unknown[][] = [];
const logger = { info: (...line: unknown[]) => lines.push(line), warn: (...line: unknown[]) => lines.push(line) };
const underWay = createUnderWay(logger as never);
const mailsWith = (send: (command: { input: { QueueUrl: string; MessageBody: string } }) => Promise<unknown>) =>
  createResetMails({
    sqs: { send } as never,
    queueUrl: 'http://queue.example/SendEmailQueue',
    publicUrl: 'https://waitlist.example',
    logger: logger as never,
    underWay,
  });

beforeEach(() => {
  lines.length = 0;
});

test('a mail is handed to the queue of the mails, with its link and its end', async () => {
  const sent: { QueueUrl: string; MessageBody: string }[] = [];
  const mails = mailsWith(async ({ input }) => sent.push(input));
  mails.send('user@example.com', 'a token/of ours');
  await underWay.settled();
  const mail = accountMailSchema.parse(JSON.parse(sent[0]?.MessageBody ?? ''));
  expect(mail).toMatchObject({
    mail: 'password-reset',
    to: 'user@example.com',
    url: 'https://waitlist.example/reset?token=a%20token%2Fof%20ours',
  });
  expect((Date.parse(mail.expires_at) - Date.now()) / 60_000).toBeCloseTo(60, 0);
});

test('a queue that is away fails nobody, and the log tells neither whom nor what', async () => {
  const mails = mailsWith(() => Promise.reject(Object.assign(new Error('away'), { code: 'ECONNREFUSED' })));
  mails.send('user@example.com', 'a-token-of-ours');
  await underWay.settled();
  expect(lines).toHaveLength(1);
  expect(JSON.stringify(lines)).not.toMatch(/user@example|a-token/);
});
