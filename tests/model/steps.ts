import {
  COMMAND_QUEUE,
  type CommandType,
  DELIVERY_QUEUES,
  MAIL_QUEUE,
  SYSTEMS,
  type System,
} from '@enterwait/domain/protocol';
import fc from 'fast-check';
import type { QueueName } from './memory/memory-aws.ts';
import { type MemoryWorld, PARTS, type WorldOptions } from './memory/memory-world.ts';
import type { Fault } from './scheduler.ts';
import { type Ask, FAMILIES } from './world.ts';

/** What happens next. Every step is possible at any time (or does nothing), so any part of a run is a run, and failures shrink well. */
export type Step =
  | { readonly do: 'ask'; readonly ask: Ask; readonly twice: boolean }
  /** One activity continues for this many I/O operations while all others wait. */
  | { readonly do: 'go'; readonly which: number; readonly operations: number }
  /** The environment starts a relay, or a Lambda on messages that wait. */
  | { readonly do: 'start'; readonly source: number; readonly size: number; readonly shuffle: number }
  /** Everything continues side by side for this many turns; one source may be held back, so that work piles up before it. */
  | { readonly do: 'flow'; readonly turns: number; readonly hold: number | undefined }
  /** The next operation of this label gets a fault. */
  | { readonly do: 'fault'; readonly label: (typeof LABELS)[number]; readonly fault: Fault }
  | { readonly do: 'crash'; readonly which: number }
  | { readonly do: 'outage'; readonly of: (typeof SERVICES)[number]; readonly on: boolean }
  | { readonly do: 'repeat'; readonly queue: (typeof STANDARD)[number]; readonly which: number }
  | { readonly do: 'wait'; readonly seconds: number }
  /** A message is gone for ever, or a dead letter is deleted. */
  | { readonly do: 'lose'; readonly queue: QueueName; readonly which: number; readonly dead: boolean }
  /** A record of the stream is gone before anybody read it. */
  | { readonly do: 'loseRecord'; readonly which: number }
  /** A command loses a field on its way to the judge. */
  | { readonly do: 'break'; readonly which: number }
  /** An operator puts all dead letters back. */
  | { readonly do: 'redrive' }
  /** The nightly job, or an operator, compares and repairs. */
  | { readonly do: 'reconcile' }
  | { readonly do: 'backUp' | 'restore'; readonly system: System };

const SERVICES = [
  'sqs',
  'dynamodb',
  'events',
  'ses',
  'enterwait',
  'nursery',
  'mysql-enterwait',
  'mysql-nursery',
  'mysql-management',
] as const;
const STANDARD = [DELIVERY_QUEUES.nursery, DELIVERY_QUEUES.enterwait, MAIL_QUEUE] as const;

const QUEUES = [COMMAND_QUEUE, ...STANDARD] as const;

const LABELS = [
  ...SYSTEMS.flatMap(
    (system) =>
      [
        `mysql-${system} commit`,
        `mysql-${system} claim outbox`,
        `mysql-${system} note attempts`,
        `mysql-${system} delete outbox`,
        `${system} call`,
      ] as const,
  ),
  'sqs send',
  'sqs delete',
  'sqs change visibility',
  'sqs dead-letter',
  'dynamodb read',
  'dynamodb write',
  'dynamodb claim PutItemCommand',
  'dynamodb claim complete',
  'events put',
  'ses send',
  'lambda checkpoint',
] as const;
/** Sources of the world, and three of them. */
const SOURCES = 10;
const RELAY = 0;
const JUDGE = 2;
const TO_NURSERY = 4;

const which = fc.nat(19);

type Kind = CommandType | 'OperatorCancel' | 'Leave';

const askOf = (kind: Kind, { sawRound, ...rest }: Pick<Ask, 'family' | 'variant' | 'key' | 'sawRound'>): Ask => {
  const ask = withoutRound(kind, rest);
  // Parents ask about their own child, whatever the round.
  return ask.who === 'parent' ? ask : { ...ask, sawRound };
};

const withoutRound = (kind: Kind, rest: Pick<Ask, 'family' | 'variant' | 'key'>): Ask => {
  if (kind === 'OperatorCancel') return { who: 'operator', type: 'Cancel', ...rest };
  if (kind === 'Leave') return { who: 'staff', type: 'Cancel', ...rest };
  return { who: kind === 'Request' || kind === 'Cancel' ? 'parent' : 'staff', type: kind, ...rest };
};

