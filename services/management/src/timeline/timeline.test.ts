import type { JudgedEvent } from '@enterwait/domain/protocol';
import { aCommand, anAppliedEvent, aRefusedEvent } from '@enterwait/lambda/testing';
import type { PeerView } from '../peers.ts';
import type { FoundLetter, TimelineFacts } from './hops.ts';
import { timelineOf } from './timeline.ts';
import { wordsOf } from './words.ts';

const at = (seconds: number): string => new Date(Date.parse('2024-03-15T00:00:00.000Z') + seconds * 1000).toISOString();
const NOW = new Date(at(60));

const request = anAppliedEvent('Request', { occurred_at: at(0), judged_at: at(1) });
const accept = anAppliedEvent('Accept', { occurred_at: at(10), judged_at: at(11), version: 2, status: 2 });

const viewOf = (events: readonly JudgedEvent[], settledAfter: number, overrides: Partial<PeerView> = {}): PeerView => ({
  status: events.at(-1)?.status ?? null,
  version: events.at(-1)?.version ?? 0,
  in_flight: [],
  history: events.map(({ event_id, type, origin, occurred_at, outcome, reason, judged_at }) => ({
    event_id,
    type,
    origin,
    asked_at: occurred_at,
    outcome,
    reason,
    settled_at: new Date(Date.parse(judged_at) + settledAfter * 1000).toISOString(),
  })),
  ...overrides,
});

const known = (overrides: Partial<TimelineFacts> = {}): TimelineFacts => {
  const events = [request, accept];
  return {
    events,
    mails: new Map(events.map(({ event_id, judged_at }) => [event_id, { state: 'sent', at: judged_at }])),
    peers: { enterwait: viewOf(events, 2), nursery: viewOf(events, 3) },
    asked: [],
    letters: [],
    underWay: { enterwait: 0, nursery: 0 },
    now: NOW,
    ...overrides,
  };
};
const letter = (event: JudgedEvent | { event_id: string }, queue: string, parked = false): FoundLetter => ({
  message_id: 'm',
  at: at(50),
  reason: 'delivery failed: status 503',
  request_id: request.request_id,
  event_id: event.event_id,
  type: 'Request',
  receives: 50,
  redriven: 0,
  history: [],
  queue,
  parked,
});

test('every hop of a command has its time, and nothing is held', () => {
  const { commands, holds } = timelineOf(known());
  expect(holds).toEqual([]);
  expect(
    commands.map(({ type, steps }) => [type, steps.map(({ step, system, state, ms }) => [step, system, state, ms])]),
  ).toEqual([
    [
      'Request',
      [
        ['asked', 'enterwait', 'done', null],
        ['judged', null, 'done', 1000],
        ['mailed', null, 'done', 0],
        ['delivered', 'nursery', 'done', 3000],
        ['confirmed', 'enterwait', 'done', 2000],
      ],
    ],
    [
      'Accept',
      [
        ['asked', 'nursery', 'done', null],
        ['judged', null, 'done', 1000],
        ['mailed', null, 'done', 0],
        ['delivered', 'enterwait', 'done', 2000],
        ['confirmed', 'nursery', 'done', 3000],
      ],
    ],
  ]);
});

test('of a refused command only the side that asked is told, and nobody is mailed', () => {
  const refused = aRefusedEvent('Accept', { judged_at: at(20) });
  const events = [request, refused];
  const { commands, holds } = timelineOf(
    known({ events, peers: { enterwait: viewOf([request], 1), nursery: viewOf(events, 1) } }),
  );
  expect(commands.at(-1)?.steps.map(({ state }) => state)).toEqual(['done', 'done', 'none', 'none', 'done']);
  expect(holds).toEqual([]);
});

test('what a system has not heard of is under way to it, since the judging', () => {
  const { commands, holds } = timelineOf(
    known({ peers: { enterwait: viewOf([request, accept], 1), nursery: viewOf([request], 1) } }),
  );
  expect(commands.at(-1)?.steps.at(-1)).toMatchObject({ step: 'confirmed', system: 'nursery', state: 'waiting' });
  expect(holds).toMatchObject([{ where: 'delivery', system: 'nursery', queue: 'EventToNurseryQueue', since: at(11) }]);
});

test('a dead letter and a parked record are told with their queue and reason', () => {
  const peers = { enterwait: viewOf([request, accept], 1), nursery: 'unknown' } as const;
  const letters = [letter(request, 'EventToNurseryQueue-dlq'), letter(accept, 'ParkedQueue', true)];
  const { holds } = timelineOf(known({ peers, letters }));
  expect(holds).toMatchObject([
    { where: 'dead-letter', type: 'Request', queue: 'EventToNurseryQueue-dlq', reason: 'delivery failed: status 503' },
    { where: 'parked', type: 'Accept', queue: 'ParkedQueue' },
  ]);
});

