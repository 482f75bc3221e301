import fc from 'fast-check';
import { COMMAND_TYPES, type CommandType, move, project, STATUS, type Status } from './status.ts';

const STATES: readonly (Status | null)[] = [null, 1, 2, 88, 99];

/** The table of the design, written out once more by hand: what is not here is refused. */
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
    expect(move(status, type)).toEqual(
      to === undefined ? { legal: false, reason: reasons[`${status}`] } : { legal: true, to },
    );
  });

  test('commands in flight are expected in their order, refused ones without effect', () => {
    expect(project(null, ['Request', 'Cancel'])).toBe(STATUS.cancelled);
    expect(project(null, ['Cancel', 'Request'])).toBe(STATUS.requested);
    expect(project(STATUS.cancelled, ['Accept'])).toBe(STATUS.cancelled);
    expect(project(STATUS.requested, ['Accept', 'Reject'])).toBe(STATUS.accepted);
  });

  test('expecting all at once is expecting one by one', () => {
    const types = fc.array(fc.constantFrom<CommandType>(...COMMAND_TYPES), { maxLength: 12 });
    fc.assert(
      fc.property(fc.constantFrom(...STATES), types, fc.nat(12), (status, all, cut) => {
        expect(project(project(status, all.slice(0, cut)), all.slice(cut))).toBe(project(status, all));
      }),
    );
  });
});
