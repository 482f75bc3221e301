import type { CommandType } from '@enterwait/domain';
import fc from 'fast-check';
import type { MemoryWorld } from './memory-world.ts';
import type { Fault } from './scheduler.ts';
import { type Ask, FAMILIES } from './world.ts';

/** What happens next. Every step is possible at any time (where there is nothing to do it does nothing), so any part of a run is a run: failures shrink well. */
export type Step =
  | { readonly do: 'ask'; readonly ask: Ask; readonly twice: boolean }
  /** One activity goes on for so many I/O operations, all others wait. */
  | { readonly do: 'go'; readonly which: number; readonly operations: number }
  /** The environment starts a relay, or a Lambda on messages that wait. */
  | { readonly do: 'start'; readonly source: number; readonly size: number; readonly shuffle: number }
  /** Everything goes on side by side for so many turns; one source may be held back, so that work piles up before it. */
  | { readonly do: 'flow'; readonly turns: number; readonly hold: number | undefined }
  /** The next operation of this label is struck. */
  | { readonly do: 'fault'; readonly label: (typeof LABELS)[number]; readonly fault: Fault }
  | { readonly do: 'crash'; readonly which: number }
  | { readonly do: 'outage'; readonly of: (typeof SERVICES)[number]; readonly on: boolean }
  | { readonly do: 'repeat'; readonly queue: (typeof STANDARD)[number]; readonly which: number }
  | { readonly do: 'wait'; readonly seconds: number };

const SERVICES = [
  'sqs',
  'dynamodb',
  'events',
  'ses',
  'enterwait',
  'nursery',
  'mysql-enterwait',
  'mysql-nursery',
] as const;
const STANDARD = ['EventToNurseryQueue', 'EventToEnterwaitQueue', 'SendEmailQueue'] as const;

const LABELS = [
  ...(['enterwait', 'nursery'] as const).flatMap(
    (system) => [`mysql-${system} commit`, `mysql-${system} delete outbox`, `${system} call`] as const,
  ),
  'sqs send',
  'sqs delete',
  'sqs hide',
  'sqs bury',
  'dynamodb read',
  'dynamodb write',
  'dynamodb claim PutItemCommand',
  'dynamodb claim complete',
  'events put',
  'ses send',
  'lambda checkpoint',
] as const;
/** Among the sources of the world. */
const RELAY = 0;
const JUDGE = 2;

const which = fc.nat(19);

const askOf = (kind: CommandType | 'OperatorCancel' | 'Leave', rest: Pick<Ask, 'family' | 'variant' | 'key'>): Ask => {
  if (kind === 'OperatorCancel') return { who: 'operator', type: 'Cancel', ...rest };
  if (kind === 'Leave') return { who: 'staff', type: 'Cancel', ...rest };
  return { who: kind === 'Request' || kind === 'Cancel' ? 'parent' : 'staff', type: kind, ...rest };
};

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
      source: fc.nat(6),
      size: fc.constantFrom(1, 2, 10),
      shuffle: fc.nat(9),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('flow' as const),
      turns: fc.integer({ min: 1, max: 40 }),
      hold: fc.option(fc.nat(6), { nil: undefined, freq: 2 }),
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

export interface Run {
  readonly steps: readonly Step[];
  readonly fewReceives: boolean;
}

/** What makes races likely: an application that both systems know, then people who decide at the same time, then anything. */
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
    const ask = (kind: (typeof rivals)[number]): Step => ({
      do: 'ask',
      ask: askOf(kind, { family, variant, key: undefined }),
      twice: false,
    });
    const settled: Step = { do: 'flow', turns: 60, hold: undefined };
    return [ask('Request'), ...(known ? [settled] : []), ...rivals.flatMap((kind) => [ask(kind), between])];
  });

/** Commands of one application pile up in the outbox or before the judge, and what takes them is started twice. */
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
    const ask = (kind: CommandType): Step => ({
      do: 'ask',
      ask: askOf(kind, { family, variant, key: undefined }),
      twice: false,
    });
    const start = (size: number): Step => ({ do: 'start', source: held, size, shuffle: 0 });
    const pile: Step = { do: 'flow', turns: 40, hold: held };
    return [
      ...[ask('Request'), pile, ask('Cancel'), pile, ...between, start(sizes[0])],
      ...(late ? [{ do: 'wait' as const, seconds: 310 }] : []),
      ...[{ do: 'go' as const, which: 0, operations }, start(sizes[1])],
      { do: 'go' as const, which: 1, operations: 6 },
    ];
  });

/** Something is away for longer than a message has tries, and it is not always possible to set dead letters aside. */
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
    const grave: Step = { do: 'fault', label: 'sqs bury', fault: { verdict, dies: false } };
    return [
      { do: 'ask', ask, twice: false },
      { do: 'outage', of, on: true },
      ...(noGrave ? [grave] : []),
      ...hours,
      { do: 'outage', of, on: false },
    ];
  });

export const runArbitrary: fc.Arbitrary<Run> = fc.record({
  steps: fc
    .array(
      fc.oneof(
        { weight: 12, arbitrary: stepArbitrary.map((step) => [step]) },
        { weight: 1, arbitrary: sceneArbitrary },
        { weight: 1, arbitrary: pileArbitrary },
        { weight: 1, arbitrary: despairArbitrary },
      ),
      { minLength: 1, maxLength: 45, size: 'max' },
    )
    .map((parts) => parts.flat()),
  // Mostly as Terraform has it; sometimes so few that dead letters are common.
  fewReceives: fc.integer({ min: 0, max: 3 }).map((n) => n === 3),
});

/** Takes one step in the world. Answers of people come when they come. */
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
  }
}
