import { waitFor } from '@enterwait/command-line/processes';
import { aCheckout, type Checkout, type Running } from './support/checkout.ts';
import { watchLeftovers } from './support/left.ts';

const NOTHING = { files: [], processes: [] };

let checkout: Checkout;
let left: ReturnType<typeof watchLeftovers>;
beforeAll(async () => {
  checkout = await aCheckout();
  left = watchLeftovers(checkout);
});
afterAll(() => checkout.remove());

/** A command with a temporary folder and with children that work in it. */
async function mutantsAtWork(): Promise<Running> {
  const running = checkout.start('make', ['mutants', 'ONLY=judge'], { WORKERS: '1' });
  await waitFor(() => left().processes.some((command) => command.includes('mutants.config.mjs')), {
    timeoutMs: 60_000,
  });
  expect(left().files).not.toEqual([]);
  return running;
}

test('Ctrl-C: the command puts away its folder and its children', async () => {
  const running = await mutantsAtWork();
  process.kill(-running.pid, 'SIGINT');
  await expect(running.ended).resolves.toMatchObject({
    output: expect.stringContaining('중단되었습니다 (cancelled)'),
  });
  expect(left()).toEqual(NOTHING);
});

test('a second Ctrl-C ends it at once, and nothing stays', async () => {
  const running = await mutantsAtWork();
  process.kill(-running.pid, 'SIGINT');
  process.kill(-running.pid, 'SIGINT');
  await running.ended;
  await waitFor(() => left().files.length + left().processes.length === 0, { timeoutMs: 30_000 });
});

test('kill -9: make down finds the folder and the children, wherever they lie', async () => {
  const running = await mutantsAtWork();
  process.kill(-running.pid, 'SIGKILL');
  await running.ended;
  expect(left().files).not.toEqual([]);
  await expect(checkout.make('down')).resolves.toMatchObject({ code: 0 });
  expect(left()).toEqual(NOTHING);
});
