import { aCheckout, type Checkout } from './support/checkout.ts';

/** Answers as this machine would, except for what a test is about. */
const PYTHON = (version: string) => `case "$2" in *platform*) echo ${version};; *) exit 1;; esac`;

let checkout: Checkout;
beforeAll(async () => {
  checkout = await aCheckout();
});
afterAll(() => checkout.remove());

test('each thing that is in the way is told at once, and what is ignored as such', async () => {
  for (const name of ['python', 'python3', 'python3.11', 'python3.12', 'python3.13', 'python3.14'])
    checkout.stub(name, PYTHON('3.10.12'));
  checkout.stub('npm', 'case "$1" in config) printf "omit = dev\\nignore-scripts = true\\n";; *) echo 11;; esac');
  checkout.write('terraform/terraform.tfvars', 'region = "us-east-1"\n');
  const { code, output } = await checkout.make('doctor', {
    NODE_ENV: 'production',
    TF_CLI_ARGS: '-help',
    AWS_PROFILE: 'nobody',
    PYTHONPATH: '/nowhere',
    HTTPS_PROXY: 'http://kim:secret@127.0.0.1:9',
    ENTERWAIT_PORT: '1',
  });
  expect(code).toBe(2);
  for (const line of [
    /✗ {2}Python ≥ 3\.11.* Python 3\.10\.12 .*is too old/,
    /✗ Python ≥ 3\.11[^\n]*\n {2}→ .*python3\.11-venv/,
    /npm settings\) .*overruled\): NODE_ENV=production omit=dev ignore-scripts=true/,
    /shell\) .*ignored\): AWS_PROFILE PYTHONPATH TF_CLI_ARGS\n/,
    /· {2}프록시 \(proxy\) .*HTTPS_PROXY=http:\/\/…@127\.0\.0\.1:9 .*127\.0\.0\.1,localhost,::1/,
    /→ 프록시 \(proxy\): .*does not answer/,
    /· {2}terraform\/ .*terraform\.tfvars: /,
    /✓ {2}node_modules .*tried/,
    /· {2}Python venv .*not made yet/,
    /disk\) .* GB /,
    /✓ {2}\.enterwait /,
    /✗ make up 이 안 됩니다/,
  ])
    expect(output).toMatch(line);
  expect(output).not.toContain('secret');
});

test('make up that fails says what doctor finds, and leaves nothing running', async () => {
  // A test installs nothing.
  checkout.stub('apt-get', 'exit 0');
  const { code, output } = await checkout.make('up STACK=embedded', { HTTPS_PROXY: 'http://127.0.0.1:9' });
  expect(code).toBe(2);
  expect(output).toMatch(
    /make doctor finds on this machine[\s\S]*Python 3\.10\.12[\s\S]*✗ Python 3\.10\.12 .*is too old.*\n→ .*python3\.11/,
  );
  await expect(checkout.make('status')).resolves.toMatchObject({ code: 2 });
});
