import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { aCheckout, type Checkout } from '../support/checkout.ts';
import { watchLeftovers } from '../support/left.ts';

const isRoot = process.getuid?.() === 0;
let checkout: Checkout;
let left: ReturnType<typeof watchLeftovers>;
let state: string;
beforeEach(async () => {
  checkout = await aCheckout();
  left = watchLeftovers(checkout);
  state = join(checkout.path, '.enterwait');
  mkdirSync(state);
});
afterEach(async () => {
  execFileSync('umount', ['--lazy', state]);
  await checkout.remove();
});

/** Enough room for the start to get this far. */
(isRoot ? test : test.skip).each([1, 60, 170, 200])(
  'the disk is full after %i MB: the start says so and leaves nothing running',
  async (megabytes) => {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', state]);
    const { code, output } = await checkout.make('up STACK=embedded');
    expect(output).toContain('디스크가 가득 찼습니다 (no space left on the disk)');
    expect(output).not.toMatch(/^ +at |unexpected|node:internal|PyPI/m);
    expect(code).toBe(2);
    expect(left().processes).toEqual([]);
  },
);
