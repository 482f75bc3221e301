import { cpSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { CommandFailed, networkAdvice, UserError } from '@enterwait/command-line/errors';
import { cacheDir, withLock } from '@enterwait/command-line/files';
import { type CommandOptions, type CommandResult, runCommand } from '@enterwait/command-line/processes';
import { outputsSchema, type TerraformOutputs } from '@enterwait/operations/target';
import { z } from 'zod';
import type { StackPaths } from '../state/paths.ts';
import { type TerraformOptions, terraformEnvironment } from './environment.ts';
import { findProviderMirror, lockedVersion, thisMachine } from './provider-mirror.ts';
import {
  emulatorSource,
  initialisationStamp,
  isInitialised,
  isSomebodys,
  noteInitialised,
  terraformSource,
} from './stamp.ts';

export { terraformSource } from './stamp.ts';

/** A killed tflocal leaves this file behind, and refuses to start while it exists. */
const TFLOCAL_OVERRIDE = 'localstack_providers_override.tf';
const OWN_FILES = new Set(['.terraform', 'terraform.tfstate', 'terraform.tfstate.backup']);
/** Where the Terraform state for AWS is kept (scripts/delivery/cloud/aws.ts). An emulator does not use it. */
const AWS_BACKEND = 'backend.tf';

/**
 * Puts a fresh copy of `terraform/` into the state folder, without a user's own files. What Terraform created there itself stays unless
 * `fresh`.
 */
export function copyTerraform(paths: StackPaths, fresh: boolean): void {
  mkdirSync(paths.terraform, { recursive: true });
  for (const entry of readdirSync(paths.terraform)) {
    const keep = OWN_FILES.has(entry) && !(fresh && entry !== '.terraform');
    if (!keep) rmSync(join(paths.terraform, entry), { recursive: true, force: true });
  }
  const skipped = new Set(
    [...OWN_FILES, AWS_BACKEND, 'tests'].flatMap((entry) => [
      join(terraformSource, entry),
      join(terraformSource, 'secrets', entry),
    ]),
  );
  cpSync(terraformSource, paths.terraform, {
    recursive: true,
    filter: (source) => !skipped.has(source) && !isSomebodys(relative(terraformSource, source)),
  });
}

/** The same for a stack, with the parts in which an emulator differs from AWS (`localstack/terraform/overrides`). */
export function copyForEmulator(paths: StackPaths, fresh: boolean): void {
  copyTerraform(paths, fresh);
  cpSync(emulatorSource, paths.terraform, { recursive: true });
}

/** @throws UserError (`TERRAFORM_MISSING`, `PROVIDER_MISSING`) saying where to get it */
export async function terraformInit(options: TerraformOptions, progress: (text: string) => void): Promise<void> {
  const mirror = findProviderMirror(thisMachine(), lockedVersion(join(terraformSource, '.terraform.lock.hcl')));
  const pluginCache = join(cacheDir, 'terraform-plugins');
  mkdirSync(pluginCache, { recursive: true });
  const stamp = initialisationStamp(mirror);
  if (isInitialised(options.paths, stamp)) {
    progress('이미 됨 (done before)');
    return;
  }
  progress(mirror ? `provider: ${mirror}` : 'provider: registry');
  const args = ['init', '-input=false', '-no-color', ...(mirror ? [`-plugin-dir=${mirror}`] : [])];
  // Terraform's plugin cache does not support two writers at once.
  const init = () => tflocal(options, args, mirror ? {} : { env: { TF_PLUGIN_CACHE_DIR: pluginCache } });
  try {
    await (mirror ? init() : withLock(cacheDir, 'terraform-plugins', init, options.signal));
  } catch (error) {
    if (!(error instanceof CommandFailed)) throw error;
    throw new UserError(
      'PROVIDER_MISSING',
      error.message,
      error.advice ??
        (mirror
          ? `${mirror} 의 내용이 terraform/.terraform.lock.hcl 과 맞아야 합니다 (the mirror must match the lock file)`
          : networkAdvice(
              '레지스트리에 닿지 않으면 TF_PLUGIN_DIR 로 미러를 알려 주세요 (without the registry, name a mirror): TF_PLUGIN_DIR=/path make up',
            )),
    );
  }
  noteInitialised(options.paths, stamp);
}

/** Applies everything. `progress` receives the number of finished resources. */
export async function terraformApply(options: TerraformOptions, progress: (text: string) => void): Promise<void> {
  await tflocal(options, ['apply', '-auto-approve', ...COMMON_ARGUMENTS, ...varFileArguments(options)], {
    onLine: countingResources(progress),
  });
}

/** Destroys everything in the state. */
export async function terraformDestroy(options: TerraformOptions, progress: (text: string) => void): Promise<void> {
  // The second plan has just read everything, so it need not be read again.
  const args = ['destroy', '-auto-approve', '-refresh=false', ...COMMON_ARGUMENTS, ...varFileArguments(options)];
  await tflocal(options, args, { onLine: countingResources(progress) });
}

const COMMON_ARGUMENTS = ['-input=false', '-no-color', '-parallelism=30'] as const;
const varFileArguments = ({ varFiles = [] }: TerraformOptions): string[] => varFiles.map((file) => `-var-file=${file}`);

function countingResources(progress: (text: string) => void): (line: string) => void {
  let done = 0;
  return (line) => {
    if (!/: (Creation|Modifications|Destruction) complete after/.test(line)) return;
    done += 1;
    progress(`${done}개 자원 (resources)`);
  };
}

const keptPlan = ({ paths }: TerraformOptions): string => join(paths.terraform, 'kept.tfplan');

/** A plan as Terraform's own JSON (`terraform show -json`). The plan is kept for `terraformApplyPlan`. */
export async function terraformPlanJson(options: TerraformOptions): Promise<unknown> {
  const file = keptPlan(options);
  await tflocal(options, ['plan', `-out=${file}`, ...COMMON_ARGUMENTS, ...varFileArguments(options)]);
  const { logFile: _, ...unlogged } = options;
  return parseJsonOutput((await tflocal(unlogged, ['show', '-json', '-no-color', file])).stdout);
}

/** Applies the last plan that was made. */
export async function terraformApplyPlan(options: TerraformOptions, progress: (text: string) => void): Promise<void> {
  await tflocal(options, ['apply', ...COMMON_ARGUMENTS, keptPlan(options)], { onLine: countingResources(progress) });
}

/** The resources in the state, as Terraform's own JSON (`terraform show -json`). */
export const terraformStateJson = async (options: TerraformOptions): Promise<unknown> =>
  parseJsonOutput((await tflocal(options, ['show', '-json', '-no-color'])).stdout);

/** Addresses of all the resources in the state. */
export async function terraformStateList(options: TerraformOptions): Promise<string[]> {
  const { stdout } = await tflocal(options, ['state', 'list']);
  return stdout.split('\n').filter((line) => /^[\w"[\].-]+$/.test(line));
}

/** A second plan: whether the stack still matches the Terraform code, and the plan as text. */
export async function terraformPlan(options: TerraformOptions): Promise<{ changes: boolean; text: string }> {
  const args = ['plan', '-detailed-exitcode', '-input=false', '-no-color', '-parallelism=30'];
  const { exitCode, stdout } = await tflocal(options, args, { accept: [0, 2] });
  return { changes: exitCode === 2, text: stdout };
}

export async function terraformOutputs(options: TerraformOptions): Promise<TerraformOutputs> {
  // The outputs are in the state. Reading them needs no provider and no emulator address, for which tflocal would read all files again.
  const { stdout } = await runTerraform(options, ['terraform', 'output', '-json', '-no-color']);
  const values = z.record(z.string(), z.object({ value: z.unknown() })).parse(parseJsonOutput(stdout));
  return outputsSchema.parse(Object.fromEntries(Object.entries(values).map(([name, { value }]) => [name, value])));
}

async function tflocal(
  options: TerraformOptions,
  args: readonly string[],
  more: CommandOptions = {},
): Promise<CommandResult> {
  const { paths } = options;
  rmSync(join(paths.terraform, TFLOCAL_OVERRIDE), { force: true });
  try {
    // Run by the Python next to it: a script's first line cannot hold a long path, a path with blanks, or a folder that was moved.
    return await runTerraform(options, [join(dirname(options.tflocal), 'python'), options.tflocal, ...args], more);
  } finally {
    rmSync(join(paths.terraform, TFLOCAL_OVERRIDE), { force: true });
  }
}

const runTerraform = (
  options: TerraformOptions,
  [command, ...args]: readonly [string, ...string[]],
  more: CommandOptions = {},
): Promise<CommandResult> =>
  runCommand(command, args, {
    ...more,
    cwd: options.paths.terraform,
    env: { ...terraformEnvironment(options), ...more.env },
    name: 'terraform',
    pidDir: options.paths.pids,
    logFile: join(options.paths.logs, 'terraform.log'),
    ...(options.signal ? { signal: options.signal } : {}),
  });

const OLDEST_TERRAFORM = [1, 11] as const;

/** @throws UserError (`TERRAFORM_MISSING`, `TERRAFORM_OLD`) */
export async function requireTerraform(): Promise<string> {
  const advice =
    'Terraform 1.11 이상을 설치하세요 (install 1.11 or newer): https://developer.hashicorp.com/terraform/install';
  let output: string;
  try {
    output = (await runCommand('terraform', ['version', '-json'])).stdout;
  } catch (error) {
    if (error instanceof UserError && error.code === 'COMMAND_MISSING') {
      throw new UserError('TERRAFORM_MISSING', 'terraform 이 없습니다 (terraform is not installed)', advice);
    }
    throw error;
  }
  const version = z.object({ terraform_version: z.string() }).parse(parseJsonOutput(output)).terraform_version;
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major < OLDEST_TERRAFORM[0] || (major === OLDEST_TERRAFORM[0] && minor < OLDEST_TERRAFORM[1])) {
    throw new UserError('TERRAFORM_OLD', `terraform ${version} 은(는) 너무 오래되었습니다 (is too old)`, advice);
  }
  return version;
}

/** Terraform prints warnings about its own configuration before the JSON. */
export const parseJsonOutput = (output: string): unknown =>
  JSON.parse(output.slice(Math.max(0, output.search(/^\{/m))));
