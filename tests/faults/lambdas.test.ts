import { setTimeout as delay } from 'node:timers/promises';
import { type Breakage, breakFunction } from '../support/faults/lambda-faults.ts';
import { runScenario } from '../support/scenarios/scenario.ts';

/** Every way in which a function can fail as a whole, for every kind of source, all at the same time. */
const BREAKAGES: readonly (readonly [string, Breakage])[] = [
  ['SQSToDynamoDB', 'exits'],
  ['DynamoDBToEventBridge', 'throws'],
  ['SQSToNursery', 'hangs'],
  ['SQSToEnterwait', 'exits'],
  ['SendEmail', 'throws'],
];

describe('nothing is lost and nobody disagrees', () => {
  test('when a bad release breaks all functions in the middle of the load, each in its way', () =>
    runScenario({
      name: 'Lambdas that throw, exit and hang',
      async fault(load) {
        const mends: (() => Promise<void>)[] = [];
        try {
          for (const [name, breakage] of BREAKAGES) mends.push(await breakFunction(name, breakage));
          while (!load.settled()) await delay(50);
          await delay(5_000);
        } finally {
          // One after the other, from the first: what it lets through meets the next, which is still broken.
          for (const mend of mends) {
            await mend();
            await delay(1_000);
          }
        }
        return BREAKAGES.length;
      },
    }));
});
