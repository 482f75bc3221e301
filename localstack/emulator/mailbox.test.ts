import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fetchMails, readLocalStackMails, readMiniStackMails } from './mailbox.ts';

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

test('whoever asks for the mails to an address gets no others, also of an emulator that sends all', async () => {
  const asked: unknown[] = [];
  const mail = (MessageId: string, ...To: string[]) => ({ MessageId, To, Timestamp: Number(MessageId) });
  const messages = {
    account: [mail('3', 'a@x.example'), mail('2', 'b@x.example'), mail('1', 'c@x.example', 'a@x.example')],
  };
  const emulator = createServer((request, response) => {
    asked.push(request.headers['x-only-addresses']);
    response.end(JSON.stringify({ messages }));
  }).listen(0, '127.0.0.1');
  await new Promise((listens) => emulator.once('listening', listens));
  const endpoint = `http://127.0.0.1:${(emulator.address() as AddressInfo).port}`;
  const idsTo = async (to?: string[]) => (await fetchMails('ministack', endpoint, to)).map(({ id }) => id);
  try {
    expect(await idsTo(['a@x.example'])).toEqual(['1', '3']);
    expect(await idsTo(['b@x.example', 'nobody@x.example'])).toEqual(['2']);
    expect(await idsTo([])).toEqual([]);
    expect(await idsTo()).toEqual(['1', '2', '3']);
    expect(asked).toEqual(['["a%40x.example"]', '["b%40x.example","nobody%40x.example"]', '[]', undefined]);
  } finally {
    await new Promise((closed) => emulator.close(closed));
  }
});
