import { copyFileSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { personEnvironment } from '../../../localstack/environment.ts';
import { StackError } from '../../../localstack/errors.ts';
import { cacheDir } from '../../../localstack/paths.ts';
import { findProviderMirror, lockedVersion, thisMachine } from '../../../localstack/provider-mirror.ts';
import { DEFAULT_REGION } from '../../../localstack/settings.ts';
import { requireTerraform, terraformSource } from '../../../localstack/terraform.ts';
import type { Size } from '../chart/check.ts';
import type { Runner } from '../deploy/runner.ts';

const planFile = (size: Size): string => join(cacheDir, 'plans', `${size}.tfplan`);

/**
 * `terraform plan` in AWS, kept for `applyInAws`. Credentials by the AWS SDK's own chain; the state in `STATE_BUCKET`, an agency's own
 * settings in `terraform/env/agency.tfvars` or, as a workflow has them, in the variable `AGENCY_TFVARS`.
 * @returns exit code
 * @throws StackError (`BAD_SETTING`), CommandFailed
 */
export async function planInAws(runner: Runner, size: Size, env: NodeJS.ProcessEnv): Promise<number> {
  const agency = agencyFile(env);
  const plan = planFile(size);
  mkdirSync(dirname(plan), { recursive: true });
  const terraform = await initialised(runner, size, env);
  await terraform([
    ...['plan', '-input=false', `-out=${plan}`],
    `-var-file=${join(terraformSource, 'env', `${size}.tfvars`)}`,
    `-var-file=${agency}`,
  ]);
  return 0;
}

/** Carries out the plan of `planInAws`, and nothing that nobody has seen: Terraform refuses one that is no longer of this state. */
export async function applyInAws(runner: Runner, size: Size, env: NodeJS.ProcessEnv): Promise<number> {
  const plan = planFile(size);
  if (!existsSync(plan) && !runner.dryRun) {
    throw new StackError(
      'BAD_SETTING',
      `${plan} 이 없습니다: 먼저 계획하세요 (plan first)`,
      `make plan ENV=${size} TARGET=aws`,
    );
  }
  const terraform = await initialised(runner, size, env);
  await terraform(['apply', '-input=false', plan]);
  return 0;
}

/** Prints what stands in AWS, as JSON: no secret is among it. */
export async function outputsOfAws(runner: Runner, size: Size, env: NodeJS.ProcessEnv): Promise<number> {
  const terraform = await initialised(runner, size, env, true);
  process.stdout.write(await terraform(['output', '-json'], true));
  return 0;
}

type Terraform = (args: readonly string[], quiet?: boolean) => Promise<string>;

async function initialised(runner: Runner, size: Size, env: NodeJS.ProcessEnv, quiet = false): Promise<Terraform> {
  const bucket = env.STATE_BUCKET;
  if (!bucket) {
    throw new StackError(
      'BAD_SETTING',
      'STATE_BUCKET 이 없습니다: Terraform 상태를 두는 S3 버킷 (the bucket of the state)',
      'docs/aws.md',
    );
  }
  const folder = env.TERRAFORM_DIR || terraformSource;
  if (!runner.dryRun) {
    await requireTerraform();
    // Laid in now: if it always lay there it would bind the emulators too.
    copyFileSync(join(terraformSource, 'env', 'backend.tf'), join(folder, 'backend.tf'));
  }
  const terraform: Terraform = (args, hidden = false) =>
    runner.run('terraform', [`-chdir=${folder}`, ...args, '-no-color'], {
      env: environmentFor(env),
      quiet: hidden,
    });
  const mirror = findProviderMirror(thisMachine(env), lockedVersion(join(terraformSource, '.terraform.lock.hcl')));
  await terraform(
    [
      ...['init', '-input=false', '-reconfigure'],
      `-backend-config=${join(terraformSource, 'env', 'state.s3.tfbackend')}`,
      `-backend-config=bucket=${bucket}`,
      `-backend-config=key=enterwait/${size}/terraform.tfstate`,
      `-backend-config=region=${env.AWS_REGION || DEFAULT_REGION}`,
      ...(mirror === undefined ? [] : [`-plugin-dir=${mirror}`]),
    ],
    quiet,
  );
  return terraform;
}

function agencyFile(env: NodeJS.ProcessEnv): string {
  if (env.AGENCY_TFVARS) {
    const file = join(cacheDir, 'agency.tfvars');
    mkdirSync(cacheDir, { recursive: true });
    writeFileSync(file, env.AGENCY_TFVARS);
    return file;
  }
  const file = join(terraformSource, 'env', 'agency.tfvars');
  if (existsSync(file)) return file;
  throw new StackError(
    'BAD_SETTING',
    '기관의 값이 없습니다 (the settings of the agency are missing)',
    `cp terraform/env/agency.tfvars.example terraform/env/agency.tfvars`,
  );
}

/** A workflow hands on secrets that are not set as empty variables: to Terraform they would be values. */
const environmentFor = (env: NodeJS.ProcessEnv): NodeJS.ProcessEnv => ({
  TF_VAR_region: env.AWS_REGION || DEFAULT_REGION,
  ...Object.fromEntries(
    Object.entries(personEnvironment({}, env)).filter(([name, value]) => !(name.startsWith('TF_VAR_') && value === '')),
  ),
  CHECKPOINT_DISABLE: '1',
  TF_IN_AUTOMATION: '1',
});
