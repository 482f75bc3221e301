import { deliveryFactsOf, type JudgedEvent } from '@enterwait/domain/protocol';
import { anAppliedEvent, fakeClient } from '@enterwait/lambda/testing';
import { queuesBeside } from '@enterwait/operations/queues';
import type { PeerView } from '../peers.ts';
import { createTimelineLoader } from './load.ts';

const request = anAppliedEvent('Request', { version: 1, status: 1 });
const cancel = anAppliedEvent('Cancel', { version: 2, status: 99 });

/** The judge at some point in time; each read advances it by one step. */
function judging(steps: readonly (readonly JudgedEvent[])[]) {
  let step = 0;
  const now = (): readonly JudgedEvent[] => steps[Math.min(step, steps.length - 1)] ?? [];
  const stateOf = (events: readonly JudgedEvent[]) => {
    const last = events.at(-1);
    if (last === undefined) return undefined;
    const { request_id, status, version, round, application, event_id, judged_at } = last;
    return { request_id, status, version, round, application, entry: null, event_id, updated_at: judged_at } as never;
  };
  return {
    now,
    next: () => {
      step += 1;
    },
    table: {
      history: async () => {
        const events = [...now()];
        step += 1;
        return { state: stateOf(events), events, more: false, unreadable: [] };
      },
    },
  };
}

const viewOf = (events: readonly JudgedEvent[]): PeerView => ({
  status: null,
  version: 0,
  in_flight: [],
  history: events.map((event) => ({
    ...deliveryFactsOf(event),
    asked_at: event.occurred_at,
    settled_at: event.judged_at,
  })),
});

const loaderOf = (judge: ReturnType<typeof judging>, look: () => Promise<PeerView>) =>
  createTimelineLoader({
    table: judge.table,
    claims: { of: async () => new Map() },
    peers: { enterwait: { look }, nursery: { look: async () => 'unknown' } },
    sqs: fakeClient(() => ({ Attributes: {} })).client as never,
    queues: queuesBeside('http://aws/1/IntegrateEventQueue.fifo'),
    asked: async () => [],
    clock: () => new Date(cancel.judged_at),
  });

test('a command that is judged and answered while it is looked for is not missed', async () => {
  const judge = judging([[request], [request, cancel]]);
  const timeline = await loaderOf(judge, async () => {
    judge.next();
    return viewOf(judge.now());
  }).load(request.request_id);
  expect(timeline?.commands.map(({ event_id }) => event_id)).toEqual([request.event_id, cancel.event_id]);
});