/** Asked once, about the current round, without a key. */
const askOnce = (kind: Kind, family: number, variant: number): Step => ({
  do: 'ask',
  ask: askOf(kind, { family, variant, key: undefined, sawRound: undefined }),
  twice: false,
});

/** What people ask: the generator of the model and of the real stack. */
export const askArbitrary: fc.Arbitrary<Ask> = fc
  .record({
    kind: fc.constantFrom(
      ...(['Request', 'Request', 'Cancel', 'Accept', 'Accept', 'Reject'] as const),
      ...(['OperatorCancel', 'Leave'] as const),
    ),
    family: fc.nat(FAMILIES - 1),
    variant: fc.nat(1),
    key: fc.option(fc.nat(2), { nil: undefined, freq: 2 }),
    // Mostly the current one; sometimes that of a page which may be old.
    sawRound: fc.option(fc.integer({ min: 1, max: 3 }), { nil: undefined, freq: 2 }),
  })
  .map(({ kind, ...rest }) => askOf(kind, rest));

const stepArbitrary: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constant('ask' as const),
      ask: askArbitrary,
      twice: fc.boolean(),
    }),
  },
  {
    weight: 8,
    arbitrary: fc.record({ do: fc.constant('go' as const), which, operations: fc.integer({ min: 1, max: 12 }) }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('start' as const),
      source: fc.nat(SOURCES - 1),
      size: fc.constantFrom(1, 2, 10),
      shuffle: fc.nat(9),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('flow' as const),
      turns: fc.integer({ min: 1, max: 40 }),
      hold: fc.option(fc.nat(SOURCES - 1), { nil: undefined, freq: 2 }),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('fault' as const),
      label: fc.constantFrom(...LABELS),
      fault: fc.record({
        verdict: fc.constantFrom('fail' as const, 'lose' as const, 'busy' as const),
        dies: fc.boolean(),
        silent: fc.boolean(),
      }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('crash' as const), which }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('outage' as const), of: fc.constantFrom(...SERVICES), on: fc.boolean() }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant('repeat' as const), queue: fc.constantFrom(...STANDARD), which }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('wait' as const), seconds: fc.constantFrom(1, 15, 70, 310, 1000) }),
  },
);

/** The effect only comes late: by then the caller has given up. */
const LATE_LABELS = ['sqs send', 'sqs delete', 'sqs dead-letter', 'events put', 'dynamodb write'] as const;

const troubleArbitrary: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('lose' as const),
      queue: fc.constantFrom(...QUEUES, 'IntegrateEventQueue.fifo' as const),
      which,
      dead: fc.boolean(),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('loseRecord' as const), which }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('break' as const), which }) },
  { weight: 2, arbitrary: fc.constant({ do: 'redrive' as const }) },
  { weight: 2, arbitrary: fc.constant({ do: 'reconcile' as const }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('fault' as const),
      label: fc.constantFrom(...LATE_LABELS),
      fault: fc.constant({ verdict: 'late' as const, dies: false, silent: false }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('backUp' as const), system: fc.constantFrom(...SYSTEMS) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('restore' as const), system: fc.constantFrom(...SYSTEMS) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('wait' as const), seconds: fc.constantFrom(910, 3700) }) },
);

export interface Run extends WorldOptions {
  readonly steps: readonly Step[];
}

/** This makes races likely: an application that both systems know, then people who decide at the same time, then anything. */
const sceneArbitrary: fc.Arbitrary<Step[]> = fc
  .record({
    family: fc.nat(FAMILIES - 1),
    variant: fc.nat(1),
    known: fc.boolean(),
    rivals: fc.array(fc.constantFrom('Cancel', 'Accept', 'Reject', 'OperatorCancel', 'Leave', 'Request'), {
      minLength: 2,
      maxLength: 4,
    }),
    between: stepArbitrary,
  })
  .map(({ family, variant, known, rivals, between }) => {
    const ask = (kind: Kind): Step => askOnce(kind, family, variant);
    const settled: Step = { do: 'flow', turns: 60, hold: undefined };
    return [ask('Request'), ...(known ? [settled] : []), ...rivals.flatMap((kind) => [ask(kind), between])];
  });

