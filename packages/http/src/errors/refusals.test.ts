import { HttpError } from './errors.ts';
import { attempting, noteRefusal } from './refusals.ts';

const noted: unknown[] = [];
const audit = {
  noteIn: async () => {},
  noteFirst: async () => {},
  note: async (_res: unknown, event: unknown) => {
    noted.push(event);
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

test('what is forbidden, and what a limit holds back, is noted whoever asks; how often is for the audit to say', () => {
  for (const known of [true, false]) {
    const res = answerTo('192.0.2.1', known);
    refuse(res, 403, 'not-yours');
    refuse(res, 429, 'too-often');
  }
  expect(noted).toEqual(
    ['not-yours', 'too-often', 'not-yours', 'too-often'].map((refused) => ({ action: 'call', refused })),
  );
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
