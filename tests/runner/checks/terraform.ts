import { cpSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '@enterwait/command-line/files';
import type { Tally } from '@enterwait/command-line/output';
import { type CommandResult, runCommand, toolEnvironment } from '@enterwait/command-line/processes';
import { terraformDefaults } from '../../../localstack/terraform/environment.ts';
import { emulatorSource } from '../../../localstack/terraform/stamp.ts';
import { SIZES } from '../../../scripts/delivery/chart/check.ts';
import { answerOf, askFor, lostValues, valuesIn } from '../../../scripts/delivery/cloud/rehearsal/merged-values.ts';
import {
  copyForTests,
  initForTests,
  statesIn,
  testsOfSize,
  WITH_STATES,
} from '../../../scripts/delivery/policies/tested-state.ts';
import { rolesIn, sessionFindings, trustFindings } from '../../../scripts/delivery/workflows/trust/check.ts';
import { readWorkflow, sessionsOf } from '../../../scripts/delivery/workflows/workflow.ts';
import { asOne, type CheckContext, runProgram, sum } from '../check.ts';
import type { Output } from '../output.ts';

/** A provider other than that of the lock file. */
export interface OtherProvider {
  /** The folder that holds it. */
  readonly mirror: string;
  /** Makes a copy of terraform/ use it. */
  relax(folder: string): void;
}

/** The root, and within it the root with the secrets' values (make secrets). */
export const rootsIn = (folder: string): string[] => [folder, join(folder, 'secrets')];

/** Runs `terraform test` on a copy: init writes beside the sources, and a stack may be using them. */
export async function testTerraform(
  context: Pick<CheckContext, 'output' | 'scratch' | 'gently'>,
  other?: OtherProvider,
): Promise<Tally> {
  const { output, scratch } = context;
  const folder = join(scratch, 'terraform');
  copyForTests(folder);
  other?.relax(folder);
  const env = toolEnvironment(terraformDefaults());
  const terraformIn =
    (cwd: string): Terraform =>
    (args) =>
      runProgram(context, 'terraform', args, { cwd, env });
  const emulated = join(scratch, 'emulated');
  cpSync(folder, emulated, { recursive: true });
  cpSync(emulatorSource, emulated, { recursive: true });
  const terraform = terraformIn(folder);
  const secrets = terraformIn(join(folder, 'secrets'));
  const emulator = terraformIn(emulated);
  for (const root of [terraform, secrets, emulator]) {
    const { code } = await root(initForTests(other?.mirror));
    if (code !== 0) return { passed: 0, failed: 1, skipped: 0 };
  }
  // With the emulator's files in it, the copy has every file there is.
  const formatted = await asOne(emulator(['fmt', '-check', '-recursive', '-diff', '-no-color']));
  const valid: Tally[] = [];
  for (const root of [terraform, secrets, emulator]) valid.push(await asOne(root(['validate', '-no-color'])));
  const [inAws, onEmulator] = [await terraform(['graph']), await emulator(['graph'])];
  const ordered = [
    judgeComesLast(inAws, output),
    queuesAreWaitedFor(inAws, output, true),
    queuesAreWaitedFor(onEmulator, output, false),
  ].map((right) => ({ passed: right ? 1 : 0, failed: right ? 0 : 1, skipped: 0 }));
  const test = async (args: readonly string[], root = terraform): Promise<Tally> => {
    const { code, text } = await root(['test', '-no-color', ...args]);
    const [, passed = '0', failed = '0', skipped = '0'] =
      /(\d+) passed, (\d+) failed(?:, (\d+) skipped)?/.exec(text) ?? [];
    return {
      passed: Number(passed),
      failed: code !== 0 && failed === '0' ? 1 : Number(failed),
      skipped: Number(skipped),
    };
  };
  const trusted = await trusts(() => runCommand('terraform', TRUSTS, { cwd: folder, env, accept: [0, 1] }), output);
  const results = [formatted, ...valid, ...ordered, trusted, await test([]), await test([], secrets)];
  for (const size of SIZES) results.push(await test(testsOfSize(size, ['cloud', size])));
  const ask = (question: string, files: readonly string[]) =>
    runProgram(
      context,
      'sh',
      ['-c', 'question=$1; shift; printf "%s\\n" "$question" | terraform console "$@"', 'sh', question].concat(
        files.map((file) => `-var-file=${file}`),
      ),
      { cwd: folder, env },
    );
  for (const size of SIZES)
    for (const agency of AGENCY_FILES) {
      const files = [join('env', `${size}.tfvars`), agency];
      results.push(await asOne(nothingIsLost(files, folder, ask, output)));
    }
  return sum(results);
}

/** What an agency starts from, and two examples of later settings. */
const AGENCY_FILES = [
  join('env', 'agency.tfvars.example'),
  join('tests', 'agency', 'partly.tfvars'),
  join('tests', 'agency', 'full.tfvars'),
];

/** A later file may change what it names, and nothing else: settings of the size that it leaves out stay. */
async function nothingIsLost(
  files: readonly string[],
  folder: string,
  ask: (question: string, files: readonly string[]) => Promise<{ code: number; text: string }>,
  output: Output,
): Promise<{ code: number }> {
  const texts = files.map((file) => readFileSync(join(folder, file), 'utf8'));
  const { code, text } = await ask(askFor(new Set(texts.flatMap((one) => [...valuesIn(one).keys()]))), files);
  const merged = answerOf(text);
  const lost = merged === undefined ? ['no answer'] : lostValues(texts, merged);
  for (const problem of lost) output.write(`${files.join(' + ')}: ${problem}\n`);
  return { code: code === 0 && lost.length > 0 ? 1 : code };
}

type Terraform = (args: readonly string[]) => Promise<{ code: number; text: string }>;

const TRUSTS = [...WITH_STATES, `-filter=${join('tests', 'github.tftest.hcl')}`];

/** Compares the trust documents of the workflows' roles with tokens as GitHub writes them, ours and strangers'; checks session lengths. */
async function trusts(terraform: () => Promise<CommandResult>, output: Output): Promise<Tally> {
  const tally: Tally = { passed: 0, failed: 0, skipped: 0 };
  const roles = rolesIn(statesIn((await terraform()).stdout));
  const delivery = readFileSync(join(repositoryRoot, '.github', 'workflows', 'delivery.yml'), 'utf8');
  const sessions = sessionsOf(readWorkflow(delivery));
  for (const { what, problems } of [...trustFindings(roles), ...sessionFindings(roles, sessions)]) {
    tally[problems.length === 0 ? 'passed' : 'failed'] += 1;
    for (const problem of problems) output.write(`✗ trust, ${what}: ${problem}\n`);
  }
  return tally;
}

/** What a new judge writes must be read by readers that are as new (ADR 0015), so every apply changes them first. */
function judgeComesLast(graph: Graph, output: Output): boolean {
  const right = graph.code === 0 && allBefore(functionOf('judge'), graph).has(functionOf('function'));
  if (!right) output.write('the judge does not wait for the other functions\n');
  return right;
}

const functionOf = (name: string) => `module.pipeline.module.${name}.aws_lambda_function.this`;

/** The provider takes 25 s for each queue. In AWS a resource that names a queue waits for it; on an emulator it does not. */
function queuesAreWaitedFor(graph: Graph, output: Output, expected: boolean): boolean {
  const queue = 'module.pipeline.module.queue.aws_sqs_queue';
  const pairs = [
    [`${queue}.this`, `${queue}.dead_letter`],
    [functionOf('function'), 'module.pipeline.module.parked.aws_sqs_queue.this'],
  ] as const;
  const wrong = pairs.filter(([one, other]) => allBefore(one, graph).has(other) !== expected);
  for (const [one, other] of wrong)
    output.write(expected ? `${one} does not wait for ${other}\n` : `on an emulator ${one} waits for ${other}\n`);
  return graph.code === 0 && wrong.length === 0;
}

/** The output of `terraform graph`. */
type Graph = Awaited<ReturnType<Terraform>>;

/** A resource and everything that it waits for, over any number of steps. */
function allBefore(resource: string, graph: Graph): Set<string> {
  const edges = [...graph.text.matchAll(/"(\S+)" -> "(\S+)"/g)].map(([, from = '', to = '']) => [from, to] as const);
  const waitsFor = Map.groupBy(edges, ([from]) => from);
  const found = new Set([resource]);
  for (const one of found) for (const [, to] of waitsFor.get(one) ?? []) found.add(to);
  return found;
}
