import { setTimeout as delay } from 'node:timers/promises';
import { setReadOnly } from '../support/faults/database-faults.ts';
import { runScenario } from '../support/scenarios/scenario.ts';
import { eventually } from '../support/stack/eventually.ts';
import { theStack } from '../support/stack/stack.ts';

const underWay = (load: { answered: () => number; settled: () => boolean }) =>
  eventually(() => expect(load.settled() || load.answered() > 20).toBe(true));

describe('nothing is lost and nobody disagrees', () => {
  test('when the database is stopped for 10 s', () =>
    runScenario({
      name: 'database stopped 10 s',
      async fault(load) {
        await underWay(load);
        const { database } = theStack();
        await database.stop();
        await delay(10_000);
        await database.start();
        return 1;
      },
    }));

  test('when the database is killed', () =>
    runScenario({
      name: 'database killed',
      async fault(load) {
        await underWay(load);
        const { database } = theStack();
        await database.kill('SIGKILL');
        await database.start();
        return 1;
      },
    }));

  test('when the database can only be read for 10 s, as with a full disk', () =>
    runScenario({
      name: 'database read-only 10 s',
      async fault(load) {
        await underWay(load);
        await setReadOnly(true);
        await delay(10_000);
        await setReadOnly(false);
        return 1;
      },
    }));

  test('when AWS does not answer for 5 s', () =>
    runScenario({
      name: 'emulator unreachable 5 s',
      async fault(load) {
        await underWay(load);
        const { emulator } = theStack();
        await emulator.pause();
        await delay(5_000);
        await emulator.resume();
        return 1;
      },
    }));
});
