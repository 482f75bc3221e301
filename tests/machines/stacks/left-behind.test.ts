import { waitFor } from '@enterwait/command-line/processes';
import { aCheckout, type Checkout, type Running } from '../support/checkout.ts';
import { watchLeftovers } from '../support/left.ts';

const NOTHING = { files: [], processes: [] };

let checkout: Checkout;
let left: ReturnType<typeof watchLeftovers>;
beforeAll(async () => {
  checkout = await aCheckout({ venv: true });
  left = watchLeftovers(checkout);
});
afterAll(() => checkout.remove());

/** How far the start of the suite's stack has come: each of these is in its first minute. */
const MOMENTS = ['jest.js', 'build.ts', 'mariadb', 'main.mjs', 'terraform apply'] as const;

async function testsUntil(moment: string): Promise<Running> {
  const running = checkout.start('make', ['test', 'ONLY=integration', 'STACK=embedded']);
  await waitFor(() => left().processes.some((command) => command.includes(moment)), {
    timeoutMs: 120_000,
    what: moment,
  });
  return running;
}

test.each(MOMENTS)('Ctrl-C while the stack of make test starts (%s) leaves nothing', async (moment) => {
  const running = await testsUntil(moment);
  process.kill(-running.pid, 'SIGINT');
  const { output } = await running.ended;
  expect(output).toContain('중단');
  expect(left()).toEqual(NOTHING);
});

test.each(MOMENTS)('make down ends what a killed make test has left (%s)', async (moment) => {
  const running = await testsUntil(moment);
  process.kill(-running.pid, 'SIGKILL');
  await running.ended;
  await expect(checkout.make('down')).resolves.toMatchObject({ code: 0 });
  expect(left()).toEqual(NOTHING);
});

test('Ctrl-C while the suite runs on its stack leaves nothing', async () => {
  const running = checkout.start('make', ['test', 'ONLY=integration', 'STACK=embedded']);
  await waitFor(() => /\[embedded\] management /.test(running.output()), { timeoutMs: 180_000, what: 'the stack' });
  process.kill(-running.pid, 'SIGINT');
  const { output } = await running.ended;
  expect(output).toContain('중단되었습니다 (cancelled)');
  expect(left()).toEqual(NOTHING);
});

test('a second Ctrl-C ends make up at once, and nothing stays', async () => {
  const running = checkout.start('make', ['up', 'STACK=embedded']);
  await waitFor(() => left().processes.some((command) => command.includes('terraform apply')), { timeoutMs: 120_000 });
  process.kill(-running.pid, 'SIGINT');
  process.kill(-running.pid, 'SIGINT');
  await running.ended;
  await waitFor(() => left().processes.length === 0, { timeoutMs: 60_000 });
});

test('SIGTERM to the run alone ends its children too', async () => {
  const running = checkout.start('node_modules/.bin/node', ['scripts/test.ts'], {
    ONLY: 'integration',
    STACK: 'embedded',
  });
  await waitFor(() => left().processes.some((command) => command.includes('mariadb')), { timeoutMs: 120_000 });
  process.kill(running.pid, 'SIGTERM');
  await expect(running.ended).resolves.toMatchObject({ code: 130 });
  expect(left()).toEqual(NOTHING);
});
