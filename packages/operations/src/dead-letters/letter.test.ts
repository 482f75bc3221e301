import type { Message } from '@aws-sdk/client-sqs';
import { toCommandMessage } from '@enterwait/domain/protocol';
import { aCommand, anApplication, anAppliedEvent } from '@enterwait/lambda/testing';
import { letterOf } from './letter.ts';

const text = (StringValue: string) => ({ DataType: 'String', StringValue });
const message = (body: unknown, MessageAttributes: Message['MessageAttributes'] = {}): Message => ({
  MessageId: 'm-1',
  Body: typeof body === 'string' ? body : JSON.stringify(body),
  Attributes: { SentTimestamp: '1710460800000' },
  MessageAttributes,
});

test('a dead letter tells when, why, whose and how often', () => {
  const event = anAppliedEvent('Request');
  const letter = letterOf(
    message(event, {
      Reason: text('delivery failed: status 503'),
      FailedAt: text('2024-03-15T01:00:00.000Z'),
      Receives: text('50'),
    }),
    false,
  );
  expect(letter).toEqual({
    message_id: 'm-1',
    at: '2024-03-15T01:00:00.000Z',
    reason: 'delivery failed: status 503',
    request_id: event.request_id,
    event_id: event.event_id,
    type: 'Request',
    receives: 50,
    redriven: 0,
    history: [],
  });
});

test('a command is known in both of its forms', () => {
  const command = aCommand('Cancel');
  expect(letterOf(message(toCommandMessage(command)), false)).toMatchObject({
    request_id: command.request_id,
    event_id: command.event_id,
    type: 'Cancel',
  });
  expect(letterOf(message(anApplication(), { Status: text('Accept') }), false)).toMatchObject({
    request_id: command.request_id,
    event_id: null,
    type: 'Accept',
  });
});

test('an account mail is known by its kind and its id, dead or parked, and tells no address', () => {
  const mail = {
    mail: 'password-reset',
    mail_id: '018e3f00-0000-7000-8000-0000000000bb',
    to: 'user@email.com',
    url: 'https://enterwait.example.com/reset?token=t0ken',
    expires_at: '2024-03-15T01:00:00.000Z',
  };
  const parked = { parked_at: '2024-03-15T02:00:00.000Z', source: 'arn:aws:sqs:r:1:SendEmailQueue', ids: {} };
  const letters = [letterOf(message(mail), false), letterOf(message({ ...parked, body: JSON.stringify(mail) }), true)];
  for (const letter of letters) {
    expect(letter).toMatchObject({ type: 'password-reset', event_id: mail.mail_id, request_id: null });
  }
  expect(JSON.stringify(letters)).not.toMatch(/user@|t0ken/);
});

test.each(['', '{', 'null', '[]', '"김하늘"', { request_id: '김하늘', event_id: 'user@email.com', type: '김' }])(
  'a body like %j tells nothing',
  (body) => {
    const letter = letterOf(message(body), false);
    expect(letter).toMatchObject({ request_id: null, event_id: null, type: null, at: '2024-03-15T00:00:00.000Z' });
    expect(letter.reason).toMatch(/crashed or timed out/);
  },
);

test('a parked record of a queue, of the stream and of EventBridge tells its source', () => {
  const command = aCommand('Request');
  const ofQueue = letterOf(
    message(
      {
        parked_at: '2024-03-15T02:00:00.000Z',
        source: 'arn:aws:sqs:r:1:Q.fifo',
        ids: {},
        body: toCommandMessage(command),
      },
      { Reason: text('child_id: custom') },
    ),
    true,
  );
  expect(ofQueue).toMatchObject({ request_id: command.request_id, reason: 'child_id: custom', source: 'Q.fifo' });
  const ofStream = letterOf(
    message({
      source: 'arn:aws:dynamodb:r:1:table/T/stream/x',
      ids: { request_id: command.request_id, sk: `EVENT#${command.event_id}` },
      body: 'null',
    }),
    true,
  );
  expect(ofStream).toMatchObject({ request_id: command.request_id, event_id: command.event_id });
  const event = anAppliedEvent('Accept');
  const attributes = { RULE_ARN: text('arn:aws:events:r:1:rule/Bus/Accept'), ERROR_CODE: text('NO_PERMISSIONS') };
  expect(letterOf(message({ detail: event }, attributes), true)).toMatchObject({
    reason: 'NO_PERMISSIONS',
    event_id: event.event_id,
    source: 'rule/Bus/Accept',
  });
});

test('a letter holds nothing of a person', () => {
  const letters = [letterOf(message(anAppliedEvent('Request')), false), letterOf(message(anApplication()), false)];
  expect(JSON.stringify(letters)).not.toMatch(/김|user@|parent01|세종대로|010-/);
});
