import { setTimeout as delay } from 'node:timers/promises';
import { type Breakage, breakFunction } from '../support/lambda-faults.ts';
import { runScenario } from '../support/scenario.ts';

/** One function of every kind of source, each in one of the ways in which a function can fail as a whole. */
const BREAKAGES: readonly (readonly [string, Breakage])[] = [
  ['SQSToDynamoDB', 'exits'],
  ['DynamoDBToEventBridge', 'throws'],
  ['SQSToNursery', 'hangs'],
  ['SQSToEnterwait', 'exits'],
  ['SendEmail', 'throws'],
];

describe('nothing is lost and nobody disagrees', () => {
  test.each(BREAKAGES)('when %s %s', (name, breakage) =>
    runScenario({
      name: `${name} ${breakage}`,
      async fault(load) {
        const mend = await breakFunction(name, breakage);
        try {
          while (!load.settled()) await delay(50);
          await delay(3_000);
        } finally {
          await mend();
        }
        return 1;
      },
    }),
  );
});
