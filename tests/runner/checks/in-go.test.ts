import type { CheckContext } from '../check.ts';
import { checkInGo } from './in-go.ts';

const PASSED = { passed: 59, failed: 0, skipped: 0 };

async function runWith(env: NodeJS.ProcessEnv, compiled: readonly string[]) {
  let shown = '';
  const write = (text: string): void => {
    shown += text;
  };
  const context = { output: { write, close() {} } } as unknown as CheckContext;
  const check = checkInGo(
    'chart',
    env,
    (tool) => compiled.includes(tool),
    async () => PASSED,
  );
  return { tally: await check.run(context), shown };
}

test('tools that are there are used', async () => {
  await expect(runWith({}, ['helm', 'kubeconform'])).resolves.toEqual({ tally: PASSED, shown: '' });
});

test('nobody waits for tools that were not asked for: the check is skipped, and says how to get it', async () => {
  const { tally, shown } = await runWith({ ONLY: '', ALL: '0' }, ['kubeconform']);
  expect(tally).toEqual({ passed: 0, failed: 0, skipped: 1 });
  expect(shown).toMatch(/\(skipped\): helm: .*make chart\n$/);
});

test.each([{ ONLY: 'chart' }, { ALL: '1' }, { CI: 'true' }])('with %j they are compiled', async (env) => {
  await expect(runWith(env, [])).resolves.toEqual({ tally: PASSED, shown: '' });
});
