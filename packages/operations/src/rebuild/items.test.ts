import { anApplication } from '../../../../tests/support/commands/samples.ts';
import { itemsOf } from './items.ts';
import type { ConfirmedRow, RecordedCommand } from './records.ts';

const application = anApplication({ child_id: '202403150000001' });
const ID = '202403150000001N00001';
const at = (second: number) => new Date(Date.UTC(2026, 2, 15, 0, 0, second));
const idOf = (n: number) => `0195c0de-0000-7000-8000-00000000000${n}`;

const told = (more: Partial<ConfirmedRow> = {}): ConfirmedRow => ({
  ...application,
  request_id: ID,
  status: 1,
  version: 1,
  round: 1,
  priority_rules: '2026-1',
  priority_items: '["single-parent"]',
  points: 200,
  tie_points: 0,
  requested_at: at(1),
  updated_at: at(9),
  ...more,
});
const kept = (n: number, more: Partial<RecordedCommand> = {}): RecordedCommand => ({
  request_id: ID,
  event_id: idOf(n),
  type: 'Request',
  origin: 'enterwait',
  asked_at: at(n),
  outcome: 'applied',
  reason: null,
  status: 1,
  version: n,
  judged_at: at(n + 1),
  note: null,
  ...more,
});
const open = (n: number, more: Partial<RecordedCommand> = {}): RecordedCommand =>
  kept(n, { outcome: null, status: null, version: null, judged_at: null, ...more });
const cancelled = { type: 'Cancel', status: 99 } as const;
const rebuilt = (rows: ConfirmedRow[], commands: RecordedCommand[]) =>
  itemsOf({ rows, commands, nurseryName: '햇살어린이집' });
const keysOf = (items: Record<string, unknown>[]) => items.map(({ sk }) => sk);

test('an application is as its systems were told, with its place in the line and what happened', () => {
  const [state, ...events] = rebuilt([told(), told()], [kept(1), kept(1)]);
  expect(state).toEqual({
    request_id: ID,
    sk: 'STATE',
    status: 1,
    version: 1,
    round: 1,
    event_id: idOf(1),
    updated_at: at(2).toISOString(),
    application,
    entry: {
      requested_at: at(1).toISOString(),
      priority: { rules: '2026-1', items: ['single-parent'], points: 200, tie_points: 0 },
      nursery_name: '햇살어린이집',
    },
    ix_day: '2026-03-15',
    ix_status_day: '1#2026-03-15',
    ix_nursery: 'N00001',
    ix_status_time: `1#${at(2).toISOString()}`,
    ix_child: application.child_id,
    ix_email: application.parent_email,
    ix_child_name_start: expect.any(String),
    ix_child_name: expect.any(String),
    ix_parent_name_start: expect.any(String),
    ix_parent_name: expect.any(String),
  });
  expect(events).toEqual([
    expect.objectContaining({ sk: `EVENT!${idOf(1)}`, type: 'Request', outcome: 'applied', version: 1, round: 1 }),
  ]);
});

test('the system that was told last is right', () => {
  const [state] = rebuilt([told(), told({ status: 99, version: 2 })], [kept(1), kept(2, cancelled)]);
  expect(state).toMatchObject({ status: 99, version: 2, event_id: idOf(2), updated_at: at(3).toISOString() });
});

test('of two that were told the same, the one that knows the round', () => {
  const rows = [told({ round: null, version: 3 }), told({ round: 2, version: 3 })];
  expect(rebuilt(rows, [])[0]).toMatchObject({ round: 2 });
});

test('rounds that nobody was told are counted', () => {
  const commands = [kept(1), kept(2, cancelled), kept(3)];
  const [state, ...events] = rebuilt([told({ round: null, version: 3 })], commands);
  expect(state).toMatchObject({ round: 2, version: 3 });
  expect(events.map(({ round }) => round)).toEqual([1, 1, 2]);
});

test('what somebody still waits for, and another was told, is told once more', () => {
  const items = rebuilt([told({ status: 99, version: 2 })], [kept(1), kept(2, cancelled), open(2, cancelled)]);
  expect(keysOf(items)).toEqual(['STATE', `EVENT!${idOf(1)}`, `EVENT#${idOf(2)}`]);
  expect(items.at(-1)).toMatchObject({ round: 1, application, status: 99 });
});

test('what nobody was told of is left to be asked again', () => {
  expect(rebuilt([], [open(1)])).toEqual([]);
  expect(keysOf(rebuilt([told()], [kept(1), open(2, { type: 'Accept', origin: 'nursery' })]))).toEqual([
    'STATE',
    `EVENT!${idOf(1)}`,
  ]);
});

test('a refused command keeps its reason and its words', () => {
  const refused = kept(2, { outcome: 'refused', reason: 'already-requested', version: 1, note: '한 번 더' });
  const items = rebuilt([told()], [kept(1), refused]);
  expect(items.at(-1)).toMatchObject({ outcome: 'refused', reason: 'already-requested', note: '한 번 더', version: 1 });
});

test('one that was judged before there was a line has no place in it', () => {
  const [state] = rebuilt([told({ priority_rules: null, priority_items: null, requested_at: null })], [kept(1)]);
  expect(state).toMatchObject({ entry: null });
});

test('an event that nobody remembers has the same name every time', () => {
  const [one] = rebuilt([told({ version: 4 })], []);
  const [other] = rebuilt([told({ version: 4 })], []);
  expect(one?.event_id).toMatch(/^[\da-f]{8}-[\da-f]{4}-7/);
  expect(one).toEqual(other);
});
