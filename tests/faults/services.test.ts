import { setTimeout as delay } from 'node:timers/promises';
import { SERVICES } from '@enterwait/domain/protocol';
import type { ServiceName } from '../../localstack/stack/stack.ts';
import { runScenario } from '../support/scenarios/scenario.ts';
import { eventually } from '../support/stack/eventually.ts';
import { sized } from '../support/stack/sized.ts';
import { theStack } from '../support/stack/stack.ts';

/** Kills a service in the middle of the load, again and again, and starts it each time. */
const killing =
  (name: ServiceName, times: number) => async (load: { answered: () => number; settled: () => boolean }) => {
    const service = theStack().services[name];
    let kills = 0;
    for (; kills < times && !(kills > 0 && load.settled()); kills++) {
      const before = load.answered();
      await eventually(() => expect(load.settled() || load.answered() > before).toBe(true));
      await service.kill('SIGKILL');
      await service.start();
    }
    return kills;
  };

describe('nothing is lost and nobody disagrees', () => {
  test.each<ServiceName>(SERVICES)('when %s is killed and started in the middle of it', (name) =>
    runScenario({ name: `kill -9 ${name}`, fault: killing(name, 4) }),
  );

  test('when the relay is killed between sending and deleting', () =>
    runScenario({
      name: 'relay killed between send and delete',
      async fault(load) {
        const { emulator, services } = theStack();
        let strikes = 0;
        for (; strikes < 3 && !(strikes > 0 && load.settled()); strikes++) {
          const before = load.answered();
          await eventually(() => expect(load.settled() || load.answered() > before).toBe(true));
          // The relay's message is at the emulator, which stands still; the answer comes to a process that is gone.
          await emulator.pause();
          await delay(300);
          await services.enterwait.kill('SIGKILL');
          await emulator.resume();
          await services.enterwait.start();
        }
        return strikes;
      },
    }));

  test('when the other system is down for 20 s', () =>
    runScenario({
      name: 'nursery down 20 s',
      async load(ledger, waiting) {
        // Staff cannot ask while their system is down, but parents and operators can.
        const { families } = await import('../support/scenarios/ledger-of-answers.ts');
        const newcomers = families(sized(160));
        await ledger.askAll(newcomers.map((application) => ['Request', application] as const));
        await ledger.askAll(newcomers.slice(0, sized(40)).map((application) => ['Cancel', application] as const));
        await ledger.askAll(waiting.slice(0, sized(40)).map((application) => ['OperatorCancel', application] as const));
      },
      async fault() {
        const { nursery } = theStack().services;
        await nursery.stop();
        await delay(20_000);
        await nursery.start();
        return 1;
      },
    }));
});
