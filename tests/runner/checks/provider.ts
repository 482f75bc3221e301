import { globSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '@enterwait/command-line/errors';
import type { Tally } from '@enterwait/command-line/output';
import { runCommand, toolEnvironment } from '@enterwait/command-line/processes';
import { terraformDefaults } from '../../../localstack/terraform/environment.ts';
import { copyForTests, initFrom } from '../../../scripts/delivery/policies/tested-state.ts';
import type { CheckContext } from '../check.ts';
import { rootsIn, testTerraform } from './terraform.ts';

/** @param version 6: any 6.x; 6.31: that or a later 6.x; 6.31.0: that one @throws UserError (`BAD_SETTING`) */
export function constraintFor(version: string): string {
  const parts = /^\d+(\.\d+){0,2}$/.test(version) ? version.split('.').length : 0;
  if (parts === 0) {
    throw new UserError(
      'BAD_SETTING',
      `VERSION=${version}: 프로바이더의 버전이 아닙니다 (no version of the provider)`,
      'make provider VERSION=6',
    );
  }
  return parts === 1 ? `~> ${version}.0` : parts === 2 ? `~> ${version}` : `= ${version}`;
}

const PROVIDER_VERSION = /(source\s*=\s*"hashicorp\/aws"\s+version\s*=\s*)"[^"]*"/g;

/**
 * Makes a copy of terraform/ use another provider: changes every constraint on hashicorp/aws, and removes the lock file.
 * @returns how many files asked for the provider
 */
export function relax(folder: string, constraint: string): number {
  for (const root of rootsIn(folder)) rmSync(join(root, '.terraform.lock.hcl'), { force: true });
  const asking = globSync('**/*.tf', { cwd: folder }).filter((file) => {
    const text = readFileSync(join(folder, file), 'utf8');
    const relaxed = text.replaceAll(PROVIDER_VERSION, `$1"${constraint}"`);
    if (relaxed !== text) writeFileSync(join(folder, file), relaxed);
    return text.includes('required_providers');
  });
  return asking.length;
}

/**
 * Whether `terraform init` has failed because nobody answered. It is different if a registry answers and has no such version: then
 * the setting is wrong.
 */
export const isUnreachable = (output: string): boolean =>
  /could not connect to|failed to request discovery document|no such host|connection refused|i\/o timeout|(?:TLS handshake|deadline exceeded|Client\.Timeout)/.test(
    output,
  );

/**
 * All of `make test ONLY=terraform` with another provider, from the registry or, where `TF_PLUGIN_DIR` is set, from there.
 * @returns one skipped check if there is no registry
 */
export async function testWithProvider(
  { output, scratch }: Pick<CheckContext, 'output' | 'scratch'>,
  constraint: string,
  env: NodeJS.ProcessEnv,
): Promise<Tally> {
  const fetched = join(scratch, 'fetched');
  copyForTests(fetched);
  relax(fetched, constraint);
  const { exitCode, stdout, stderr } = await runCommand('terraform', initFrom(env.TF_PLUGIN_DIR || undefined), {
    cwd: fetched,
    env: toolEnvironment(terraformDefaults()),
    accept: [0, 1],
  });
  if (exitCode !== 0 && isUnreachable(stderr)) {
    output.write('건너뜀 (skipped): registry.terraform.io not reachable\n');
    return { passed: 0, failed: 0, skipped: 1 };
  }
  if (exitCode !== 0) {
    output.write(stderr);
    return { passed: 0, failed: 1, skipped: 0 };
  }
  output.write(`${/Installed (hashicorp\/aws v\S+)/.exec(stdout)?.[1] ?? 'hashicorp/aws'} (${constraint})\n`);
  return testTerraform(
    { output, scratch },
    { mirror: join(fetched, '.terraform', 'providers'), relax: (folder) => void relax(folder, constraint) },
  );
}
