import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { z } from 'zod';
import { nodeBinary, repositoryRoot } from '../localstack/paths.ts';
import { findProviderMirror, lockedVersion } from '../localstack/provider-mirror.ts';
import { terraformSource } from '../localstack/terraform.ts';

/**
 * `make test`: lint, types, unit tests, Terraform tests, chart and workflows, then the integration suite on a real stack (`STACK=docker|embedded`, else
 * picked by itself). Every check runs, also after one that failed; the last line counts them: `N passed, N failed, N skipped`.
 * `make test ONLY=unit,integration` runs some of them, `make faults` the fault scenarios, `make test ALL=1` everything.
 */

interface Counts {
  passed: number;
  failed: number;
  skipped: number;
}

interface Check {
  readonly name: string;
  run(): Promise<Counts>;
}

const scratch = join(tmpdir(), `enterwait-test-${process.pid}`);
const bin = (name: string): string => join(repositoryRoot, 'node_modules', '.bin', name);

/** Runs a program with its output shown as it comes. @returns exit code and what it printed on standard output */
function run(
  command: string,
  args: readonly string[],
  options: { cwd?: string; env?: NodeJS.ProcessEnv } = {},
): Promise<{ code: number; output: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: options.cwd ?? repositoryRoot,
      env: options.env ?? process.env,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text;
      process.stdout.write(text);
    });
    child.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') return reject(error);
      process.stderr.write(`${command} is not there; \`make doctor\` says how to get it\n`);
      return resolve({ code: 127, output });
    });
    child.on('close', (code) => resolve({ code: code ?? 1, output }));
  });
}

const asOne = async (running: Promise<{ code: number }>): Promise<Counts> => {
  const { code } = await running;
  return { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, skipped: 0 };
};

const jestResultSchema = z.object({
  success: z.boolean(),
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  numPendingTests: z.number(),
  numRuntimeErrorTestSuites: z.number(),
  testResults: z.array(
    z.object({
      name: z.string(),
      message: z.string(),
      assertionResults: z.array(
        z.object({ fullName: z.string(), status: z.string(), failureMessages: z.array(z.string()).nullable() }),
      ),
    }),
  ),
});

/** What failed, shown once more at the very end: where only the end of a long output is kept, it must say why. */
const failures: string[] = [];
const MESSAGE_LINES = 12;

function rememberFailures({ testResults }: z.infer<typeof jestResultSchema>): void {
  for (const { name, message, assertionResults } of testResults) {
    const file = relative(repositoryRoot, name);
    const failed = assertionResults.filter(({ status }) => status === 'failed');
    for (const { fullName, failureMessages } of failed)
      failures.push(`✗ ${file} › ${fullName}\n${shorten(failureMessages?.join('\n') ?? '')}`);
    if (failed.length === 0 && message !== '') failures.push(`✗ ${file}\n${shorten(message)}`);
  }
}

const shorten = (text: string): string =>
  stripVTControlCharacters(text)
    .split('\n')
    .slice(0, MESSAGE_LINES)
    .map((line) => `    ${line}`)
    .join('\n');

async function jest(project: 'unit' | 'integration', folders: readonly string[] = []): Promise<Counts> {
  const resultFile = join(scratch, `${project}.json`);
  const args = [
    '--experimental-vm-modules',
    '--no-warnings',
    join(repositoryRoot, 'node_modules', 'jest', 'bin', 'jest.js'),
  ];
  // The stack is one and shared: integration files run one after the other.
  const { code } = await run(nodeBinary, [
    ...args,
    `--selectProjects=${project}`,
    '--json',
    `--outputFile=${resultFile}`,
    ...(project === 'integration' ? ['--runInBand'] : []),
    ...folders.flatMap((folder) => ['--testPathPatterns', `tests/${folder}/`]),
  ]);
  const result = jestResultSchema.safeParse(readJson(resultFile));
  // No result: the run itself broke, e.g. the stack did not start.
  if (!result.success) return { passed: 0, failed: 1, skipped: 0 };
  rememberFailures(result.data);
  const { numPassedTests, numFailedTests, numPendingTests, numRuntimeErrorTestSuites } = result.data;
  const failed = numFailedTests + numRuntimeErrorTestSuites;
  return { passed: numPassedTests, failed: failed === 0 && code !== 0 ? 1 : failed, skipped: numPendingTests };
}

function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}

