import { aCheckout, type Checkout } from './support/checkout.ts';

/** A shell that somebody has configured for other work. */
const FOREIGN = {
  PYTHONPATH: '/nowhere',
  PYTHONHOME: '/nowhere',
  PIP_TARGET: '/nowhere',
  PIP_USER: '1',
  NODE_ENV: 'production',
  NODE_OPTIONS: '--no-such-option',
  TF_CLI_ARGS: '-no-such-option',
  TF_VAR_region: 'nowhere',
  AWS_PROFILE: 'nobody',
  COMPOSE_FILE: '/nowhere',
};
/** Lines of that shell in the environment that a program was given. */
const foreignIn = (environment: string): string[] =>
  environment
    .split('\n')
    .filter((line) => Object.entries(FOREIGN).some(([name, value]) => line === `${name}=${value}`));

/** Every program that is called. */
const PYTHONS = ['python3', 'python', 'python3.14', 'python3.13', 'python3.12', 'python3.11'];

let checkout: Checkout;
beforeAll(async () => {
  checkout = await aCheckout();
});
afterAll(() => checkout.remove());

/** A program that only writes down its environment. */
const spy = (name: string) =>
  checkout.stub(name, `env >>'${checkout.path}/${name}.env'; ls >'${checkout.path}/${name}.files'; exit 1`);

test('make test hands none of it to its programs, and no values that lie beside the Terraform', async () => {
  spy('terraform');
  checkout.write('terraform/terraform.tfvars', 'region = "nowhere"\n');
  checkout.write('terraform/mine.auto.tfvars', 'region = "nowhere"\n');
  checkout.write('terraform/main_override.tf', 'nonsense\n');
  await expect(checkout.make('test ONLY=terraform', FOREIGN)).resolves.toMatchObject({
    code: 2,
    output: expect.stringContaining('0 passed, 1 failed'),
  });
  expect(checkout.read('terraform.env')).toMatch(/^TF_IN_AUTOMATION=1$/m);
  expect(foreignIn(checkout.read('terraform.env'))).toEqual([]);
  const files = checkout.read('terraform.files').split('\n');
  expect(files).toContain('main.tf');
  expect(files.filter((file) => /tfvars|override/.test(file))).toEqual([]);
});

test('make up hands none of it to Terraform and Python', async () => {
  for (const name of PYTHONS) spy(name);
  // A test installs nothing.
  checkout.stub('apt-get', 'exit 0');
  checkout.stub('terraform', `env >>'${checkout.path}/version.env'; echo '{"terraform_version":"1.11.0"}'`);
  const { code, output } = await checkout.make('up STACK=embedded', { ...FOREIGN, PYTHON: 'python3' });
  expect(code).toBe(2);
  expect(output).not.toMatch(/no-such-option/);
  for (const file of ['python3.env', 'version.env']) {
    expect(checkout.read(file)).toMatch(/^PATH=/m);
    expect(foreignIn(checkout.read(file))).toEqual([]);
  }
});
