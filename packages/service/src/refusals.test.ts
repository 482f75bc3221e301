import { HttpError } from './errors.ts';
import { attempting, noteRefusal } from './refusals.ts';

const noted: unknown[] = [];
const audit = {
  noteIn: async () => {},
  noteFirst: async () => {},
  note: async (_res: unknown, deed: unknown) => {
    noted.push(deed);
  },
};
const answerTo = (address: string, known: boolean) =>
  ({
    req: { res: { locals: { address } } },
    locals: known ? { identity: { principal: { kind: 'key', id: 'a', role: 'parent' } } } : {},
  }) as never;
const refuse = (res: never, status: number, code = 'refused') =>
  noteRefusal(audit, res, new HttpError(status, code, ''));

beforeEach(() => {
  noted.length = 0;
});

test('what somebody known was forbidden is noted every time', () => {
  const res = answerTo('192.0.2.1', true);
  for (const _ of [1, 2]) refuse(res, 403, 'not-yours');
  expect(noted).toEqual([1, 2].map(() => ({ action: 'call', refused: 'not-yours' })));
});

test('somebody who guesses keys is noted once a minute', () => {
  for (const _ of [1, 2, 3]) refuse(answerTo('192.0.2.2', false), 403, 'credential-invalid');
  refuse(answerTo('192.0.2.3', false), 403, 'credential-invalid');
  expect(noted).toHaveLength(2);
});

test('a command that was refused is noted with the application; a page that is not there is not', () => {
  const res = answerTo('192.0.2.4', true);
  refuse(res, 404, 'unknown-path');
  attempting(res, { action: 'Cancel', requestId: '202403150000001N00001' });
  refuse(res, 409, 'already-cancelled');
  refuse(res, 503, 'unavailable');
  expect(noted).toEqual([{ action: 'Cancel', requestId: '202403150000001N00001', refused: 'already-cancelled' }]);
});

test('whoever brought no credential at all is not noted', () => {
  refuse(answerTo('192.0.2.5', false), 401, 'credential-required');
  expect(noted).toEqual([]);
});
