import { queueKey } from '@enterwait/domain/protocol';
import { anAppliedEvent } from '@enterwait/lambda/testing';
import { anApplication } from '../../../../../tests/support/commands/samples.ts';
import { MEANINGS } from '../words.ts';
import { compare, type Events, type Held, type InFlight, type Judged, type Settled } from './compare.ts';
import { DIFFERENCE_KINDS } from './difference.ts';

const application = anApplication({ child_id: '202403150000001' });
const ID = '202403150000001N00001';
const entry = {
  requested_at: '2024-03-15T00:00:00.000Z',
  priority: { rules: '2026-1', items: ['single-parent'], points: 200, tie_points: 0 },
};
const columns = {
  priority_rules: '2026-1',
  priority_items: '["single-parent"]',
  points: 200,
  tie_points: 0,
  requested_at: '2024-03-15T00:00:00.000Z',
  queue_key: queueKey(ID, entry),
};
const noColumns = {
  priority_rules: null,
  priority_items: null,
  points: null,
  tie_points: null,
  requested_at: null,
  queue_key: null,
};
const judged = (overrides: Partial<Judged> = {}): Judged => ({
  request_id: ID,
  status: 1,
  version: 3,
  round: 2,
  event_id: 'e-3',
  updated_at: '2024-03-15T00:00:00.000Z',
  application,
  entry,
  ...overrides,
});
const settled = (overrides: Partial<Settled> = {}): Settled => ({
  event_id: 'e-3',
  outcome: 'applied',
  reason: null,
  status: 1,
  version: 3,
  note: null,
  ...overrides,
});
type Row = NonNullable<Held['row']>;
const held = (row: Partial<Row> | undefined, more: Partial<Held> = {}): Held => ({
  row: row && {
    status: 1,
    version: 3,
    round: 2,
    expected: row.status === undefined ? 1 : row.status,
    application,
    entry: columns,
    ...row,
  },
  inFlight: [],
  settled: [settled()],
  place: null,
  ...more,
});
const inFlight = (overrides: Partial<InFlight> = {}): InFlight => ({
  event_id: 'e-4',
  type: 'Reject',
  round: null,
  asked_at: new Date(0),
  outbox: null,
  ...overrides,
});
const [LONG_AGO, LOST_BEFORE, JUST_NOW] = [new Date(0), new Date(1000), new Date(2000)];
const asked = inFlight({ outbox: JUST_NOW });
const place = { child_id: '202403150000001', nursery_id: 'N00001' };
const event = anAppliedEvent('Request', { event_id: 'e-3', status: 1, version: 3 });
const EVENTS: Events = new Map([['e-3', event]]);
const kinds = (one: Judged | undefined, other: Held, events: Events = EVENTS) =>
  compare(ID, 'nursery', one, other, events, LOST_BEFORE).map(({ kind, fields }) =>
    [kind, ...(fields ?? [])].join(' '),
  );

