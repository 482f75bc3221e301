import { aCheckout, type Checkout } from './support/checkout.ts';

let checkout: Checkout;
beforeAll(async () => {
  checkout = await aCheckout();
});
afterAll(() => checkout.remove());

test('make -j cluster images push: nothing is pushed while it is built', async () => {
  checkout.stub('node-stub', 'echo "begin $*"; sleep 0.3; echo "end $*"');
  const { code, output } = await checkout.make('-s -j cluster images push NODE=node-stub');
  const steps = ['scripts/release.ts cluster', 'scripts/images.ts build', 'scripts/images.ts push'];
  expect(output.trim().split('\n')).toEqual(steps.flatMap((step) => [`begin ${step}`, `end ${step}`]));
  expect(code).toBe(0);
});