/** `terraform test` on a copy: init writes beside the sources, and a stack may be up from them. */
async function terraform(): Promise<Counts> {
  const folder = join(scratch, 'terraform');
  cpSync(terraformSource, folder, {
    recursive: true,
    filter: (path) =>
      !path.includes('.terraform/') && !path.endsWith('.tfstate') && !path.endsWith('/terraform/backend.tf'),
  });
  const mirror = findProviderMirror(
    { env: process.env, home: homedir(), platform: process.platform, optDir: '/opt' },
    lockedVersion(join(terraformSource, '.terraform.lock.hcl')),
  );
  const env = { ...process.env, CHECKPOINT_DISABLE: '1', TF_IN_AUTOMATION: '1' };
  const initialised = await run(
    'terraform',
    ['init', '-backend=false', '-input=false', '-no-color', ...(mirror === undefined ? [] : [`-plugin-dir=${mirror}`])],
    { cwd: folder, env },
  );
  if (initialised.code !== 0) return { passed: 0, failed: 1, skipped: 0 };
  const formatted = await asOne(
    run('terraform', ['fmt', '-check', '-recursive', '-diff', '-no-color'], { cwd: terraformSource, env }),
  );
  const valid = await asOne(run('terraform', ['validate', '-no-color'], { cwd: folder, env }));
  const test = async (args: readonly string[]): Promise<Counts> => {
    const { code, output } = await run('terraform', ['test', '-no-color', ...args], { cwd: folder, env });
    const [, passed = '0', failed = '0', skipped = '0'] =
      /(\d+) passed, (\d+) failed(?:, (\d+) skipped)?/.exec(output) ?? [];
    return {
      passed: Number(passed),
      failed: code !== 0 && failed === '0' ? 1 : Number(failed),
      skipped: Number(skipped),
    };
  };
  const results = [formatted, valid, await test([])];
  const sizes = join('tests', 'sizes');
  for (const size of ['small', 'production']) {
    const files = ['cloud', size].map((name) => `-filter=${join(sizes, `${name}.tftest.hcl`)}`);
    results.push(await test([`-test-directory=${sizes}`, `-var-file=${join('env', `${size}.tfvars`)}`, ...files]));
  }
  return sum(results);
}

/** A script that looks at many things and closes as `make test` does: `N passed, N failed, N skipped`. */
async function counted(script: string): Promise<Counts> {
  const { code, output } = await run(nodeBinary, [join(repositoryRoot, 'scripts', script)]);
  for (const [line] of output.matchAll(/^✗ .*(?:\n {4}.*){0,12}/gm)) failures.push(line);
  const [, passed, failed, skipped = '0'] =
    /^(\d+) passed, (\d+) failed(?:, (\d+) skipped)?$/m.exec(stripVTControlCharacters(output)) ?? [];
  if (passed === undefined || failed === undefined) return { passed: 0, failed: 1, skipped: 0 };
  return {
    passed: Number(passed),
    failed: code !== 0 && failed === '0' ? 1 : Number(failed),
    skipped: Number(skipped),
  };
}

const sum = (all: readonly Counts[]): Counts =>
  all.reduce(
    (total, { passed, failed, skipped }) => ({
      passed: total.passed + passed,
      failed: total.failed + failed,
      skipped: total.skipped + skipped,
    }),
    { passed: 0, failed: 0, skipped: 0 },
  );

/** Checks that need a stack share one: their names are folders of `tests/`. */
const ON_A_STACK = ['integration', 'browser', 'faults'] as const;
/** Minutes of waiting for what changes seldom (the provider's own pauses, checkov's installation): by `ONLY=` alone. */
const ON_REQUEST = ['cloud', 'policies'] as const;
const BY_DEFAULT = ['lint', 'types', 'unit', 'terraform', 'chart', 'workflows', ...ON_A_STACK] as const;
const NAMES = [...BY_DEFAULT, ...ON_REQUEST];

/** What to run: `ONLY=…`, else all that needs no request, the fault scenarios, which take a while, with `ALL=1` only. */
function chosenNames(env: NodeJS.ProcessEnv): Set<string> {
  if (env.ONLY) return new Set(env.ONLY.split(','));
  return new Set(BY_DEFAULT.filter((name) => env.ALL === '1' || name !== 'faults'));
}

function checksFor(names: ReadonlySet<string>): Check[] {
  const onStack = ON_A_STACK.filter((name) => names.has(name));
  const checks: Check[] = [
    { name: 'lint', run: () => asOne(run(bin('biome'), ['check', '--error-on-warnings', '.'])) },
    { name: 'types', run: () => asOne(run(bin('tsc'), ['--noEmit', '-p', '.'])) },
    { name: 'unit', run: () => jest('unit') },
    { name: 'terraform', run: terraform },
    { name: 'chart', run: () => counted('chart.ts') },
    { name: 'workflows', run: () => counted('workflows.ts') },
    { name: 'cloud', run: () => counted('cloud.ts') },
    { name: 'policies', run: () => counted('policies.ts') },
  ].filter(({ name }) => names.has(name));
  return onStack.length === 0
    ? checks
    : [...checks, { name: onStack.join('+'), run: () => jest('integration', onStack) }];
}

async function main(): Promise<number> {
  const names = chosenNames(process.env);
  const unknown = [...names].filter((name) => !(NAMES as readonly string[]).includes(name));
  if (unknown.length > 0) {
    process.stderr.write(`ONLY=${process.env.ONLY}: choose from ${NAMES.join(', ')}\n`);
    return 2;
  }
  const checks = checksFor(names);
  mkdirSync(scratch, { recursive: true });
  const results: Counts[] = [];
  const lines: string[] = [];
  for (const check of checks) {
    process.stdout.write(`\n── ${check.name} ──\n`);
    const started = performance.now();
    const counts = await check.run();
    results.push(counts);
    lines.push(
      `${check.name.padEnd(20)} ${String(counts.passed).padStart(4)} passed ${String(counts.failed).padStart(4)} failed  ${((performance.now() - started) / 1000).toFixed(1)} s`,
    );
  }
  rmSync(scratch, { recursive: true, force: true });
  const { passed, failed, skipped } = sum(results);
  if (failures.length > 0) process.stdout.write(`\n${failures.join('\n')}\n`);
  process.stdout.write(
    `\n${lines.join('\n')}\n\n${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}\n`,
  );
  return failed === 0 ? 0 : 1;
}

process.exitCode = await main();