test('a letter of another queue explains nothing', () => {
  const peers = { enterwait: viewOf([request, accept], 1), nursery: 'unknown' } as const;
  const { holds } = timelineOf(known({ peers, letters: [letter(request, 'SendEmailQueue-dlq')] }));
  expect(holds.map(({ where }) => where)).toEqual(['delivery', 'delivery']);
});

describe('a system that is down', () => {
  const peers = { enterwait: viewOf([request, accept], 1), nursery: 'down' } as const;

  test('is told, the rest is shown, and what it has is not known', () => {
    const { commands, holds } = timelineOf(known({ peers }));
    expect(commands[0]?.steps[3]).toMatchObject({ step: 'delivered', system: 'nursery', state: 'unknown' });
    expect(commands[0]?.steps[4]).toMatchObject({ step: 'confirmed', system: 'enterwait', state: 'done' });
    expect(holds).toMatchObject([{ where: 'system-down', system: 'nursery' }]);
  });

  test('has surely not got the last event while something is under way to it', () => {
    const { holds } = timelineOf(known({ peers, underWay: { enterwait: 0, nursery: 1 } }));
    expect(holds).toMatchObject([
      { where: 'delivery', type: 'Accept', system: 'nursery', since: at(11) },
      { where: 'system-down', system: 'nursery' },
    ]);
  });
});

describe('a command that is not judged yet', () => {
  const asked = aCommand('Cancel');
  const inFlight = (in_outbox: boolean | undefined) =>
    known({
      peers: {
        enterwait: viewOf([request, accept], 1, {
          in_flight: [
            {
              event_id: asked.event_id,
              type: 'Cancel',
              asked_at: at(30),
              ...(in_outbox === undefined ? {} : { in_outbox }),
            },
          ],
        }),
        nursery: viewOf([request, accept], 1),
      },
    });

  test.each([
    [true, 'outbox'],
    [false, 'judge'],
    [undefined, 'judge'],
  ])('with the outbox saying %j is held at the %s', (inOutbox, where) => {
    const { commands, holds } = timelineOf(inFlight(inOutbox));
    expect(commands.at(-1)).toMatchObject({ type: 'Cancel', outcome: null });
    expect(holds).toMatchObject([{ where, event_id: asked.event_id, since: at(30) }]);
  });

  test.each([
    [0, 'outbox', /신청관리시스템의 발신함/],
    [2, 'judge', /판정/],
  ])('and that an operator asked is shown, sent %d times, at the %s', (attempts, where, words) => {
    const one = { event_id: asked.event_id, type: 'Cancel' as const, asked_at: at(30), note: '이사', attempts };
    const { commands, holds } = timelineOf(known({ asked: [one] }));
    expect(commands.at(-1)).toMatchObject({ type: 'Cancel', origin: 'management', note: '이사', outcome: null });
    expect(holds).toMatchObject([{ where, event_id: asked.event_id, since: at(30) }]);
    expect(holds.map((hold) => wordsOf(hold).ko)[0]).toMatch(words);
  });

  test('and was asked again is told with how often', () => {
    const [open, behind] = [aCommand('Cancel'), aCommand('Request')];
    const one = (in_flight: PeerView['in_flight']) =>
      timelineOf(
        known({
          peers: {
            enterwait: viewOf([request, accept], 1, { in_flight }),
            nursery: viewOf([request, accept], 1),
          },
        }),
      ).holds;
    const holds = one([
      { event_id: open.event_id, type: 'Cancel', asked_at: at(30), in_outbox: false, attempts: 3 },
      { event_id: behind.event_id, type: 'Request', asked_at: at(31), in_outbox: true, attempts: 0 },
    ]);
    expect(holds).toMatchObject([
      { where: 'judge', type: 'Cancel', attempts: 3 },
      { where: 'earlier-command', type: 'Request', system: 'enterwait', attempts: null },
    ]);
    const [judge, turn] = holds.map(wordsOf);
    expect(judge?.ko).toContain('2번 다시 물었고');
    expect(judge?.en).toContain('asked again 2 times');
    expect(turn?.ko).toContain('앞선 명령의 답');
  });

  test('and died is told by its dead letter', () => {
    const { holds } = timelineOf({ ...inFlight(false), letters: [letter(asked, 'IntegrateEventQueue-dlq.fifo')] });
    expect(holds).toMatchObject([{ where: 'dead-letter', queue: 'IntegrateEventQueue-dlq.fifo' }]);
  });

  test('is told once when the judge has decided meanwhile', () => {
    const view = viewOf([request], 1, { in_flight: [{ event_id: accept.event_id, type: 'Accept', asked_at: at(10) }] });
    expect(
      timelineOf(known({ peers: { enterwait: viewOf([request, accept], 1), nursery: view } })).commands,
    ).toHaveLength(2);
  });
});

