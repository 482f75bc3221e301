import { setTimeout as delay } from 'node:timers/promises';
import { SERVICES } from '@enterwait/domain/protocol';
import { startSecond } from '../support/faults/second-process.ts';
import { runScenario } from '../support/scenarios/scenario.ts';
import { eventually } from '../support/stack/eventually.ts';

describe('nothing is lost and nobody disagrees while two processes of each service share the work', () => {
  test('and both live', () =>
    runScenario({
      name: 'two processes of each service',
      async fault(load) {
        const seconds = await Promise.all(SERVICES.map((name) => startSecond(name)));
        try {
          while (!load.settled()) await delay(50);
        } finally {
          await Promise.all(seconds.map((second) => second.stop()));
        }
        return seconds.length;
      },
    }));

  test('and one of each is killed in the middle of it', () =>
    runScenario({
      name: 'one of two processes killed',
      async fault(load) {
        const seconds = await Promise.all(SERVICES.map((name) => startSecond(name)));
        const before = load.answered();
        try {
          await eventually(() => expect(load.settled() || load.answered() > before + 40).toBe(true));
        } finally {
          await Promise.all(seconds.map((second) => second.kill()));
        }
        return seconds.length;
      },
    }));
});
