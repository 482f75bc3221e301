import { jest } from '@jest/globals';
import fc from 'fast-check';

// The scheduler controls pauses between tries: no real timer may decide what comes next.
jest.unstable_mockModule('node:timers/promises', () => ({ setTimeout: async () => undefined }));
const { check } = await import('./checker.ts');
const { MemoryWorld } = await import('./memory/memory-world.ts');
const { Scheduler } = await import('./scheduler.ts');
const { runArbitrary, take } = await import('./steps.ts');

const RUNS = Number(process.env.MODEL_RUNS || 1000);
const SEED = process.env.SEED || undefined;
const PATH_ = process.env.PATH_ || undefined;
const realNow = Date.now;

afterEach(() => {
  Date.now = realNow;
});

test(
  'never loses, never disagrees: any interleaving of commands, crashes, repeats and outages ends in agreement',
  async () => {
    const started = performance.now();
    const totals = {
      asked: 0,
      accepted: 0,
      events: 0,
      applied: 0,
      refused: 0,
      faults: 0,
      mails: 0,
      excused: 0,
      lost: 0,
      redriven: 0,
      repaired: 0,
      restored: 0,
    };
    const result = await fc.check(
      fc.asyncProperty(runArbitrary, async ({ steps, ...options }) => {
        const scheduler = new Scheduler();
        Date.now = () => scheduler.clock();
        const world = new MemoryWorld(scheduler, options);
        for (const step of steps) await take(step, world);
        await world.settle();
        const seen = await world.observe();
        const problems = check(seen);
        if (problems.length > 0) throw new Error(problems.join('\n'));
        totals.asked += seen.answers.length;
        totals.accepted += seen.answers.filter(({ status }) => status === 202).length;
        totals.events += seen.events.length;
        totals.applied += seen.events.filter(({ outcome }) => outcome === 'applied').length;
        totals.refused += seen.events.filter(({ outcome }) => outcome === 'refused').length;
        totals.faults += scheduler.faults;
        totals.mails += seen.mails?.length ?? 0;
        totals.excused += seen.excusedMails.size;
        totals.lost += world.lost;
        totals.redriven += world.redriven;
        totals.repaired += world.repaired;
        totals.restored += world.restored;
      }),
      {
        numRuns: RUNS,
        ...(SEED === undefined ? {} : { seed: Number(SEED) }),
        ...(PATH_ === undefined ? {} : { path: PATH_ }),
        // A replay shows its one run; `make mutants` only asks whether one fails.
        endOnFailure: PATH_ !== undefined || process.env.MODEL_SHRINK === '0',
      },
    );
    if (result.failed) {
      const { seed, counterexamplePath, errorInstance, counterexample } = result;
      const { steps: all = [], ...options } = counterexample?.[0] ?? {};
      const steps = [options, ...all].map((step) => `  ${JSON.stringify(step)}`).join('\n');
      throw new Error(
        `${errorInstance instanceof Error ? (errorInstance.stack ?? errorInstance.message) : errorInstance}\nafter ${result.numRuns} runs, ${result.numShrinks} shrinks; replay: SEED=${seed} PATH_=${counterexamplePath}\n${steps}`,
      );
    }
    expect(result.numRuns).toBe(PATH_ === undefined ? RUNS : 1);
    expect(totals.applied).toBeGreaterThan(0);
    const seconds = (performance.now() - started) / 1000;
    process.stdout.write(
      `model: ${result.numRuns} runs in ${seconds.toFixed(1)} s, seed ${result.seed}, ${JSON.stringify(totals)}\n`,
    );
  },
  120_000 + RUNS * 100,
);