describe('a mail', () => {
  test('that has no claim yet waits', () => {
    const { holds } = timelineOf(known({ mails: new Map([[request.event_id, { state: 'sent', at: null }]]) }));
    expect(holds).toMatchObject([{ where: 'mail', type: 'Accept', queue: 'SendEmailQueue' }]);
  });

  test('that was withheld is told as such, and nothing waits for it', () => {
    const withheld = { state: 'withheld', at: at(3), reason: 'bounce' } as const;
    const mails = new Map([request, accept].map(({ event_id }) => [event_id, withheld] as const));
    const { commands, holds } = timelineOf(known({ mails }));
    expect(commands[0]?.steps[2]).toMatchObject({ step: 'mailed', state: 'withheld', at: at(3) });
    expect(holds).toEqual([]);
  });

  test('without a claim waits for as long as a claim would be kept', () => {
    const now = new Date(Date.parse(accept.judged_at) + 59 * 86_400_000);
    const { commands, holds } = timelineOf(
      known({ mails: new Map([[request.event_id, { state: 'sent', at: null }]]), now }),
    );
    expect(commands[1]?.steps[2]).toMatchObject({ step: 'mailed', state: 'waiting' });
    expect(holds).toMatchObject([{ where: 'mail', type: 'Accept', queue: 'SendEmailQueue' }]);
  });

  test('older than the claims is not known', () => {
    const { commands, holds } = timelineOf(known({ mails: new Map(), now: new Date('2024-06-01T00:00:00Z') }));
    expect(commands[0]?.steps[2]).toMatchObject({ state: 'unknown' });
    expect(holds).toEqual([]);
  });
});

test('a system that tells only its latest hundred commands says nothing of the older ones', () => {
  const many = Array.from({ length: 100 }, () => anAppliedEvent('Cancel', { judged_at: at(40) }));
  const { commands } = timelineOf(
    known({ peers: { enterwait: viewOf(many, 1), nursery: viewOf([request, accept], 1) } }),
  );
  expect(commands[0]?.steps.at(-1)).toMatchObject({ step: 'confirmed', state: 'unknown' });
});

test('clocks that disagree make no negative times', () => {
  const early = anAppliedEvent('Request', { occurred_at: at(5), judged_at: at(4) });
  const { commands } = timelineOf(
    known({ events: [early], peers: { enterwait: viewOf([early], -1), nursery: viewOf([early], 0) } }),
  );
  expect(commands[0]?.steps.map(({ ms }) => ms)).toEqual([null, 0, null, 0, 0]);
});

test.each(['outbox', 'earlier-command', 'judge', 'mail', 'delivery', 'dead-letter', 'parked', 'system-down'] as const)(
  'a hold at %s is told in both languages',
  (where) => {
    const { ko, en } = wordsOf({
      where,
      event_id: 'e',
      type: 'Accept',
      system: 'nursery',
      queue: 'Q',
      reason: 'why',
      attempts: 2,
      since: null,
    });
    expect(ko).toMatch(/[가-힣]/);
    expect(`${ko}${en}`).not.toMatch(/undefined|null/);
  },
);

describe('a cancel by an operator that was refused', () => {
  const cancel = aRefusedEvent('Cancel', { origin: 'management', reason: 'other-round', judged_at: at(20) });
  const again = anAppliedEvent('Cancel', { origin: 'management', judged_at: at(40), version: 3, status: 99 });
  const told = (events: readonly JudgedEvent[], now = NOW) => timelineOf(known({ events, now })).refused;

  test('is told for a day, whatever has happened since', () => {
    const later = anAppliedEvent('Cancel', { judged_at: at(40), version: 3, status: 99 });
    expect(told([request, cancel])).toMatchObject({ event_id: cancel.event_id, reason: 'other-round' });
    expect(told([request, cancel, later])).toMatchObject({ event_id: cancel.event_id });
    expect(told([request, cancel], new Date(at(86_421)))).toBeNull();
  });

  test('is told no longer once operators have asked again', () => {
    expect(told([request, cancel, again])).toBeNull();
  });

  test('of somebody else is none of theirs', () => {
    expect(told([request, aRefusedEvent('Cancel', { judged_at: at(20) })])).toBeNull();
  });
});
