import type { Check } from './check.ts';
import { runLanes } from './lanes.ts';
import { createOutputs } from './output.ts';

const passing = (name: string, work: () => Promise<void> = async () => {}): Check => ({
  name,
  async run() {
    await work();
    return { passed: 1, failed: 0, skipped: 0 };
  },
});

async function run(lanes: Parameters<typeof runLanes>[0]) {
  const failures: string[] = [];
  const context = { scratch: '/nowhere', fail: (what: string) => void failures.push(what) };
  const results = await runLanes(
    lanes,
    context,
    createOutputs(() => {}),
  );
  return { failures, results: results.map(({ name, passed, failed }) => [name, passed, failed]) };
}

test('lanes run side by side, the checks of a lane one after the other', async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  // The first lane ends only if the second runs beside it.
  const { results } = await run([
    { live: false, checks: [passing('waits', () => promise), passing('after')] },
    { live: true, checks: [passing('frees', async () => resolve())] },
  ]);
  expect(results).toEqual([
    ['waits', 1, 0],
    ['after', 1, 0],
    ['frees', 1, 0],
  ]);
});

test('a check that breaks counts as failed, and the next one runs', async () => {
  const broken: Check = { name: 'broken', run: () => Promise.reject(new Error('no such thing')) };
  const { results, failures } = await run([{ live: false, checks: [broken, passing('next')] }]);
  expect(results).toEqual([
    ['broken', 0, 1],
    ['next', 1, 0],
  ]);
  expect(failures).toEqual(['✗ broken\n    no such thing']);
});
