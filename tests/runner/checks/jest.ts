import { existsSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { nodeBinary, repositoryRoot } from '@enterwait/command-line/files';
import type { Tally } from '@enterwait/command-line/output';
import { z } from 'zod';
import { type CheckContext, runProgram } from '../check.ts';
import { shorten } from '../output.ts';
import type { Share } from '../split.ts';

const jestResultSchema = z.object({
  success: z.boolean(),
  numPassedTests: z.number(),
  numFailedTests: z.number(),
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
type JestResult = z.infer<typeof jestResultSchema>;

/**
 * Runs one Jest project; for `integration` and `machines` some folders of `tests/`, or the share of one kind of stack. With `COVERAGE=1`
 * the unit tests measure what they run, and fail if it is too little.
 */
export async function runJest(
  context: CheckContext,
  project: 'unit' | 'machines' | 'integration',
  chosen: { readonly folders?: readonly string[]; readonly share?: Share } = {},
): Promise<Tally> {
  const { fail, scratch } = context;
  const resultFile = join(scratch, `${project}.json`);
  const isCounted = project === 'unit' && process.env.COVERAGE === '1';
  const running = notLongAfter(resultFile, LEFT_RUNNING_MS, context.signal);
  const { code } = await runProgram({ ...context, signal: running.signal }, nodeBinary, [
    '--experimental-vm-modules',
    '--no-warnings',
    join(repositoryRoot, 'node_modules', 'jest', 'bin', 'jest.js'),
    `--selectProjects=${project}`,
    '--json',
    `--outputFile=${resultFile}`,
    // There is one shared stack, so integration files run one after the other; and a machine must be no busier than needed.
    ...(project === 'unit' ? [] : ['--runInBand']),
    ...(isCounted ? COUNTING : []),
    ...(chosen.share === undefined ? foldersOnly(chosen.folders ?? []) : shareOnly(chosen.share)),
  ]).finally(running.forget);
  const result = jestResultSchema.safeParse(readJson(resultFile));
  // No result: the run itself broke, for example because the stack did not start.
  if (!result.success) {
    fail(`✗ ${project}: jest ended with ${code} and no result`);
    return { passed: 0, failed: 1, skipped: 0 };
  }
  for (const failure of failuresOf(result.data)) fail(failure);
  if (running.isTooLong())
    fail(`✗ ${project}: jest had its results and did not end: a test has left something running`);
  const { numPassedTests, numFailedTests, numRuntimeErrorTestSuites } = result.data;
  const failed = numFailedTests + numRuntimeErrorTestSuites;
  if (isCounted && failed === 0 && code !== 0)
    fail(`✗ ${project}: the tests run less of the code than jest.config.mjs asks for`);
  return {
    passed: numPassedTests,
    failed: failed === 0 && code !== 0 ? 1 : failed,
    skipped: skippedOf(result.data, chosen.share),
  };
}

/** A process becomes slower the more it has loaded, so each is replaced before it is slow. Jest uses processes only from two on. */
const COUNTING = ['--coverage', '--maxWorkers=2', '--workerIdleMemoryLimit=500MB'] as const;

/** Jest waits for what its tests have left running, if need be for ever. */
const LEFT_RUNNING_MS = 30_000;

/** A signal that is raised with another one, and a while after a file was written. */
export function notLongAfter(file: string, ms: number, whole: AbortSignal | undefined) {
  const own = new AbortController();
  let seenAt: number | undefined;
  const timer = setInterval(() => {
    if (seenAt === undefined && !existsSync(file)) return;
    seenAt ??= performance.now();
    if (performance.now() - seenAt > ms) own.abort();
  }, ms / 10);
  return {
    signal: whole === undefined ? own.signal : AbortSignal.any([own.signal, whole]),
    isTooLong: () => own.signal.aborted,
    forget: () => clearInterval(timer),
  };
}

const foldersOnly = (folders: readonly string[]): string[] =>
  folders.flatMap((folder) => ['--testPathPatterns', `tests/${folder}`]);

const shareOnly = ({ files, leftOut }: Share): string[] => [
  ...(leftOut === undefined ? [] : [`--testNamePattern=^(?!.*(?:${leftOut.source}))`]),
  '--runTestsByPath',
  ...files.map((file) => join('tests', file)),
];

/** Tests that skip themselves. Tests that the other kind of stack runs do not count as skipped. */
const skippedOf = ({ testResults }: JestResult, share: Share | undefined): number =>
  testResults
    .flatMap(({ assertionResults }) => assertionResults)
    .filter(({ status, fullName }) => status === 'pending' && share?.leftOut?.test(fullName) !== true).length;

function failuresOf({ testResults }: JestResult): string[] {
  return testResults.flatMap(({ name, message, assertionResults }) => {
    const file = relative(repositoryRoot, name);
    const failed = assertionResults.filter(({ status }) => status === 'failed');
    if (failed.length > 0)
      return failed.map(
        ({ fullName, failureMessages }) => `✗ ${file} › ${fullName}\n${shorten(failureMessages?.join('\n') ?? '')}`,
      );
    return message === '' ? [] : [`✗ ${file}\n${shorten(message)}`];
  });
}

function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}
