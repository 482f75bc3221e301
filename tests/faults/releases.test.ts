import { setTimeout as delay } from 'node:timers/promises';
import type { Application } from '@enterwait/domain/application';
import { SERVICES, SYSTEMS } from '@enterwait/domain/protocol';
import { anAddress, anApplication, idOf } from '../support/commands/samples.ts';
import { useOldFunctions, useOldService } from '../support/faults/mixed-release.ts';
import { buildReleaseBefore, RELEASE_BEFORE, type ReleaseBefore } from '../support/faults/release-before.ts';
import { startSecond } from '../support/faults/second-process.ts';
import { type Load, runScenario } from '../support/scenarios/scenario.ts';
import { deadLetterCounts, eventsOf } from '../support/stack/aws.ts';
import { eventually } from '../support/stack/eventually.ts';
import { theStack } from '../support/stack/stack.ts';

let release: ReleaseBefore;
beforeAll(async () => {
  release = await buildReleaseBefore();
});
afterAll(() => release?.remove());

/** The others have settled all commands by the time the first ones have: commands in flight meet both releases. */
const afterMore = async (load: Load, more = 40): Promise<void> => {
  const before = load.answered();
  await eventually(() => expect(load.settled() || load.answered() >= before + more).toBe(true));
};

/** Whether some command has met code of the previous release, given the applications that were requested to find out. */
type HasMet = (probes: readonly string[]) => Promise<boolean>;

/** That release's judge counts no rounds. */
const oldJudge: HasMet = async (probes) =>
  (await Promise.all(probes.map(eventsOf))).flat().some(({ round }) => round === undefined);

/** Its publisher parks what it does not know, even an operator's cancel. A message parked after the judging shows this. */
const oldPublisher = (): HasMet => {
  let parkedBefore: number | undefined;
  return async (probes) => {
    const events = (await Promise.all(probes.map(eventsOf))).flat();
    if (!events.some(({ type }) => type === 'Cancel')) return false;
    const { ParkedQueue: parked = 0 } = await deadLetterCounts();
    parkedBefore ??= parked;
    return parked > parkedBefore;
  };
};

/** They are ready before the load goes on, so commands meet them. */
const oldServices: HasMet = async () => true;

/**
 * Puts the previous release in, in the middle of the load, and this one back once the previous release's code has had something to do. On a
 * fast machine the load would otherwise be over before a function has started.
 */
const inTheMiddle = (use: () => Promise<() => Promise<void>>, hasMet: HasMet) => async (load: Load) => {
  await afterMore(load);
  const putBack = await use();
  const probes: Application[] = [];
  try {
    await afterMore(load);
    await eventually(async () => {
      const before = probes.at(-1);
      if (before !== undefined) await load.ask(['OperatorCancel', before]);
      const probe = anApplication({ parent_email: anAddress() });
      probes.push(probe);
      await load.ask(['Request', probe]);
      expect(await hasMet(probes.map(idOf))).toBe(true);
    });
  } finally {
    await putBack();
  }
  return 1;
};

/** A container is made from an image, so only the embedded stack can run a bundle of another release. */
const testEmbedded = theStack().kind === 'embedded' ? test : test.skip;

describe(`nothing is lost and nobody disagrees beside the release of ${RELEASE_BEFORE}`, () => {
  test('when functions of that release serve these services', () =>
    runScenario({
      name: 'old functions',
      fault: inTheMiddle(() => useOldFunctions(release), oldJudge),
      // Waiting mails of the newer judge have a form that it does not know.
      parks: true,
    }));

  test('when SQSToDynamoDB alone is of that release', () =>
    runScenario({
      name: 'old SQSToDynamoDB',
      fault: inTheMiddle(() => useOldFunctions(release, ['SQSToDynamoDB']), oldJudge),
    }));

  test('when DynamoDBToEventBridge alone is of that release, as after a rollback in the wrong order', () =>
    runScenario({
      name: 'old DynamoDBToEventBridge',
      fault: inTheMiddle(() => useOldFunctions(release, ['DynamoDBToEventBridge']), oldPublisher()),
      parks: true,
    }));

  testEmbedded('when services of that release use these functions', () =>
    runScenario({
      name: 'old services',
      fault: inTheMiddle(async () => {
        const putBacks: (() => Promise<void>)[] = [];
        const putBack = async () => {
          for (let back = putBacks.pop(); back !== undefined; back = putBacks.pop()) await back();
        };
        try {
          for (const name of SERVICES) putBacks.push(await useOldService(release, name));
        } catch (error) {
          await putBack();
          throw error;
        }
        return putBack;
      }, oldServices),
    }),
  );

  testEmbedded('when pods of both releases serve each service side by side, as in every upgrade', () =>
    runScenario({
      name: 'both releases side by side',
      async fault(load) {
        const others = await Promise.all(SYSTEMS.map((name) => startSecond(name, release.bundles)));
        try {
          while (!load.settled()) await delay(50);
        } finally {
          await Promise.all(others.map((other) => other.stop()));
        }
        return others.length;
      },
    }),
  );
});
