import { readLocalStackMails, readMiniStackMails } from './mailbox.ts';

test('a mail looks the same from either emulator', () => {
  const miniStack = readMiniStackMails(
    JSON.stringify({
      messages: {
        '000000000000': [
          {
            MessageId: '1',
            Source: 'no-reply@example.com',
            To: ['user@email.com'],
            CC: [],
            Subject: '신청',
            BodyText: '안녕하세요',
            BodyHtml: '<p>안녕하세요</p>',
            Timestamp: '2026-03-01T00:00:00Z',
            Type: 'SendEmail',
          },
        ],
      },
    }),
  );
  const localStack = readLocalStackMails(
    JSON.stringify({
      messages: [
        {
          Id: '1',
          Region: 'ap-northeast-2',
          Source: 'no-reply@example.com',
          Destination: { ToAddresses: ['user@email.com'] },
          Subject: '신청',
          Body: { text_part: '안녕하세요', html_part: '<p>안녕하세요</p>' },
          Timestamp: '2026-03-01T00:00:00',
        },
      ],
    }),
  );
  expect(miniStack).toEqual([
    {
      id: '1',
      from: 'no-reply@example.com',
      to: ['user@email.com'],
      subject: '신청',
      text: '안녕하세요',
      html: '<p>안녕하세요</p>',
      sentAt: '2026-03-01T00:00:00.000Z',
    },
  ]);
  expect(localStack).toEqual(miniStack);
});

test('what an emulator leaves out is empty', () => {
  expect(
    readMiniStackMails(JSON.stringify({ messages: { a: [{ MessageId: '1', BodyHtml: null }] } }))[0],
  ).toMatchObject({
    to: [],
    html: '',
    sentAt: '',
  });
  expect(readLocalStackMails(JSON.stringify({ messages: [{ Id: '1' }] }))[0]).toMatchObject({
    to: [],
    text: '',
    sentAt: '',
  });
});
