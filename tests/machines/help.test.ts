import { aCheckout, type Checkout } from './support/checkout.ts';

let checkout: Checkout;
beforeAll(async () => {
  checkout = await aCheckout();
});
afterAll(() => checkout.remove());

test('a checkout by itself says what it can do', async () => {
  await expect(checkout.make('help')).resolves.toMatchObject({ code: 0, output: expect.stringContaining('make up') });
});

test('nothing runs in it', async () => {
  await expect(checkout.make('env')).resolves.toMatchObject({ code: 2, output: expect.stringContaining('make up') });
});
