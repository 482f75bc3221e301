import { join } from 'node:path';
import { Cancelled } from '@enterwait/command-line/errors';
import { nodeBinary, repositoryRoot } from '@enterwait/command-line/files';
import { closingLine } from '@enterwait/command-line/output';
import { sweepMarked } from '@enterwait/command-line/processes';
import { runCli } from '../localstack/command/run-cli.ts';
import { detectKind } from '../localstack/docker/engine.ts';
import { readSettings } from '../localstack/settings/settings.ts';
import { endOrphans, OWNER_VARIABLE, ownerHere, temporaryFolder } from '../localstack/state/stacks.ts';
import { asOne, type Check, runProgram, sum } from '../tests/runner/check.ts';
import { checkInGo, type GoCheck, IN_GO } from '../tests/runner/checks/in-go.ts';
import { runJest } from '../tests/runner/checks/jest.ts';
import { runScript } from '../tests/runner/checks/script.ts';
import { testTerraform } from '../tests/runner/checks/terraform.ts';
import { type Lane, runLanes, table } from '../tests/runner/lanes.ts';
import { shareOf } from '../tests/runner/split.ts';

/**
 * `make test`: runs lint, types, boundaries, unused code, unit tests, Terraform tests, chart and workflows, and beside them the
 * integration suite on a real stack (`STACK=docker|embedded`, otherwise detected). Every check runs, even after one has failed; the last
 * line counts them: `N passed, N failed, N skipped`. `make test ONLY=unit,integration` runs some of them, `make faults` the fault
 * scenarios, `make test ALL=1` everything. `SPLIT=1` is for two runs, one on each kind of stack: each skips what tests/where.ts assigns
 * to the other.
 */

const KNIP = join(repositoryRoot, 'node_modules', 'knip', 'bin', 'knip.js');
const bin = (name: string): string => join(repositoryRoot, 'node_modules', '.bin', name);

/** Checks that need a stack share one; their names are folders of `tests/`. */
const ON_A_STACK = ['integration', 'browser', 'faults'] as const;
const GO_CHECKS = Object.keys(IN_GO) as GoCheck[];
/** The part of `browser` that takes the READMEs' screenshots: `make screenshots`. */
const SCREENSHOTS = 'browser/screenshots';
/** An exhaustive search that keeps both cores busy for minutes. */
const SEARCHING = ['spec'] as const;
/**
 * Slow checks of things that seldom change (the provider's own pauses, checkov's installation, every outage by day and by night): only
 * with `ONLY=`.
 */
const ON_REQUEST = ['cloud', 'documented', 'policies', 'alarms', SCREENSHOTS] as const;
const BY_DEFAULT = [
  'lint',
  'types',
  'boundaries',
  'unused',
  'unit',
  'terraform',
  'rights',
  'machines',
  ...GO_CHECKS,
  ...ON_A_STACK,
] as const;
/** Slow checks: they run with `ALL=1` or by name. */
const WITH_ALL: readonly string[] = ['faults', ...SEARCHING];
const NAMES = [...BY_DEFAULT, ...SEARCHING, ...ON_REQUEST];

/** What to run: the names in `ONLY=…`, otherwise everything but the on-request checks; the slow ones only with `ALL=1`. */
function chosenNames(env: NodeJS.ProcessEnv): Set<string> {
  if (env.ONLY) return new Set(env.ONLY.split(','));
  return new Set([...BY_DEFAULT, ...SEARCHING].filter((name) => env.ALL === '1' || !WITH_ALL.includes(name)));
}

const machinesOf = (env: NodeJS.ProcessEnv): string => (env.ONLY === undefined ? 'machines/[^/]+$' : 'machines/');

/** The suites that share a stack, as one check. */
function stackCheck(folders: readonly string[]): Check {
  return {
    name: folders.join('+'),
    async run(context) {
      if (process.env.SPLIT !== '1') return runJest(context, 'integration', { folders });
      const kind = readSettings().kind ?? (await detectKind());
      return runJest(context, 'integration', { share: shareOf(kind, folders) });
    },
  };
}

/**
 * Decides what runs in parallel. Starting the stack and running its suite is mostly waiting, so the rest runs meanwhile in two lanes that
 * take about as long as the suite: one for Jest, one for Terraform and the Go tools, which may have to be compiled first.
 */
function lanesFor(names: ReadonlySet<string>): Lane[] {
  const onStack = [...ON_A_STACK, SCREENSHOTS].filter((name) => names.has(name));
  const checks: Check[] = [
    {
      name: 'lint',
      gently: true,
      run: (context) => asOne(runProgram(context, bin('biome'), ['check', '--error-on-warnings', '.'])),
    },
    {
      name: 'types',
      gently: true,
      run: (context) => asOne(runProgram(context, bin('tsc'), ['--noEmit', '-p', '.'])),
    },
    { name: 'boundaries', gently: true, run: (context) => runScript(context, 'boundaries.ts') },
    { name: 'unused', gently: true, run: (context) => asOne(runProgram(context, nodeBinary, [KNIP])) },
    { name: 'unit', run: (context) => runJest(context, 'unit') },
    // A test that starts stacks of its own is left out unless it is asked for by name.
    { name: 'machines', run: (context) => runJest(context, 'machines', { folders: [machinesOf(process.env)] }) },
    { name: 'cloud', run: (context) => runScript(context, 'cloud.ts') },
    // The commands that docs/ gives for an AWS account, from the first to the last.
    { name: 'documented', run: (context) => runJest(context, 'machines', { folders: ['account/'] }) },
    { name: 'policies', run: (context) => runScript(context, 'policies.ts') },
    { name: 'alarms', run: (context) => runScript(context, 'alarms.ts') },
  ];
  const gentle: Check[] = [
    { name: 'terraform', gently: true, run: testTerraform },
    { name: 'rights', gently: true, run: (context) => runScript(context, 'rights.ts') },
    ...GO_CHECKS.map((name) => checkInGo(name)),
    { name: 'spec', gently: true, run: (context) => runScript(context, 'spec.ts') },
  ];
  const chosen = [checks, gentle]
    .map((lane) => lane.filter(({ name }) => names.has(name)))
    .concat(onStack.length === 0 ? [] : [[stackCheck(onStack)]])
    .filter((lane) => lane.length > 0);
  // Show the output of the longest lane as it comes; that is the last one.
  return chosen.map((lane, index) => ({ checks: lane, live: index === chosen.length - 1 }));
}

async function main(signal: AbortSignal): Promise<number> {
  const names = chosenNames(process.env);
  const unknown = [...names].filter((name) => !(NAMES as readonly string[]).includes(name));
  if (unknown.length > 0) {
    process.stderr.write(`ONLY=${process.env.ONLY}: choose from ${NAMES.join(', ')}\n`);
    return 2;
  }
  const folder = temporaryFolder('test');
  process.env[OWNER_VARIABLE] = ownerHere();
  const scratch = folder.path;
  const failures: string[] = [];
  const results = await runLanes(lanesFor(names), { scratch, signal, fail: (what) => void failures.push(what) });
  // A check that crashed or was cancelled may have left a child process or a stack behind.
  await sweepMarked(scratch);
  await endOrphans();
  folder.remove();
  if (signal.aborted) throw new Cancelled();
  // Repeat the failures at the end: where only the end of a long output is kept, it must say why.
  if (failures.length > 0) process.stdout.write(`\n${failures.join('\n')}\n`);
  process.stdout.write(`\n${table(results)}\n\n${closingLine(sum(results))}\n`);
  return sum(results).failed === 0 ? 0 : 1;
}

await runCli(main);
