import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import { aCheckout, type Checkout, NO_ENGINE } from './support/checkout.ts';

let checkout: Checkout;
let taken: Server;
beforeAll(async () => {
  checkout = await aCheckout();
  Object.assign(checkout.env, NO_ENGINE);
  taken = createServer().listen(Number(checkout.env.NURSERY_PORT), '127.0.0.1');
  await once(taken, 'listening');
});
afterAll(async () => {
  taken.close();
  await checkout.remove();
});

test('a taken port is said before anything starts: whose it is, and how to take another', async () => {
  const port = Number(checkout.env.NURSERY_PORT);
  const { code, output } = await checkout.make('up STACK=embedded');
  expect([code, output]).toEqual([
    2,
    expect.stringMatching(
      new RegExp(`✗ 포트 ${port} \\(nursery\\) .*\\(is taken by .*pid ${process.pid}\\)[^]*NURSERY_PORT=${port + 1}`),
    ),
  ]);
  await expect(checkout.make('down')).resolves.toMatchObject({
    code: 0,
    output: expect.stringContaining('실행 중인 것이 없었습니다 (nothing was running)'),
  });
});
