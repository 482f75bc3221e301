import { mkdirSync, readdirSync, readFileSync, renameSync, rmdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { ensurePython, OLDEST_PYTHON } from '../../../localstack/python/python.ts';
import { pathsOf } from '../../../localstack/state/paths.ts';
import { aCheckout, type Checkout } from '../support/checkout.ts';

const MINUTES = 60_000;
/** None of these settings may matter. */
const FOREIGN = {
  PYTHONPATH: '/nowhere',
  PYTHONHOME: '/nowhere',
  PIP_TARGET: '/nowhere',
  NODE_ENV: 'production',
  NODE_OPTIONS: '--no-such-option',
  NODE_USE_ENV_PROXY: '1',
  HTTP_PROXY: 'http://127.0.0.1:9',
  TF_CLI_ARGS: '-no-such-option',
  TF_VAR_emulated: 'false',
  AWS_PROFILE: 'nobody',
};

let checkout: Checkout;
beforeAll(async () => {
  const { pids, logs } = pathsOf(join(tmpdir(), 'enterwait-hostile-path'));
  await ensurePython({ pidDir: pids, logFile: join(logs, 'python.log'), progress: () => {} });
  // It was copied: the first lines of its scripts name another folder.
  checkout = await aCheckout({ name: `a b 한글 it's $HOME`, venv: true });
  checkout.write('terraform/terraform.tfvars', 'emulated = false\n');
}, 5 * MINUTES);
afterAll(() => checkout.remove(), MINUTES);

test(
  'a stack starts in a folder of any name, in a shell that was set up for other work',
  async () => {
    await expect(checkout.make('up STACK=embedded', FOREIGN)).resolves.toMatchObject({
      code: 0,
      output: expect.stringMatching(/Python venv[^\n]*kept[\s\S]*✓ 준비됨 \(ready\): embedded/),
    });
    const values = await checkout.make('-s env', FOREIGN);
    expect(
      values.output
        .trim()
        .split('\n')
        .filter((line) => !/^[A-Z_]+=/.test(line)),
    ).toEqual([]);
  },
  6 * MINUTES,
);

test(
  'a folder that was moved, to a path longer than a script can name, is stopped and started there',
  async () => {
    const moved = join(dirname(checkout.path), 'x'.repeat(140));
    renameSync(checkout.path, moved);
    // Programs are started in it.
    mkdirSync(checkout.path);
    const make = (target: string) => checkout.start('make', ['-C', moved, ...target.split(' ')]).ended;
    await expect(make('down')).resolves.toMatchObject({ code: 0, output: expect.stringContaining('끝냄 (stopped)') });
    await expect(make('up STACK=embedded')).resolves.toMatchObject({
      code: 0,
      output: expect.stringMatching(/Python venv[^\n]*kept[\s\S]*✓ 준비됨/),
    });
    await expect(make('down')).resolves.toMatchObject({ code: 0 });
    rmdirSync(checkout.path);
    renameSync(moved, checkout.path);
  },
  6 * MINUTES,
);

test('the oldest Python is the newest that a pinned package asks for', () => {
  const lib = join(checkout.path, '.enterwait', 'venv', 'lib');
  const packages = join(lib, readdirSync(lib)[0] ?? '', 'site-packages');
  const asked = readdirSync(packages)
    .filter((name) => name.endsWith('.dist-info'))
    .map(
      (name) => /^Requires-Python: .*>= ?3\.(\d+)/m.exec(readFileSync(join(packages, name, 'METADATA'), 'utf8'))?.[1],
    );
  expect(Math.max(...asked.map((minor) => Number(minor ?? 0)))).toBe(OLDEST_PYTHON[1]);
});