/** Two families, or one child at two daycares, and the last place: staff accept both at once. */
const lastPlaceArbitrary: fc.Arbitrary<Step[]> = fc
  .record({
    families: fc.constantFrom([0, 1] as const, [0, 3] as const),
    variant: fc.nat(1),
    between: fc.option(stepArbitrary, { nil: undefined }),
    operations: fc.tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 })),
  })
  .map(({ families, variant, between, operations }) => {
    const ask = (kind: Kind): Step[] => families.map((family) => askOnce(kind, family, variant));
    const flow: Step = { do: 'flow', turns: 60, hold: undefined };
    return [
      ...[...ask('Request'), flow, ...(between === undefined ? [] : [between]), ...ask('Accept')],
      ...operations.map((count, which): Step => ({ do: 'go', which, operations: count })),
    ];
  });

/** Commands of one application pile up in the outbox or before the judge, and their consumer is started twice. */
const pileArbitrary: fc.Arbitrary<Step[]> = fc
  .record({
    family: fc.nat(FAMILIES - 1),
    variant: fc.nat(1),
    between: fc.array(stepArbitrary, { minLength: 1, maxLength: 3 }),
    held: fc.constantFrom(RELAY, JUDGE, JUDGE),
    late: fc.boolean(),
    sizes: fc.tuple(fc.constantFrom(2, 10), fc.constantFrom(1, 2)),
    operations: fc.integer({ min: 1, max: 4 }),
  })
  .map(({ family, variant, between, held, late, sizes, operations }) => {
    const ask = (kind: Kind): Step => askOnce(kind, family, variant);
    const start = (size: number): Step => ({ do: 'start', source: held, size, shuffle: 0 });
    const pile: Step = { do: 'flow', turns: 40, hold: held };
    return [
      ...[ask('Request'), pile, ask('Cancel'), pile, ...between, start(sizes[0])],
      ...(late ? [{ do: 'wait' as const, seconds: 310 }] : []),
      ...[{ do: 'go' as const, which: 0, operations }, start(sizes[1])],
      { do: 'go' as const, which: 1, operations: 6 },
    ];
  });

/** Something is unavailable for longer than a message has tries, and dead letters cannot always be set aside. */
const despairArbitrary: fc.Arbitrary<Step[]> = fc
  .record({
    ask: askArbitrary,
    of: fc.constantFrom(...SERVICES),
    noGrave: fc.boolean(),
    verdict: fc.constantFrom('fail' as const, 'lose' as const),
  })
  .map(({ ask, of, noGrave, verdict }) => {
    const hours: Step[] = [15, 15, 70].flatMap((seconds) => [
      { do: 'flow', turns: 40, hold: undefined },
      { do: 'wait', seconds },
    ]);
    const grave: Step = { do: 'fault', label: 'sqs dead-letter', fault: { verdict, dies: false, silent: false } };
    return [
      { do: 'ask', ask, twice: false },
      { do: 'outage', of, on: true },
      ...(noGrave ? [grave] : []),
      ...hours,
      { do: 'outage', of, on: false },
    ];
  });

/** A message is gone, and people keep asking. */
const lossArbitrary: fc.Arbitrary<Step[]> = fc
  .record({
    family: fc.nat(FAMILIES - 1),
    variant: fc.nat(1),
    held: fc.integer({ min: JUDGE, max: JUDGE + 3 }),
    queue: fc.constantFrom(...QUEUES),
    kinds: fc.array(fc.constantFrom('Request', 'Cancel', 'Accept', 'Reject', 'OperatorCancel', 'Leave'), {
      minLength: 1,
      maxLength: 3,
    }),
    between: stepArbitrary,
    seconds: fc.constantFrom(1, 310, 910, 5000),
  })
  .map(({ family, variant, held, queue, kinds, between, seconds }) => {
    const ask = (kind: Kind): Step => askOnce(kind, family, variant);
    return [
      ...[ask('Request'), { do: 'flow' as const, turns: 40, hold: held }],
      ...kinds.map(ask),
      ...[
        { do: 'flow' as const, turns: 40, hold: held },
        { do: 'lose' as const, queue, which: 0, dead: false },
      ],
      ...[between, { do: 'wait' as const, seconds }, { do: 'flow' as const, turns: 60, hold: undefined }],
    ];
  });

