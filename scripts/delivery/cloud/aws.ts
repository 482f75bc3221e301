import { copyFileSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { UserError } from '@enterwait/command-line/errors';
import { cacheDir } from '@enterwait/command-line/files';
import { personEnvironment } from '@enterwait/command-line/processes';
import { DEFAULT_REGION } from '../../../localstack/settings/settings.ts';
import { findProviderMirror, lockedVersion, thisMachine } from '../../../localstack/terraform/provider-mirror.ts';
import { requireTerraform, terraformSource } from '../../../localstack/terraform/terraform.ts';
import type { Size } from '../chart/check.ts';
import type { Runner } from '../deploy/runner.ts';
import { moveState, STATE_KEY } from './state-key.ts';

/** @param place the folder for plans and, in a workflow, for the agency's settings */
const planFile = (size: Size, place: string): string => join(place, 'plans', `${size}.tfplan`);

/** The certificates: a domain outside Route 53 needs them first, because people have to enter their DNS records by hand. */
const CERTIFICATES = ['public', 'internal'].map((name) => `-target=module.edge[0].aws_acm_certificate.${name}`);

/**
 * Runs `terraform plan` in AWS and keeps the plan for `applyInAws`. Credentials come from the AWS SDK's own chain. The state is in
 * `STATE_BUCKET`. The agency's own settings are in `terraform/env/agency.tfvars` or, in a workflow, in the variable `AGENCY_TFVARS`.
 * `CERTIFICATES=1` plans only the certificates. Moves the state of an earlier release to its new key first.
 * @returns exit code
 * @throws UserError (`BAD_SETTING`), CommandFailed
 */
export async function planInAws(
  runner: Runner,
  size: Size,
  env: NodeJS.ProcessEnv,
  place: string = cacheDir,
): Promise<number> {
  const agency = agencyFile(env, place);
  const plan = planFile(size, place);
  mkdirSync(dirname(plan), { recursive: true });
  const terraform = await initialised(runner, MAIN_ROOT, env);
  if (!runner.dryRun) await broughtAlong(runner, terraform, env);
  await terraform([
    ...['plan', '-input=false', `-out=${plan}`],
    ...(env.CERTIFICATES && env.CERTIFICATES !== '0' ? CERTIFICATES : []),
    `-var-file=${join(terraformSource, 'env', `${size}.tfvars`)}`,
    `-var-file=${agency}`,
  ]);
  return 0;
}

/** Applies the plan of `planInAws`, and nothing that nobody has seen: Terraform refuses a plan whose state is no longer current. */
export async function applyInAws(
  runner: Runner,
  size: Size,
  env: NodeJS.ProcessEnv,
  place: string = cacheDir,
): Promise<number> {
  const plan = planFile(size, place);
  if (!existsSync(plan) && !runner.dryRun) {
    throw new UserError(
      'BAD_SETTING',
      `${plan} 이 없습니다: 먼저 계획하세요 (plan first)`,
      `make plan ENV=${size} TARGET=aws`,
    );
  }
  const terraform = await initialised(runner, MAIN_ROOT, env);
  await terraform(['apply', '-input=false', plan]);
  return 0;
}

/** The outputs of what is applied in AWS, as JSON. They contain no secret. */
export async function outputsOfAws(runner: Runner, env: NodeJS.ProcessEnv): Promise<string> {
  const terraform = await initialised(runner, MAIN_ROOT, env, true);
  return terraform(['output', '-json'], { quiet: true });
}

interface TerraformRun {
  /** Hides the output. */
  readonly quiet?: boolean;
  /** The program's standard input, never shown. */
  readonly input?: string;
  readonly variables?: Readonly<Record<string, string>>;
}
export type Terraform = (args: readonly string[], run?: TerraformRun) => Promise<string>;

/** A Terraform root: its folder below terraform/, and the key of its state in the bucket. */
export interface Root {
  readonly folder: string;
  readonly key: string;
}

export const MAIN_ROOT: Root = { folder: '', key: STATE_KEY };

const broughtAlong = (runner: Runner, terraform: Terraform, env: NodeJS.ProcessEnv): Promise<void> =>
  moveState(
    {
      use: (key) => initialised(runner, { ...MAIN_ROOT, key }, env, true),
      pull: () => terraform(['state', 'pull'], { quiet: true }),
      push: (state) => terraform(['state', 'push', '-'], { quiet: true, input: state }),
    },
    console.log,
  );

/** @throws UserError (`BAD_SETTING`, `TERRAFORM_MISSING`, `TERRAFORM_OLD`), CommandFailed */
export async function initialised(
  runner: Runner,
  root: Root,
  env: NodeJS.ProcessEnv,
  quiet = false,
): Promise<Terraform> {
  const bucket = env.STATE_BUCKET;
  if (!bucket) {
    throw new UserError(
      'BAD_SETTING',
      'STATE_BUCKET 이 없습니다: Terraform 상태를 두는 S3 버킷 (the bucket of the state)',
      'docs/aws.md',
    );
  }
  const folder = join(env.TERRAFORM_DIR || terraformSource, root.folder);
  if (!runner.dryRun) {
    await requireTerraform();
    // Copied in only now: if it were always there, it would bind the emulators too.
    copyFileSync(join(terraformSource, 'env', 'backend.tf'), join(folder, 'backend.tf'));
  }
  const terraform: Terraform = (args, { quiet: hidden = false, input, variables = {} } = {}) => {
    const given = Object.entries(variables).map(([name, value]) => [`TF_VAR_${name}`, value]);
    return runner.run('terraform', [`-chdir=${folder}`, ...args, ...(args[0] === 'state' ? [] : ['-no-color'])], {
      env: { ...environmentFor(env), ...Object.fromEntries(given) },
      quiet: hidden,
      ...(input === undefined ? {} : { input }),
    });
  };
  const mirror = findProviderMirror(thisMachine(env), lockedVersion(join(terraformSource, '.terraform.lock.hcl')));
  await terraform(
    [
      ...['init', '-input=false', '-reconfigure'],
      `-backend-config=${join(terraformSource, 'env', 'state.s3.tfbackend')}`,
      `-backend-config=bucket=${bucket}`,
      `-backend-config=key=${root.key}`,
      `-backend-config=region=${env.AWS_REGION || DEFAULT_REGION}`,
      // With a custom endpoint a bucket has no hostname of its own.
      ...(env.AWS_ENDPOINT_URL ? ['-backend-config=use_path_style=true'] : []),
      ...(mirror === undefined ? [] : [`-plugin-dir=${mirror}`]),
    ],
    { quiet },
  );
  return terraform;
}

function agencyFile(env: NodeJS.ProcessEnv, place: string): string {
  if (env.AGENCY_TFVARS) {
    const file = join(place, 'agency.tfvars');
    mkdirSync(place, { recursive: true });
    writeFileSync(file, env.AGENCY_TFVARS);
    return file;
  }
  const file = join(terraformSource, 'env', 'agency.tfvars');
  if (existsSync(file)) return file;
  throw new UserError(
    'BAD_SETTING',
    '기관의 값이 없습니다 (the settings of the agency are missing)',
    `cp terraform/env/agency.tfvars.example terraform/env/agency.tfvars`,
  );
}

/** A workflow passes unset secrets as empty variables, which Terraform would take for values. */
const environmentFor = (env: NodeJS.ProcessEnv): NodeJS.ProcessEnv => ({
  TF_VAR_region: env.AWS_REGION || DEFAULT_REGION,
  ...Object.fromEntries(
    Object.entries(personEnvironment({}, env)).filter(([name, value]) => !(name.startsWith('TF_VAR_') && value === '')),
  ),
  CHECKPOINT_DISABLE: '1',
  TF_IN_AUTOMATION: '1',
});
