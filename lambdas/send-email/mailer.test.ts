import type { SESClient } from '@aws-sdk/client-ses';
import { awsError, fakeClient } from '@enterwait/lambda/testing';
import { createMailer } from './mailer.ts';

const MAIL = { to: 'user@email.com', subject: '입소대기 · Waitlist', text: '글', html: '<p>글</p>' };
const mailerWith = (answer: () => unknown) => {
  const { client, sent } = fakeClient<SESClient>(answer);
  return { mailer: createMailer(client, 'no-reply@example.com'), sent };
};

test('a mail goes out as text and HTML in UTF-8, from the configured sender', async () => {
  const { mailer, sent } = mailerWith(() => ({ MessageId: 'mail-1' }));
  expect(await mailer.send(MAIL)).toBe('mail-1');
  const content = (Data: string) => ({ Data, Charset: 'UTF-8' });
  expect(sent[0]?.input).toEqual({
    Source: 'no-reply@example.com',
    Destination: { ToAddresses: ['user@email.com'] },
    Message: { Subject: content(MAIL.subject), Body: { Text: content('글'), Html: content('<p>글</p>') } },
  });
});

test('with a configuration set it is sent with that, and SES tells what becomes of it', async () => {
  const { client, sent } = fakeClient<SESClient>(() => ({ MessageId: 'mail-1' }));
  await createMailer(client, 'no-reply@example.com', 'enterwait').send(MAIL);
  expect(sent[0]?.input.ConfigurationSetName).toBe('enterwait');
});

test('a subject is one line, whatever is put into it', async () => {
  const { mailer, sent } = mailerWith(() => ({}));
  await mailer.send({ ...MAIL, subject: 'a\r\nBcc: x@example.com\u2028b' });
  expect(sent[0]?.input.Message.Subject.Data).toBe('a Bcc: x@example.com b');
});

test.each(['MessageRejected', 'InvalidParameterValue'])(
  '%s is for good: parked, without the address in the reason',
  async (name) => {
    const { mailer } = mailerWith(() => Promise.reject(awsError(name, 'not verified: user@email.com')));
    await expect(mailer.send(MAIL)).rejects.toMatchObject({
      name: 'UnprocessableRecordError',
      reason: `SES refused: ${name}`,
    });
  },
);

test.each(['Throttling', 'ServiceUnavailable', 'AccountSendingPausedException', 'TimeoutError'])(
  '%s passes: the mail comes again',
  async (name) => {
    const { mailer } = mailerWith(() => Promise.reject(awsError(name)));
    await expect(mailer.send(MAIL)).rejects.toMatchObject({ name });
  },
);
