import { aCheckout, type Checkout } from './support/checkout.ts';

let checkout: Checkout;
beforeAll(async () => {
  checkout = await aCheckout();
});
afterAll(() => checkout.remove());

/** A command that waits until it is called off, and then cleans up. */
const command = (before: string): string => `
  import { appendFileSync } from 'node:fs';
  import { runCli } from '../localstack/command/run-cli.ts';
  await runCli(async (signal) => {
    ${before}
    await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
    console.log('put away');
  });
`;

test('what breaks behind the back of a command is told, and the command puts away what it has started', async () => {
  checkout.write('scripts/try.ts', command('setTimeout(() => { throw new RangeError("nobody waits for me"); }, 10);'));
  const { code, output } = await checkout.start('node_modules/.bin/node', ['scripts/try.ts']).ended;
  expect(output).toContain('✗ 예상하지 못한 오류 (unexpected): nobody waits for me\n→ ');
  expect(output).toContain('put away');
  expect(output).not.toMatch(/^ +at /m);
  expect(code).toBe(1);
  expect(checkout.read('.enterwait/logs/unexpected.log')).toContain('RangeError');
});

test('the disk is full where nobody waits for the write: the same words as anywhere', async () => {
  checkout.write('scripts/try.ts', command('setTimeout(() => appendFileSync("/dev/full", "x"), 10);'));
  const { code, output } = await checkout.start('node_modules/.bin/node', ['scripts/try.ts']).ended;
  expect(output).toContain('✗ 디스크가 가득 찼습니다 (no space left on the disk)');
  expect(output).toContain('put away');
  expect(code).toBe(1);
});

test('the log of what nobody foresaw cannot be written either: the error itself is told', async () => {
  const other = await aCheckout();
  other.write('.enterwait/logs', 'a file');
  other.write('scripts/try.ts', command('throw new RangeError("the first error");'));
  const { code, output } = await other.start('node_modules/.bin/node', ['scripts/try.ts']).ended;
  expect(output).toContain('✗ 예상하지 못한 오류 (unexpected): the first error\n→ 기록도 쓸 수 없습니다');
  expect(code).toBe(1);
  await other.remove();
});
