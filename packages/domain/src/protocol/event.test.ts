import { jest } from '@jest/globals';
import { anApplication } from '../../../../tests/support/commands/samples.ts';
import type { Command } from './command.ts';
import { InvalidCommandError, parseCommand, toCommandMessage } from './command.ts';
import { deliveryFactsOf, encodeFacts, toDelivery } from './delivery.ts';
import { judge, judgedEventSchema, NO_STATE, type State, stateAfter } from './event.ts';
import { NewerMessageError } from './message-version.ts';
import type { Status } from './status.ts';

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

  test('is parsed once, and read once by a schema', () => {
    let reads = 0;
    const message = Object.defineProperty(JSON.parse(toCommandMessage(command)), 'event_id', {
      enumerable: true,
      get: () => {
        reads += 1;
        return command.event_id;
      },
    });
    const parse = jest.spyOn(JSON, 'parse').mockReturnValue(message);
    try {
      expect(parseCommand('', { ...facts, status: 'Request' })).toEqual(command);
      expect(parse).toHaveBeenCalledTimes(1);
      expect(reads).toBe(1);
    } finally {
      parse.mockRestore();
    }
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
    ['a bad field', JSON.stringify({ ...application, child_id: '김하늘' }), 'Request'],
    ['an unknown field', JSON.stringify({ ...application, 김하늘: '1' }), 'Request'],
  ])('%s can never be one, and the reason quotes no value', (_name, body, status) => {
    expect(() => parseCommand(body, { ...facts, status })).toThrow(InvalidCommandError);
    expect(() => parseCommand(body, { ...facts, status })).not.toThrow(/김하늘/);
  });
});

describe('a command that names itself and cannot be judged', () => {
  const sent = JSON.parse(toCommandMessage(command));
  test.each([
    ['a field of another type', { ...sent, child_name: 7 }, 'child_name: invalid_type'],
    ['a field that is missing', { ...sent, parent_tel: undefined }, 'parent_tel: invalid_type'],
    ['a Status that contradicts the type', { ...sent, type: 'Cancel' }, 'attribute Status contradicts type'],
  ])('%s is answered: refused as invalid', (_name, message, reason) => {
    const read = parseCommand(JSON.stringify(message), { ...facts, status: 'Request' });
    expect(read).toMatchObject({ event_id: command.event_id, request_id: command.request_id, invalid: reason });
    expect(judge(NO_STATE, read, now)).toMatchObject({ outcome: 'refused', reason: 'invalid', version: 0 });
  });
});

describe('between our own parts', () => {
  test('a field that a later release has added is no reason to stop', () => {
    const later = { ...JSON.parse(toCommandMessage(command)), parent_language: 'ko' };
    expect(parseCommand(JSON.stringify(later), { ...facts, status: 'Request' })).toMatchObject(command);
    const event = judge(NO_STATE, command, now);
    expect(judgedEventSchema.parse({ ...event, later: { a: 1 } })).toEqual({ ...event, later: { a: 1 } });
  });

  test('nothing is judged again by rules that were true when it was written', () => {
    const tomorrow = { ...application, child_birthday: '20990101', parent_tel: '02' };
    const read = parseCommand(toCommandMessage({ ...command, application: tomorrow }), { ...facts, status: 'Request' });
    expect(judge(NO_STATE, read, now)).toMatchObject({ outcome: 'applied', application: tomorrow });
  });

  test('a message of a newer major version waits for a release that reads it', () => {
    const body = toCommandMessage(command);
    expect(() => parseCommand(body, { ...facts, status: 'Request', version: '2' })).toThrow(NewerMessageError);
    expect(parseCommand(body, { ...facts, status: 'Request', version: '1' })).toEqual(command);
  });

  test('a delivery has the form of the release of 2026-11-25; what came since travels beside it', () => {
    const event = { ...judge(NO_STATE, command, now), later: 1 };
    const { event: sent, extension } = toDelivery(event);
    expect(extension).toEqual({ round: 1 });
    expect(sent).not.toHaveProperty('round');
    expect(sent).not.toHaveProperty('later');
    expect({ ...sent, ...extension }).toEqual(judge(NO_STATE, command, now));
  });
});

describe('rounds', () => {
  const accept = { ...command, type: 'Accept' as const, origin: 'nursery' as const };
  const state = (status: Status, round: number): State => ({ status, version: 7, application, entry: null, round });

  test('an applied Request opens one', () => {
    expect(judge(NO_STATE, command, now).round).toBe(1);
    expect(judge(state(99, 3), command, now).round).toBe(4);
    expect(judge(state(1, 3), accept, now).round).toBe(3);
  });

  test('a decision about another round than its asker saw is refused, whatever the state', () => {
    for (const status of [1, 2, 88, 99] as const) {
      const event = judge(state(status, 3), { ...accept, round: 2 }, now);
      expect(event).toMatchObject({ outcome: 'refused', reason: 'other-round', status, round: 3 });
    }
  });

  test('one that names the round, or none, is decided by the status table', () => {
    expect(judge(state(1, 3), { ...accept, round: 3 }, now)).toMatchObject({ outcome: 'applied' });
    expect(judge(state(1, 3), accept, now)).toMatchObject({ outcome: 'applied' });
    expect(judge(NO_STATE, { ...accept, round: 1 }, now)).toMatchObject({ reason: 'no-application' });
  });
});

describe('the judge', () => {
  const requested = judge(NO_STATE, command, now);
  const requestedState = stateAfter(requested);

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
    const cancelled = { status: 99 as const, version: 2, application, entry: null, round: 1 };
    const moved = { ...command, application: { ...application, parent_address: '부산' } };
    expect(judge(cancelled, moved, now)).toMatchObject({ version: 3, application: { parent_address: '부산' } });
  });

  test('what travels in a header is ASCII, and nothing of the ten fields', () => {
    const facts = deliveryFactsOf(
      judge(requestedState, { ...command, type: 'Reject', origin: 'nursery', note: '정원 초과 ▲ 👶' }, now),
    );
    expect(encodeFacts(facts)).toMatch(/^[\x20-\x7e]*$/);
    expect(JSON.parse(encodeFacts(facts))).toEqual(facts);
    expect(deliveryFactsOf(requested)).not.toHaveProperty('application');
  });

  describe('the place in the line', () => {
    const priority = { rules: '2026-1', items: ['working-parents'], points: 100, tie_points: 0 };

    test('is of the time and the score of the Request', () => {
      const entered = judge(NO_STATE, { ...command, entry: { priority, nursery_name: '햇살어린이집' } }, now);
      expect(entered.entry).toEqual({ requested_at: command.occurred_at, priority, nursery_name: '햇살어린이집' });
      expect(judgedEventSchema.parse(entered)).toEqual(entered);
    });

    test('is one without points where nothing is claimed', () => {
      expect(requested.entry).toEqual({
        requested_at: command.occurred_at,
        priority: { rules: '2026-1', items: [], points: 0, tie_points: 0 },
      });
    });

    test('stays as it was through every other command, whatever that brings with it', () => {
      const accept = { ...command, type: 'Accept' as const, origin: 'nursery' as const, entry: { priority } };
      expect(judge(requestedState, accept, now).entry).toEqual(requested.entry);
    });

    test('a daycare may not withdraw a waiting application', () => {
      const leave = { ...command, type: 'Cancel' as const, origin: 'nursery' as const };
      expect(judge(requestedState, leave, now)).toMatchObject({ outcome: 'refused', reason: 'already-requested' });
    });
  });
});
