import { setTimeout as delay } from 'node:timers/promises';
import type { ServiceName } from '../../localstack/stack/stack.ts';
import { asProgram, call, urlOf } from '../support/commands/api.ts';
import { families } from '../support/scenarios/ledger-of-answers.ts';
import { runScenario } from '../support/scenarios/scenario.ts';
import { eventually } from '../support/stack/eventually.ts';
import { theStack } from '../support/stack/stack.ts';

/** The parts that accept connections and say nothing. */
const SILENT = {
  SQS: () => theStack().emulator,
  MySQL: () => theStack().database,
} as const;
type Silent = keyof typeof SILENT;

const SILENCE_MS = 15_000;

/** Runs `work` while a part says nothing. It speaks again whatever becomes of the work. */
async function whileSilent(part: Silent, work: () => Promise<void>): Promise<void> {
  const handle = SILENT[part]();
  await handle.pause();
  try {
    await work();
  } finally {
    await handle.resume();
  }
}

const underWay = (load: { answered: () => number; settled: () => boolean }) =>
  eventually(() => expect(load.settled() || load.answered() > 20).toBe(true));

describe('nothing is lost, nobody disagrees and nobody waits for ever', () => {
  test.each<Silent>(['SQS', 'MySQL'])('when %s takes connections and says nothing for 15 s', (part) =>
    runScenario({
      name: `${part} silent 15 s`,
      async fault(load) {
        await underWay(load);
        await whileSilent(part, () => delay(SILENCE_MS));
        return 1;
      },
    }),
  );

  test('a command is answered while MySQL says nothing, and can be asked again', async () => {
    const [family] = families(1);
    await runScenario({
      name: 'command while MySQL is silent',
      async load(ledger) {
        if (family === undefined) return;
        await whileSilent('MySQL', async () => {
          const answer = await call(`${urlOf('enterwait')}/enterwait/request`, {
            method: 'POST',
            body: JSON.stringify(family),
            headers: { 'content-type': 'application/json', ...asProgram() },
            // Where nothing else has a time-out, the test must have one.
            signal: AbortSignal.timeout(60_000),
          });
          expect(answer.status).toBe(503);
        });
        await ledger.ask(['Request', family]);
      },
      fault: async () => 1,
    });
  });

  test.each<[ServiceName, Silent]>([
    ['enterwait', 'SQS'],
    ['nursery', 'MySQL'],
  ])('%s ends by itself when it is told to, while %s says nothing', async (name, part) => {
    await runScenario({
      name: `${name} stopped while ${part} is silent`,
      async fault(load) {
        await underWay(load);
        const service = theStack().services[name];
        try {
          // Waits until the process is gone, as long as a pod may take, and fails where the pod would be killed.
          await whileSilent(part, () => service.kill('SIGTERM'));
        } finally {
          await service.stop();
          await service.start();
        }
        return 1;
      },
    });
  });
});
