import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '@enterwait/command-line/files';
import { aCheckout, type Checkout } from './support/checkout.ts';

let checkout: Checkout;
beforeEach(async () => {
  checkout = await aCheckout({ packages: false });
});
afterEach(() => checkout.remove());

const { engines } = JSON.parse(readFileSync(join(repositoryRoot, 'package.json'), 'utf8')) as {
  engines: { node: string };
};
const oldest = Number(/\d+/.exec(engines.node)?.[0]);
const tooOld = `v${oldest - 1}.19.0`;

test.each([['node', 'nodejs'], ['npm'], ['node', 'nodejs', 'npm']])(
  'without %s it says what to install',
  async (...programs) => {
    checkout.without(...programs);
    const { code, output } = await checkout.make('up');
    expect([code, output]).toEqual([
      2,
      expect.stringContaining(`✗ Node ${oldest} 이상과 npm 이 필요합니다 (Node ${oldest} or newer and npm are needed)`),
    ]);
    expect(output).toMatch(/→ .*apt install nodejs npm.*brew install node/);
  },
);

test('a Node that is too old is named, and nothing is installed', async () => {
  checkout.write(
    'old.cjs',
    `Object.defineProperty(process, 'version', { value: '${tooOld}' });
     Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '${tooOld.slice(1)}' } });`,
  );
  checkout.stub(
    'node',
    `[ "$1" = --version ] && echo ${tooOld} || exec '${process.execPath}' --require ./old.cjs "$@"`,
  );
  checkout.stub('npm', 'echo npm was asked; exit 1');
  const { code, output } = await checkout.make('up');
  expect([code, output]).toEqual([
    2,
    expect.stringContaining(`✗ Node ${tooOld} 은(는) 너무 오래되었습니다 (is too old)`),
  ]);
  expect(output).not.toContain('npm ci');
});

test('its help needs neither', async () => {
  checkout.without('node', 'nodejs', 'npm');
  await expect(checkout.make('help')).resolves.toMatchObject({ code: 0, output: expect.stringContaining('make up') });
});
