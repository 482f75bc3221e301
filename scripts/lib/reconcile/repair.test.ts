import type { SQSClient } from '@aws-sdk/client-sqs';
import { anAppliedEvent, fakeClient } from '@enterwait/pipeline/testing';
import type { Difference, DifferenceKind } from './compare.ts';
import type { Sides } from './examine.ts';
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

test.each<DifferenceKind>(['row-missing', 'row-behind', 'child-missing', 'child-extra'])(
  '%s is mended by delivering the state',
  (kind) => {
    const plan = planRepair([difference(kind)], { force: false });
    expect(plan).toEqual({ distrusted: [], states: [{ system: 'nursery', request_id: 'r' }], outcomes: [], left: [] });
  },
);

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
  const plan = planRepair([difference('row-behind'), difference('child-missing')], { force: false });
  expect(plan.states).toHaveLength(1);
});

test.each<DifferenceKind>(['row-unknown', 'command-lost'])('%s is left to a person', (kind) => {
  expect(planRepair([difference(kind)], { force: true })).toMatchObject({ states: [], left: [{ kind }] });
});

const event = anAppliedEvent('Request');
const state = {
  request_id: event.request_id,
  status: 1 as const,
  version: event.version,
  event_id: event.event_id,
  updated_at: event.judged_at,
  application: event.application!,
  entry: event.entry ?? null,
};

test('a state whose event is gone is delivered as the event that made it', () => {
  expect(eventOfState(state)).toEqual(event);
});

test('versions are taken back before anything is delivered, and events go to the queue of their system', async () => {
  const order: string[] = [];
  const { client, sent } = fakeClient<SQSClient>(() => {
    order.push('send');
  });
  const database = {
    distrust: async () => {
      order.push('distrust');
      return true;
    },
  };
  const sides = {
    table: { states: async () => new Map([[event.request_id, state]]), events: async () => new Map() },
    databases: { enterwait: database, nursery: database },
  } as unknown as Sides;
  const plan = planRepair([difference('row-differs', { request_id: event.request_id, have, want })], { force: false });
  expect(await carryOut(plan, sides, client, { enterwait: 'http://e', nursery: 'http://n' })).toBe(1);
  expect(order).toEqual(['distrust', 'send']);
  expect(sent[0]?.input).toMatchObject({ QueueUrl: 'http://n', Entries: [{ Id: '0' }] });
  expect(JSON.parse(sent[0]?.input.Entries[0].MessageBody)).toEqual(event);
});
