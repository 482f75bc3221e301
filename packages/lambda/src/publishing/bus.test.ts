import type { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { anApplication, anAppliedEvent } from '../../testing/builders.ts';
import { awsError, fakeClient, type SentCommand } from '../../testing/fakes.ts';
import { createEventBus } from './bus.ts';

type Answer = (command: SentCommand) => unknown;
const TAKEN = { EventId: 'taken' };
const takeAll: Answer = ({ input }) => ({ Entries: input.Entries.map(() => TAKEN) });

const busWith = (answer: Answer) => {
  const { client, sent } = fakeClient<EventBridgeClient>(answer);
  return { bus: createEventBus({ client, busName: 'IntegrateEventBus', random: () => 0 }), sent };
};
const events = (count: number, address = '서울') =>
  Array.from({ length: count }, () =>
    anAppliedEvent('Request', { application: anApplication({ parent_address: address }) }),
  );
const idsOf = ({ input }: SentCommand): string[] =>
  input.Entries.map((entry: { Detail: string }) => JSON.parse(entry.Detail).event_id);

test('an event is the detail, its type the detail type', async () => {
  const { bus, sent } = busWith(takeAll);
  const [event] = events(1);
  expect(await bus.publish([event!])).toEqual([]);
  expect(sent[0]?.input.Entries).toEqual([
    {
      EventBusName: 'IntegrateEventBus',
      Source: 'enterwait.judge',
      DetailType: 'Request',
      Detail: JSON.stringify(event),
      Time: new Date(event!.judged_at),
    },
  ]);
});

test('25 events are three calls of at most ten, in order', async () => {
  const { bus, sent } = busWith(takeAll);
  const all = events(25);
  await bus.publish(all);
  expect(sent.map(({ input }) => input.Entries.length)).toEqual([10, 10, 5]);
  expect(sent.flatMap(idsOf)).toEqual(all.map(({ event_id }) => event_id));
});

test('no call is larger than 256 KB, and an event that alone is larger is given back', async () => {
  const { bus, sent } = busWith(takeAll);
  const [tooLarge] = events(1, '가'.repeat(90_000));
  const rejected = await bus.publish([...events(3, '가'.repeat(40_000)), tooLarge!, ...events(1)]);
  expect(sent.map(({ input }) => input.Entries.length)).toEqual([2, 2]);
  expect(rejected).toEqual([{ event: tooLarge, reason: 'event is too large for EventBridge' }]);
});

test('of a call that was taken in part only the rest is sent again', async () => {
  const answers = [{ Entries: [TAKEN, { ErrorCode: 'ThrottlingException' }, TAKEN] }, { Entries: [TAKEN] }];
  const { bus, sent } = busWith(() => answers.shift());
  const all = events(3);
  expect(await bus.publish(all)).toEqual([]);
  expect(sent.map(idsOf)).toEqual([all.map(({ event_id }) => event_id), [all[1]?.event_id]]);
});

test('an entry that is refused for itself is given back and the others are published', async () => {
  const { bus } = busWith(() => ({ Entries: [TAKEN, { ErrorCode: 'InvalidArgument' }] }));
  const all = events(2);
  expect(await bus.publish(all)).toEqual([{ event: all[1], reason: 'EventBridge refused: InvalidArgument' }]);
});

test.each<[string, Answer]>([
  ['refuses an entry time and again', () => ({ Entries: [{ ErrorCode: 'InternalFailure' }] })],
  ['says nothing of an entry', () => ({ Entries: [] })],
  ['is away', () => Promise.reject(awsError('TimeoutError'))],
])('when EventBridge %s the whole publication fails', async (_case, answer) => {
  const { bus } = busWith(answer);
  await expect(bus.publish(events(1))).rejects.toThrow();
});

test('no event is no call', async () => {
  const { bus, sent } = busWith(takeAll);
  await bus.publish([]);
  expect(sent).toEqual([]);
});
