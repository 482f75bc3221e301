import fc from 'fast-check';
import { COMMAND_TYPES, type CommandType, move, project, STATUS, type Status, trail } from './status.ts';

const STATES: readonly (Status | null)[] = [null, 1, 2, 88, 99];

const at = (status: Status | null) => ({ status, round: null });
const asked = (...types: readonly CommandType[]) => types.map((type) => ({ type, round: null }));

/** The status table of the design, written out once more by hand. Whatever is not in it must be refused. */
const LEGAL: Record<string, Status> = {
  'null Request': 1,
  '88 Request': 1,
  '99 Request': 1,
  '1 Cancel': 99,
  '2 Cancel': 99,
  '1 Accept': 2,
  '1 Reject': 88,
};

describe('the status table', () => {
  const cases = STATES.flatMap((status) => COMMAND_TYPES.map((type) => [status, type] as const));
  test.each(cases)('from %s, %s', (status, type) => {
    const to = LEGAL[`${status} ${type}`];
    const reasons = {
      null: 'no-application',
      1: 'already-requested',
      2: 'already-accepted',
      88: 'already-rejected',
      99: 'already-cancelled',
    };
    expect(move(status, type, 'enterwait')).toEqual(
      to === undefined ? { legal: false, reason: reasons[`${status}`] } : { legal: true, to },
    );
  });

  test('a daycare takes out a child that it has, and withdraws nobody who waits', () => {
    expect(move(STATUS.accepted, 'Cancel', 'nursery')).toEqual({ legal: true, to: STATUS.cancelled });
    expect(move(STATUS.requested, 'Cancel', 'nursery')).toEqual({ legal: false, reason: 'already-requested' });
    expect(project(at(STATUS.requested), asked('Cancel'), 'nursery')).toBe(STATUS.requested);
    expect(move(STATUS.requested, 'Cancel', 'management')).toEqual({ legal: true, to: STATUS.cancelled });
  });

  test('commands in flight are expected in their order, refused ones without effect', () => {
    expect(project(at(null), asked('Request', 'Cancel'), 'enterwait')).toBe(STATUS.cancelled);
    expect(project(at(null), asked('Cancel', 'Request'), 'enterwait')).toBe(STATUS.requested);
    expect(project(at(STATUS.cancelled), asked('Accept'), 'nursery')).toBe(STATUS.cancelled);
    expect(project(at(STATUS.requested), asked('Accept', 'Reject'), 'nursery')).toBe(STATUS.accepted);
  });

  test('what is about a round that is over is expected to change nothing, whatever the next round is in', () => {
    const expected = (round: number | null, ...saw: (number | null)[]) =>
      project(
        { status: STATUS.requested, round },
        saw.map((seen) => ({ type: 'Accept', round: seen })),
        'nursery',
      );
    expect(expected(2, 1)).toBe(STATUS.requested);
    expect(expected(2, 1, 2)).toBe(STATUS.accepted);
    // If the round is unknown, a place must be held for whatever may still be accepted.
    expect([expected(2, null), expected(null, 1), expected(1, 2)]).toEqual([2, 2, 2]);
    const waiting = { status: STATUS.requested, round: 2 };
    expect(trail(waiting, [{ type: 'Accept', round: 1 }], 'nursery')).not.toContain(STATUS.accepted);
  });

  test('expecting all at once is expecting one by one', () => {
    const types = fc.array(fc.constantFrom<CommandType>(...COMMAND_TYPES), { maxLength: 12 });
    fc.assert(
      fc.property(fc.constantFrom(...STATES), types, fc.nat(12), (status, all, cut) => {
        const some = project(at(status), asked(...all.slice(0, cut)), 'enterwait');
        expect(project(at(some), asked(...all.slice(cut)), 'enterwait')).toBe(
          project(at(status), asked(...all), 'enterwait'),
        );
      }),
    );
  });
});
