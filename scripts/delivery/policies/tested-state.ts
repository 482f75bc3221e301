import { cpSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { CommandFailed } from '@enterwait/command-line/errors';
import { runCommand, toolEnvironment } from '@enterwait/command-line/processes';
import { z } from 'zod';
import { terraformDefaults } from '../../../localstack/terraform/environment.ts';
import { findProviderMirror, lockedVersion, thisMachine } from '../../../localstack/terraform/provider-mirror.ts';
import { isSomebodys, terraformSource } from '../../../localstack/terraform/stamp.ts';
import { requireTerraform } from '../../../localstack/terraform/terraform.ts';
import type { Size } from '../chart/check.ts';

const SIZES_FOLDER = join('tests', 'sizes');

/** Terraform's tests run in a copy of terraform/: init writes beside the sources, and a running stack may depend on them. */
export const copyForTests = (folder: string): void =>
  cpSync(terraformSource, folder, {
    recursive: true,
    filter: (path) => !isMadeBesideIt(relative(terraformSource, path)),
  });

/** Files that a person, an init or a plan for AWS has left in the folder; they do not concern the tests. */
const isMadeBesideIt = (path: string): boolean =>
  path.split(sep).includes('.terraform') ||
  path.endsWith('.tfstate') ||
  ['backend.tf', join('secrets', 'backend.tf')].includes(path) ||
  isSomebodys(path);

/** `terraform init` for the copy. @param providers folder of providers; none: from the registry */
export const initFrom = (providers: string | undefined): string[] => [
  ...['init', '-backend=false', '-input=false', '-no-color'],
  ...(providers === undefined ? [] : [`-plugin-dir=${providers}`]),
];

/** The same for tests. @param mirror default: the one on this machine, if there is one */
export const initForTests = (
  mirror = findProviderMirror(thisMachine(), lockedVersion(join(terraformSource, '.terraform.lock.hcl'))),
): string[] => initFrom(mirror);

/** The test arguments for one size. @param files from the folder of sizes, without `.tftest.hcl` */
export const testsOfSize = (size: Size, files: readonly string[]): string[] => [
  `-test-directory=${SIZES_FOLDER}`,
  `-var-file=${join('env', `${size}.tfvars`)}`,
  ...files.map((name) => `-filter=${join(SIZES_FOLDER, `${name}.tftest.hcl`)}`),
];

/** `-verbose` makes Terraform print what it has created, as JSON with all schemas: for reading by a program, never shown. */
export const WITH_STATES = ['test', '-json', '-verbose'] as const;

/** The messages of one type. @param text the output of {@link WITH_STATES} */
const messagesIn = <Message>(text: string, type: string, schema: z.ZodType<Message>): Message[] =>
  text
    .split('\n')
    .filter((line) => line.includes(`"type":"${type}"`))
    .map((line) => schema.parse(JSON.parse(line)));

const stateSchema = z.object({
  type: z.string(),
  '@testrun': z.string().optional(),
  test_state: z.object({ root_module: z.unknown() }).optional(),
});

/** The state after each run, by the run's name. @param text the output of {@link WITH_STATES} */
export const statesIn = (text: string): Map<string, unknown> =>
  new Map(
    messagesIn(text, 'test_state', stateSchema).map((message) => [message['@testrun'] ?? '', message.test_state]),
  );

const diagnosticSchema = z.object({
  type: z.literal('diagnostic'),
  diagnostic: z.object({ severity: z.string(), summary: z.string(), detail: z.string().default('') }),
});

/** What went wrong, one line each. */
const errorsIn = (text: string): string[] =>
  messagesIn(text, 'diagnostic', diagnosticSchema)
    .map(({ diagnostic }) => diagnostic)
    .filter(({ severity }) => severity === 'error')
    .map(({ summary, detail }) => `${summary} ${detail}`);

/**
 * The state of all of AWS in one size, as Terraform's own tests build it with mocks. Nothing is written down twice, and no emulator is
 * needed.
 * @param scratch folder to work in
 * @throws CommandFailed with what is wrong if the tests fail; their assertions belong to `make test ONLY=terraform`
 */
export async function stateOfSize(size: Size, scratch: string, signal?: AbortSignal): Promise<unknown> {
  await requireTerraform();
  const cwd = join(scratch, 'terraform');
  copyForTests(cwd);
  const terraform = (args: readonly string[], accept: readonly number[] = [0]) =>
    runCommand('terraform', args, {
      cwd,
      env: toolEnvironment(terraformDefaults()),
      accept,
      ...(signal ? { signal } : {}),
    });
  await terraform(initForTests());
  const { exitCode, stdout } = await terraform([...WITH_STATES, ...testsOfSize(size, ['cloud'])], [0, 1]);
  const [state] = statesIn(stdout).values();
  if (exitCode !== 0 || state === undefined)
    throw new CommandFailed('terraform test', exitCode, errorsIn(stdout).join('\n'));
  return state;
}