test.each<[string, Judged | undefined, Held, string[]]>([
  ['the same', judged(), held({}), []],
  ['no row', judged(), held(undefined), ['row-missing']],
  ['an earlier version', judged(), held({ version: 2 }), ['row-behind']],
  ['a later version', judged(), held({ version: 4 }), ['row-ahead']],
  ['another status', judged(), held({ status: 99 }), ['row-differs status']],
  [
    'other data',
    judged(),
    held({ application: { ...application, parent_tel: '1', child_birthday: '20200101' } }),
    ['row-differs child_birthday parent_tel'],
  ],
  ['another round', judged(), held({ round: 1 }), ['row-differs round']],
  ['no round, as a process of the release before leaves it', judged(), held({ round: null }), []],
  ['no round on either side', judged({ round: undefined }), held({ round: null }), []],
  ['a round where the judge of the release before wrote last', judged({ round: undefined }), held({}), []],
  ['another place in the line', judged(), held({ entry: { ...columns, queue_key: null } }), ['row-differs queue_key']],
  [
    'another score',
    judged(),
    held({ entry: { ...columns, points: 1, priority_items: '[]' } }),
    ['row-differs priority_items points'],
  ],
  ['no place in the line on either side', judged({ entry: null }), held({ entry: noColumns }), []],
  ['a row of which the judge never heard', undefined, held({}), ['row-unknown']],
  ['an application that is not judged yet', undefined, held({ status: null, version: 0, expected: null }), []],
  ['nothing at all', undefined, held(undefined), []],
  ['an expected status that does not follow', judged(), held({ expected: 2 }), ['expected-differs']],
  [
    'an expected status of an application that is not judged yet',
    undefined,
    held({ status: null, version: 0, expected: null }, { inFlight: [inFlight({ type: 'Request', outbox: JUST_NOW })] }),
    ['expected-differs'],
  ],
  [
    'a command of the history with another note',
    judged(),
    held({}, { settled: [settled({ note: 'x' })] }),
    ['outcome-differs note'],
  ],
  [
    'a command of the history with another outcome',
    judged(),
    held({}, { settled: [settled({ outcome: 'refused', reason: 'already-accepted' })] }),
    ['outcome-differs outcome reason'],
  ],
  [
    'a command that the judge does not have',
    judged(),
    held({}, { settled: [settled(), settled({ event_id: 'e-2' })] }),
    [],
  ],
  ['a version whose command is not in the history', judged(), held({}, { settled: [] }), ['history-missing']],
  ['a command that is nowhere', judged(), held({ expected: 88 }, { inFlight: [inFlight()] }), ['command-lost']],
  ['a command that was just asked', judged(), held({ expected: 88 }, { inFlight: [asked] }), []],
  [
    'a command that was asked long ago',
    judged(),
    held({ expected: 88 }, { inFlight: [inFlight({ outbox: LONG_AGO })] }),
    ['command-unanswered'],
  ],
  [
    'a command that waits for the one before it',
    judged(),
    held({ expected: 88 }, { inFlight: [asked, inFlight({ event_id: 'e-5', type: 'Accept', outbox: LONG_AGO })] }),
    [],
  ],
  ['a young command', judged(), held({ expected: 88 }, { inFlight: [inFlight({ asked_at: JUST_NOW })] }), []],
  ['a place of an application that waits', judged(), held({}, { place }), ['child-extra']],
  [
    'no place of an accepted one',
    judged({ status: 2 }),
    held({ status: 2 }, { settled: [settled({ status: 2 })] }),
    ['outcome-differs status', 'child-missing'],
  ],
  [
    'a place that an accept in flight asks for',
    judged(),
    held({ expected: 2 }, { place, inFlight: [{ ...asked, type: 'Accept' }] }),
    [],
  ],
  [
    'no place for an accept in flight',
    judged(),
    held({ expected: 2 }, { inFlight: [{ ...asked, type: 'Accept' }] }),
    ['child-missing'],
  ],
  [
    "another child's place",
    judged(),
    held({ expected: 2 }, { place: { ...place, child_id: 'x' }, inFlight: [{ ...asked, type: 'Accept' }] }),
    ['child-differs child_id'],
  ],
  ['a place of nobody', undefined, held(undefined, { place, settled: [] }), ['row-unknown']],
])('%s', (_case, one, other, expected) => {
  expect(kinds(one, other)).toEqual(expected);
});

test('a place is held until the leave in flight is judged', () => {
  const accepted = judged({ status: 2, event_id: 'e-2' });
  const leaving = (one: Held['place']) =>
    held(
      { status: 2, expected: 99 },
      { place: one, inFlight: [{ ...asked, type: 'Cancel' }], settled: [settled({ event_id: 'e-2', status: 2 })] },
    );
  expect(kinds(accepted, leaving(place))).toEqual([]);
  expect(kinds(accepted, leaving(null))).toEqual(['child-missing']);
});

test('a command that was judged, also as what cannot be read, has lost its outcome', () => {
  const one = held({ expected: 88 }, { inFlight: [inFlight()] });
  expect(kinds(judged(), one, new Map([...EVENTS, ['e-4', event]]))).toEqual(['outcome-lost']);
  expect(kinds(judged(), one, new Map([...EVENTS, ['e-4', undefined]]))).toEqual(['outcome-lost']);
});

test('a difference names fields and never what is in them', () => {
  const differences = compare(
    ID,
    'nursery',
    judged(),
    held({ application: { ...application, child_name: '홍길동' } }, { settled: [settled({ note: '홍길동' })] }),
    EVENTS,
    new Date(),
  );
  expect(differences).toHaveLength(2);
  expect(JSON.stringify(differences)).not.toMatch(/홍길동|김하늘/);
});

test.each(DIFFERENCE_KINDS)('%s is told in both languages', (kind) => {
  expect(MEANINGS[kind].ko).toMatch(/[가-힣]/);
  expect(MEANINGS[kind].en).toMatch(/^[ -~]+$/);
});