/** A system falls back to its last backup while the others continue, and opens again once nothing differs. */
const restoreArbitrary: fc.Arbitrary<Step[]> = fc
  .record({
    system: fc.constantFrom(...SYSTEMS),
    before: fc.array(stepArbitrary, { minLength: 1, maxLength: 6 }),
    closed: fc.array(stepArbitrary, { maxLength: 4 }),
    asks: fc.array(askArbitrary, { minLength: 1, maxLength: 4 }),
    seconds: fc.constantFrom(1, 310, 910),
  })
  .map(({ system, before, closed, asks, seconds }) => {
    const flow: Step = { do: 'flow', turns: 60, hold: undefined };
    const repair: Step[] = [{ do: 'redrive' }, flow, { do: 'reconcile' }, flow];
    return [
      ...[{ do: 'backUp' as const, system }, ...before, { do: 'restore' as const, system }, ...closed],
      ...[...repair, { do: 'wait' as const, seconds }, ...repair, ...repair],
      ...asks.flatMap((ask): Step[] => [
        { do: 'ask', ask, twice: false },
        { do: 'flow', turns: 8, hold: undefined },
      ]),
    ];
  });

/** The nursery falls back behind an accept that took the last place and may be judged, in flight or dead; then staff accept another. */
const forgottenPlaceArbitrary: fc.Arbitrary<Step[]> = fc
  .record({
    families: fc.constantFrom([0, 1] as const, [0, 3] as const, [1, 0] as const),
    variant: fc.nat(1),
    accepted: fc.constantFrom('judged', 'queued', 'dead'),
    between: fc.option(stepArbitrary, { nil: undefined }),
    repairs: fc.nat(2),
  })
  .map(({ families: [first, second], variant, accepted, between, repairs }) => {
    const ask = (kind: Kind, family: number): Step => askOnce(kind, family, variant);
    const flow: Step = { do: 'flow', turns: 60, hold: undefined };
    const tries: Step[] = [1, 2, 3].flatMap(() => [flow, { do: 'wait', seconds: 310 }]);
    const away = (on: boolean): Step => ({ do: 'outage', of: 'dynamodb', on });
    const dying: Step[] = [away(true), ask('Accept', first), ...tries, away(false)];
    const hold = accepted === 'queued' ? JUDGE : undefined;
    return [
      ...[ask('Request', first), ask('Request', second), flow, { do: 'backUp' as const, system: 'nursery' as const }],
      ...(accepted === 'dead' ? dying : [ask('Accept', first), { do: 'flow' as const, turns: 40, hold }]),
      ...[{ do: 'restore' as const, system: 'nursery' as const }, ...(between === undefined ? [] : [between])],
      ...Array.from({ length: repairs }, (): Step[] => [{ do: 'reconcile' }, flow]).flat(),
      ...[ask('Accept', second), flow, { do: 'redrive' as const }, flow],
    ];
  });

/**
 * Staff accept an application that is meanwhile withdrawn and made again, with its news still on the way to them. Before all of it arrives,
 * another application takes the place.
 */
const oldRoundArbitrary: fc.Arbitrary<Step[]> = fc
  .record({
    families: fc.constantFrom([0, 1] as const, [0, 3] as const, [1, 0] as const),
    variant: fc.nat(1),
    who: fc.constantFrom('Cancel' as const, 'OperatorCancel' as const),
    between: fc.option(stepArbitrary, { nil: undefined }),
    arrived: fc.integer({ min: 1, max: 2 }),
  })
  .map(({ families: [first, second], variant, who, between, arrived }) => {
    const ask = (kind: Kind, family: number): Step => askOnce(kind, family, variant);
    const flow: Step = { do: 'flow', turns: 60, hold: undefined };
    const held: Step = { do: 'flow', turns: 60, hold: TO_NURSERY };
    const arriving: Step[] = [
      { do: 'start', source: TO_NURSERY, size: 1, shuffle: 0 },
      { do: 'flow', turns: 20, hold: TO_NURSERY },
    ];
    return [
      ...[ask('Request', first), ask('Request', second), flow],
      ...[ask(who, first), held, ask('Request', first), held, ask('Accept', first)],
      ...(between === undefined ? [] : [between]),
      ...[...Array.from({ length: arrived }, () => arriving).flat(), ask('Accept', second)],
      { do: 'flow', turns: 20, hold: TO_NURSERY },
    ];
  });

