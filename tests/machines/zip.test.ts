import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { aCheckout, type Checkout } from './support/checkout.ts';

/** The project as it comes out of a zip: without `.git`, and on a machine without git. */
let checkout: Checkout;
beforeAll(async () => {
  checkout = await aCheckout();
  checkout.without('git');
});
afterAll(() => checkout.remove());

test('it says what it can do', async () => {
  expect(existsSync(join(checkout.path, '.git'))).toBe(false);
  await expect(checkout.make('help')).resolves.toMatchObject({ code: 0, output: expect.stringContaining('make up') });
});

test('lint finds what is written here, and nothing that is made here', async () => {
  // `make lint` without the types, which do not use git.
  const lint = () => checkout.start('node_modules/.bin/biome', ['check', '.']).ended;
  checkout.write('dist/made.ts', 'const   a = 1');
  checkout.write('terraform/.terraform/made.json', '{   }');
  checkout.write('.enterwait/made.json', '{   }');
  await expect(lint()).resolves.toMatchObject({ code: 0, output: expect.stringContaining('No fixes applied') });
  checkout.write('scripts/mine.ts', 'const   a = 1');
  await expect(lint()).resolves.toMatchObject({ code: 1, output: expect.stringContaining('scripts/mine.ts') });
});
