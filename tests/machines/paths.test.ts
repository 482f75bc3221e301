import { aCheckout, type Checkout } from './support/checkout.ts';

/** Characters that a shell, a database's installer or a script's first line misreads. */
const NAME = `a b 한글 it's $HOME "x"`;

let checkout: Checkout;
beforeAll(async () => {
  checkout = await aCheckout({ name: NAME });
});
afterAll(() => checkout.remove());

test.each([
  ['env', 2, /✗ 실행 중인 스택이 없습니다/],
  ['build', 0, /^(?!.*✗)/],
])('make %s works in a folder of any name', async (target, code, output) => {
  await expect(checkout.make(target)).resolves.toMatchObject({ code, output: expect.stringMatching(output) });
});

test('tests that write stubs quote where they are', async () => {
  const jest = ['--experimental-vm-modules', '--no-warnings', 'node_modules/jest/bin/jest.js', '--selectProjects=unit'];
  const files = ['scripts/delivery/deploy/reaching/databases.test.ts', 'localstack/python/venv.test.ts'];
  const { ended } = checkout.start('node_modules/.bin/node', [...jest, '--runTestsByPath', ...files]);
  await expect(ended).resolves.toMatchObject({ code: 0 });
});
