import { queueKey } from '@enterwait/domain';
import { anApplication } from '../../../tests/support/samples.ts';
import { compare, type Held, type InFlight, type Judged } from './compare.ts';

const application = anApplication({ child_id: '202403150000001' });
const ID = '202403150000001N00001';
const entry = {
  requested_at: '2024-03-15T00:00:00.000Z',
  priority: { rules: '2026-1', items: [], points: 0, tie_points: 0 },
};
const judged = (overrides: Partial<Judged> = {}): Judged => ({
  request_id: ID,
  status: 1,
  version: 3,
  event_id: 'e-3',
  updated_at: '2024-03-15T00:00:00.000Z',
  application,
  entry,
  ...overrides,
});
const held = (row: Partial<NonNullable<Held['row']>> | undefined, more: Partial<Held> = {}): Held => ({
  row: row && { status: 1, version: 3, application, queue_key: queueKey(ID, entry), ...row },
  inFlight: [],
  enrolled: undefined,
  ...more,
});
const inFlight = (overrides: Partial<InFlight> = {}): InFlight => ({
  event_id: 'e-4',
  type: 'Cancel',
  asked_at: new Date(0),
  queued: false,
  judged: false,
  ...overrides,
});
const kinds = (one: Judged | undefined, other: Held, lostBefore = new Date(1000)) =>
  compare(ID, 'nursery', one, other, lostBefore).map(({ kind, fields }) => [kind, ...(fields ?? [])].join(' '));

test.each<[string, Judged | undefined, Held, string[]]>([
  ['the same', judged(), held({}), []],
  ['no row', judged(), held(undefined), ['row-missing']],
  ['an earlier version', judged(), held({ version: 2 }), ['row-behind']],
  ['a later version', judged(), held({ version: 4 }), ['row-ahead']],
  ['another status', judged(), held({ status: 99 }), ['row-differs status']],
  ['other data', judged(), held({ application: { ...application, parent_tel: '1' } }), ['row-differs parent_tel']],
  ['another place in the line', judged(), held({ queue_key: null }), ['row-differs queue_key']],
  ['no place in the line on either side', judged({ entry: null }), held({ queue_key: null }), []],
  ['a row of which the judge never heard', undefined, held({}), ['row-unknown']],
  ['an application that is not judged yet', undefined, held({ status: null, version: 0 }), []],
  ['nothing at all', undefined, held(undefined), []],
  ['a command that was judged', judged(), held({}, { inFlight: [inFlight({ judged: true })] }), ['outcome-lost']],
  ['a command that is nowhere', judged(), held({}, { inFlight: [inFlight()] }), ['command-lost']],
  ['a command in the outbox', judged(), held({}, { inFlight: [inFlight({ queued: true })] }), []],
  ['a young command', judged(), held({}, { inFlight: [inFlight({ asked_at: new Date(2000) })] }), []],
  ['a child of an application that waits', judged(), held({}, { enrolled: true }), ['child-extra']],
  ['no child of an accepted one', judged({ status: 2 }), held({ status: 2 }, { enrolled: false }), ['child-missing']],
  ['a child of an accepted one', judged({ status: 2 }), held({ status: 2 }, { enrolled: true }), []],
  [
    'a place taken by an accept in flight',
    judged(),
    held({}, { enrolled: true, inFlight: [inFlight({ type: 'Accept', queued: true })] }),
    [],
  ],
  ['a child of nobody', undefined, held(undefined, { enrolled: true }), ['row-unknown']],
])('%s', (_case, one, other, expected) => {
  expect(kinds(one, other)).toEqual(expected);
});

test('a difference names fields and never what is in them', () => {
  const differences = compare(
    ID,
    'nursery',
    judged(),
    held({ application: { ...application, child_name: '홍길동' } }),
    new Date(),
  );
  expect(JSON.stringify(differences)).not.toMatch(/홍길동|김하늘/);
});