type Weighted = fc.WeightedArbitrary<Step[]>;
const stepsOf = (more: Weighted[]): fc.Arbitrary<Step[]> =>
  fc
    .array(
      fc.oneof(
        { weight: 12, arbitrary: stepArbitrary.map((step) => [step]) },
        { weight: 1, arbitrary: sceneArbitrary },
        { weight: 1, arbitrary: lastPlaceArbitrary },
        { weight: 1, arbitrary: pileArbitrary },
        { weight: 1, arbitrary: oldRoundArbitrary },
        { weight: 1, arbitrary: despairArbitrary },
        ...more,
      ),
      { minLength: 1, maxLength: 45, size: 'max' },
    )
    .map((parts) => parts.flat());

const surroundings = {
  // Mostly Terraform's; sometimes so few that dead letters are common.
  fewReceives: fc.integer({ min: 0, max: 3 }).map((n) => n === 3),
  // A few minutes at most; mostly the clocks agree.
  offsets: fc.oneof(
    fc.constant([]),
    fc.array(fc.constantFrom(0, -170_000, 1000, 170_000), { minLength: 9, maxLength: 9 }),
  ),
  old: fc.oneof(
    { weight: 5, arbitrary: fc.constant([]) },
    { weight: 1, arbitrary: fc.subarray([...PARTS], { minLength: 1 }) },
  ),
} satisfies { readonly [K in Exclude<keyof WorldOptions, 'asksAgain'>]: fc.Arbitrary<WorldOptions[K]> };

export const runArbitrary: fc.Arbitrary<Run> = fc.oneof(
  // In half of the runs nothing is lost for ever: then a repair must find nothing at the end, and nobody needs to ask twice.
  fc.record({ ...surroundings, steps: stepsOf([]), asksAgain: fc.boolean() }),
  fc.record({
    ...surroundings,
    steps: stepsOf([
      { weight: 2, arbitrary: troubleArbitrary.map((step) => [step]) },
      { weight: 1, arbitrary: lossArbitrary },
      { weight: 1, arbitrary: restoreArbitrary },
      { weight: 1, arbitrary: forgottenPlaceArbitrary },
    ]),
    asksAgain: fc.constant(true),
  }),
);

/** Takes one step in the world. People's answers come when they come. */
export async function take(step: Step, world: MemoryWorld): Promise<void> {
  const { scheduler } = world;
  const pick = <T>(from: readonly T[], index: number): T | undefined => from[index % Math.max(from.length, 1)];
  switch (step.do) {
    case 'ask':
      for (let times = step.twice ? 2 : 1; times > 0; times -= 1)
        world.act(step.ask).catch((error) => world.violations.push(String(error)));
      return scheduler.idle();
    case 'go': {
      const activity = pick(scheduler.operations, step.which)?.activity;
      for (let left = step.operations; left > 0; left -= 1) {
        const next = scheduler.operations.find((operation) => operation.activity === activity);
        if (next === undefined) return;
        await scheduler.pass(next);
      }
      return;
    }
    case 'start':
      pick(world.sources, step.source)?.start(step.size, step.shuffle);
      return scheduler.idle();
    case 'flow':
      for (let left = step.turns; left > 0; left -= 1) {
        const started = world.startAll(step.hold);
        if (scheduler.operations.length > 0) await scheduler.passAll();
        else if (started) await scheduler.idle();
        else return;
      }
      return;
    case 'fault':
      scheduler.armed.set(step.label, step.fault);
      return;
    case 'crash': {
      const activity = pick(scheduler.activities, step.which);
      if (activity !== undefined) await scheduler.crash(activity.process);
      return;
    }
    case 'outage':
      scheduler.faults += 1;
      if (step.on) scheduler.outages.add(step.of);
      else scheduler.outages.delete(step.of);
      return;
    case 'repeat':
      world.aws.queues[step.queue].repeat(step.which);
      return;
    case 'wait':
      return scheduler.wait(step.seconds * 1000);
    case 'lose':
      return world.lose(step.queue, step.which, step.dead);
    case 'loseRecord':
      return world.loseRecord(step.which);
    case 'break':
      return world.break(step.which);
    case 'redrive':
      world.redrive();
      return;
    case 'reconcile':
      await world.reconcile();
      return scheduler.idle();
    case 'backUp':
      return world.backUp(step.system);
    case 'restore':
      return world.restore(step.system);
  }
}
