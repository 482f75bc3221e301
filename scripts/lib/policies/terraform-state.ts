import { join } from 'node:path';
import { runCommand } from '../../../localstack/command.ts';
import { toolEnvironment } from '../../../localstack/environment.ts';
import { CommandFailed } from '../../../localstack/errors.ts';
import { findProviderMirror, lockedVersion, thisMachine } from '../../../localstack/provider-mirror.ts';
import { terraformDefaults } from '../../../localstack/terraform-environment.ts';
import { terraformSource } from '../../../localstack/terraform-stamp.ts';
import { copyForTests } from '../testing/terraform.ts';

/** `terraform init` of the copy, by a mirror on this machine where there is one. */
const initArguments = (): string[] => {
  const mirror = findProviderMirror(thisMachine(), lockedVersion(join(terraformSource, '.terraform.lock.hcl')));
  return [
    ...['init', '-backend=false', '-input=false', '-no-color'],
    ...(mirror === undefined ? [] : [`-plugin-dir=${mirror}`]),
  ];
};

/**
 * The state that the whole of AWS has in one size, as Terraform's own tests put it together over a stand-in for AWS: every role with its
 * policies, nothing retyped. Whether the tests' assertions hold is their own matter (`make test ONLY=terraform`).
 * @throws CommandFailed when Terraform could not put it together
 */
export async function stateOfTests(size: string, scratch: string, signal?: AbortSignal): Promise<unknown> {
  const folder = join(scratch, 'terraform');
  copyForTests(folder);
  const terraform = (args: readonly string[], accept: readonly number[] = [0]) =>
    runCommand('terraform', args, {
      cwd: folder,
      env: toolEnvironment(terraformDefaults()),
      accept,
      ...(signal ? { signal } : {}),
    });
  await terraform(initArguments());
  const sizes = join('tests', 'sizes');
  const { stdout } = await terraform(
    [
      ...['test', '-json', '-verbose', `-test-directory=${sizes}`, `-var-file=${join('env', `${size}.tfvars`)}`],
      `-filter=${join(sizes, 'cloud.tftest.hcl')}`,
    ],
    [0, 1],
  );
  const line = stdout.split('\n').find((one) => one.includes('"type":"test_state"'));
  if (line === undefined) throw new CommandFailed('terraform test', 1, stdout);
  return (JSON.parse(line) as { test_state: unknown }).test_state;
}
