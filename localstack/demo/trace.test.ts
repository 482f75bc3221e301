import { stripVTControlCharacters } from 'node:util';
import { renderJourney, renderMail } from './trace.ts';

const mail = {
  id: '1',
  from: 'a@b.kr',
  to: ['user@email.com'],
  subject: '접수',
  text: '',
  html: '<p>안녕<br>하세요</p>',
  sentAt: '',
};

test('a journey tells its hops in the order in which they were seen', () => {
  const text = renderJourney({
    type: 'Accept',
    requestId: 'r',
    eventId: 'e',
    from: 'nursery',
    to: 'enterwait',
    answered: 7.25,
    judged: 40,
    delivered: 91.6,
    confirmed: 88,
    mailed: 60,
    mail,
  });
  const lines = stripVTControlCharacters(text)
    .split('\n')
    .map((line) => line.trim().split(/ {2,}/).slice(0, 2));
  expect(lines).toEqual([
    ['승인 Accept', 'r · e'],
    ['7.3 ms', '202'],
    ['40 ms', 'EVENT#'],
    ['60 ms', 'SES'],
    ['88 ms', 'nursery.request'],
    ['92 ms', 'enterwait.request'],
  ]);
});

test('a mail without text is read from its HTML', () => {
  expect(stripVTControlCharacters(renderMail(mail))).toMatch(/안녕\n {2}하세요/);
});
