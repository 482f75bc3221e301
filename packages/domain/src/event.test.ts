import { anApplication } from '../../../tests/support/samples.ts';
import type { Command } from './command.ts';
import { InvalidCommandError, parseCommand, toCommandMessage } from './command.ts';
import { deliveryFactsOf } from './delivery.ts';
import { judge, judgedEventSchema, NO_STATE } from './event.ts';

const application = anApplication({ child_id: '202403150000001' });
const command: Command = {
  event_id: '01a20457-a9a6-77cf-ba3a-71a4b331e230',
  request_id: '202403150000001N00001',
  type: 'Request',
  origin: 'enterwait',
  occurred_at: '2026-03-01T00:00:00.000Z',
  traceparent: '00-02151db094740478fd2cc6d218907ddb-d333b4ee144a728d-01',
  application,
};
const facts = {
  messageId: '3f1f0e39-63b5-4b5c-8e6a-8d1d6e2d4c11',
  status: undefined,
  sentAt: new Date('2026-03-01T01:00:00Z'),
};
const now = new Date('2026-03-01T02:00:00Z');

describe('a command message', () => {
  test('comes back as it was sent', () => {
    expect(parseCommand(toCommandMessage(command), { ...facts, status: 'Request' })).toEqual(command);
  });

  test.each(['Request', 'Cancel'])(
    "in the seed's form, %s is the parents' and is known by its SQS message",
    (status) => {
      expect(parseCommand(JSON.stringify(application), { ...facts, status })).toEqual({
        event_id: facts.messageId,
        request_id: '202403150000001N00001',
        type: status,
        origin: 'enterwait',
        occurred_at: '2026-03-01T01:00:00.000Z',
        application,
      });
    },
  );

  test.each(['Accept', 'Reject'])("in the seed's form, %s is the daycare's", (status) => {
    expect(parseCommand(JSON.stringify(application), { ...facts, status }).origin).toBe('nursery');
  });

  test.each([
    ['no JSON', 'x', 'Request'],
    ['no object', '[]', 'Request'],
    ['null', 'null', 'Request'],
    ['seed form without Status', JSON.stringify(application), undefined],
    ['an unknown Status', JSON.stringify(application), 'Approve'],
    ['a Status that contradicts the type', toCommandMessage(command), 'Cancel'],
    ['a bad field', JSON.stringify({ ...application, child_id: '김하늘' }), 'Request'],
    ['an unknown field', JSON.stringify({ ...application, 김하늘: '1' }), 'Request'],
  ])('%s can never be one, and the reason quotes no value', (_name, body, status) => {
    expect(() => parseCommand(body, { ...facts, status })).toThrow(InvalidCommandError);
    expect(() => parseCommand(body, { ...facts, status })).not.toThrow(/김하늘/);
  });
});

describe('the judge', () => {
  const requested = judge(NO_STATE, command, now);
  const requestedState = { status: requested.status, version: requested.version, application: requested.application };

  test('applies a legal command as the next version', () => {
    expect(requested).toMatchObject({ outcome: 'applied', reason: null, status: 1, version: 1, application });
    expect(judgedEventSchema.parse(requested)).toEqual(requested);
  });

  test('refuses an illegal one and leaves the state', () => {
    const again = judge(requestedState, command, now);
    expect(again).toMatchObject({ outcome: 'refused', reason: 'already-requested', ...requestedState });
  });

  test('refuses what meets no application', () => {
    const refused = judge(NO_STATE, { ...command, type: 'Accept', origin: 'nursery' }, now);
    expect(refused).toMatchObject({
      outcome: 'refused',
      reason: 'no-application',
      status: null,
      version: 0,
      application: null,
    });
    expect(judgedEventSchema.parse(refused)).toEqual(refused);
  });

  test('staff cannot rewrite a parent by accepting', () => {
    const rewritten = {
      ...command,
      type: 'Accept' as const,
      application: { ...application, parent_email: 'staff@email.com' },
    };
    expect(judge(requestedState, rewritten, now).application).toEqual(application);
  });

  test('a Request after a cancel brings its own data in', () => {
    const cancelled = { status: 99 as const, version: 2, application };
    const moved = { ...command, application: { ...application, parent_address: '부산' } };
    expect(judge(cancelled, moved, now)).toMatchObject({ version: 3, application: { parent_address: '부산' } });
  });

  test('what travels in a header holds nothing personal', () => {
    expect(JSON.stringify(deliveryFactsOf(requested))).toMatch(/^[\x20-\x7e]*$/);
    expect(deliveryFactsOf(requested)).not.toHaveProperty('application');
  });
});
