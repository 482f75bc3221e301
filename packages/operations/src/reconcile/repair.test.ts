import type { SQSClient } from '@aws-sdk/client-sqs';
import { anAppliedEvent, fakeClient } from '@enterwait/lambda/testing';
import type { Difference, DifferenceKind } from './examining/difference.ts';
import type { Sides } from './examining/examine.ts';
import { carryOut, eventOfState, planRepair } from './repair.ts';

const difference = (kind: DifferenceKind, more: Partial<Difference> = {}): Difference => ({
  kind,
  system: 'nursery',
  request_id: 'r',
  ...more,
});
const [have, want] = [
  { status: 1, version: 3 },
  { status: 2, version: 3 },
] as const;

const NOTHING = { derived: [], asked: [], notes: [], distrusted: [], states: [], outcomes: [], left: [] };
const mine = { system: 'nursery', request_id: 'r' };

test.each<DifferenceKind>(['row-missing', 'row-behind', 'history-missing'])(
  '%s is mended by delivering the state',
  (kind) => {
    expect(planRepair([difference(kind)], { force: false })).toEqual({ ...NOTHING, states: [mine] });
  },
);

test.each<DifferenceKind>(['expected-differs', 'child-missing', 'child-extra', 'child-differs'])(
  '%s is derived anew where it stands',
  (kind) => {
    expect(planRepair([difference(kind)], { force: false })).toEqual({ ...NOTHING, derived: [mine] });
  },
);

test.each<DifferenceKind>(['command-lost', 'command-unanswered'])('%s is asked again', (kind) => {
  const one = difference(kind, { event_id: 'e', have });
  expect(planRepair([one], { force: false })).toEqual({ ...NOTHING, asked: [{ ...mine, event_id: 'e' }] });
});

test('a lost command of an application that is not there is left to a person', () => {
  const one = difference('command-lost', { event_id: 'e' });
  expect(planRepair([one], { force: true })).toEqual({ ...NOTHING, left: [one] });
});

test('an outcome is delivered again, and a note is written beside it', () => {
  const other = difference('outcome-differs', { event_id: 'e', fields: ['reason', 'note'] });
  const known = { ...mine, event_id: 'e' };
  expect(planRepair([other], { force: false })).toEqual({ ...NOTHING, outcomes: [known], notes: [known] });
});

test('a row of the right version that is wrong takes a step back first, so that the delivery is newer', () => {
  const plan = planRepair([difference('row-differs', { have, want })], { force: false });
  expect(plan.distrusted).toEqual([{ system: 'nursery', request_id: 'r', have: 3, version: 2 }]);
  expect(plan.states).toHaveLength(1);
});

test('a row ahead of the table is only touched by force', () => {
  const ahead = difference('row-ahead', { have: { status: 1, version: 7 }, want });
  expect(planRepair([ahead], { force: false })).toMatchObject({ distrusted: [], states: [], left: [ahead] });
  expect(planRepair([ahead], { force: true })).toMatchObject({ distrusted: [{ have: 7, version: 2 }], left: [] });
});

test('an application with two differences is delivered once', () => {
  const plan = planRepair([difference('row-behind'), difference('history-missing')], { force: false });
  expect(plan.states).toHaveLength(1);
});

test('what was never judged is left to a person', () => {
  expect(planRepair([difference('row-unknown')], { force: true })).toMatchObject({
    states: [],
    left: [{ kind: 'row-unknown' }],
  });
});

const event = anAppliedEvent('Request');
const state = {
  request_id: event.request_id,
  status: 1 as const,
  version: event.version,
  round: 4,
  event_id: event.event_id,
  updated_at: event.judged_at,
  application: event.application!,
  entry: event.entry ?? null,
};

test('a state whose event is gone is delivered as the event that made it', () => {
  expect(eventOfState(state)).toEqual({ ...event, round: 4 });
});

test('in place first, then versions are taken back, then events go to the queue of their system', async () => {
  const order: string[] = [];
  const { client, sent } = fakeClient<SQSClient>(() => {
    order.push('send');
  });
  const done = (what: string) => async () => {
    order.push(what);
    return 1;
  };
  const database = {
    derive: done('derive'),
    askAgain: done('ask'),
    correctNote: done('note'),
    distrust: done('distrust'),
  };
  const noted = { ...event, event_id: 'e', note: '정원' };
  const sides = {
    table: { states: async () => new Map([[event.request_id, state]]), events: async () => new Map([['e', noted]]) },
    databases: { enterwait: database, nursery: database },
  } as unknown as Sides;
  const at = { request_id: event.request_id };
  const plan = planRepair(
    [
      difference('row-differs', { ...at, have, want }),
      difference('outcome-differs', { ...at, event_id: 'e', fields: ['note'] }),
      difference('command-lost', { ...at, event_id: 'f', have }),
      difference('child-missing', at),
    ],
    { force: false },
  );
  const repaired = await carryOut(plan, sides, client, { enterwait: 'http://e', nursery: 'http://n' });
  expect(repaired).toEqual({ sent: 2, asked: 1, corrected: 2 });
  expect(order).toEqual(['derive', 'note', 'ask', 'distrust', 'send', 'send']);
  expect(sent[0]?.input).toMatchObject({ QueueUrl: 'http://n', Entries: [{ Id: '0' }] });
  // If an event has no round, the round that the judge counts is delivered.
  expect(JSON.parse(sent[0]?.input.Entries[0].MessageBody)).toEqual({ ...event, round: 4 });
});

test('what SQS does not take at once is sent again, and only that; what it never will is an error', async () => {
  const events = [anAppliedEvent('Request'), anAppliedEvent('Accept'), anAppliedEvent('Cancel')];
  const plan = {
    ...NOTHING,
    outcomes: events.map(({ request_id, event_id }) => ({ system: 'nursery' as const, request_id, event_id })),
  };
  const sides = {
    table: { events: async () => new Map(events.map((event) => [event.event_id, event])) },
  } as unknown as Sides;
  const queues = { enterwait: 'http://e', nursery: 'http://n' };
  let busy = true;
  const { client, sent } = fakeClient<SQSClient>(() => {
    const answer = busy ? { Failed: [{ Id: '1', Code: 'InternalError', SenderFault: false }] } : {};
    busy = false;
    return answer;
  });
  expect(await carryOut(plan, sides, client, queues)).toMatchObject({ sent: 3 });
  expect(sent.map(({ input }) => input.Entries.length)).toEqual([3, 1]);
  expect(JSON.parse(sent[1]?.input.Entries[0].MessageBody)).toMatchObject({ event_id: events[1]?.event_id });

  const refusing = fakeClient<SQSClient>(() => ({ Failed: [{ Id: '0', Code: 'InvalidMessage', SenderFault: true }] }));
  await expect(carryOut(plan, sides, refusing.client, queues)).rejects.toThrow('InvalidMessage');
  expect(refusing.sent).toHaveLength(1);
});
