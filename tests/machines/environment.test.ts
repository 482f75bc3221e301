import { aCheckout, type Checkout } from './support/checkout.ts';

/** A shell that somebody has set up for other work. */
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
const NAMES =
  /^(PYTHONPATH|PYTHONHOME|PIP_TARGET|PIP_USER=1|NODE_ENV|NODE_OPTIONS|TF_CLI_ARGS|TF_VAR_region|AWS_PROFILE|COMPOSE_FILE)/m;

let checkout: Checkout;
beforeAll(async () => {
  checkout = await aCheckout();
});
afterAll(() => checkout.remove());

/** A program that only writes down what it was given. */
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
  expect(checkout.read('terraform.env')).not.toMatch(NAMES);
  const files = checkout.read('terraform.files').split('\n');
  expect(files).toContain('main.tf');
  expect(files.filter((file) => /tfvars|override/.test(file))).toEqual([]);
});

test('make up hands none of it to Terraform and Python', async () => {
  spy('python3');
  checkout.stub('terraform', `env >>'${checkout.path}/version.env'; echo '{"terraform_version":"1.11.0"}'`);
  const { code, output } = await checkout.make('up STACK=embedded', { ...FOREIGN, PYTHON: 'python3' });
  expect(code).toBe(2);
  expect(output).not.toMatch(/no-such-option/);
  for (const file of ['python3.env', 'version.env']) {
    expect(checkout.read(file)).toMatch(/^PATH=/m);
    expect(checkout.read(file)).not.toMatch(NAMES);
  }
});
