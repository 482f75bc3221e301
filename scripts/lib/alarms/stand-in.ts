import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, sep } from 'node:path';
import { runCommand } from '../../../localstack/command.ts';
import { toolEnvironment } from '../../../localstack/environment.ts';
import { findProviderMirror, lockedVersion, thisMachine } from '../../../localstack/provider-mirror.ts';
import { requireTerraform } from '../../../localstack/terraform.ts';
import { terraformDefaults } from '../../../localstack/terraform-environment.ts';
import { terraformSource } from '../../../localstack/terraform-stamp.ts';
import type { Size } from '../chart/check.ts';
import { type Resource, stateInTestOutput } from './state.ts';

const SIZES_FOLDER = join('tests', 'sizes');

/**
 * The whole root of a size, applied to the stand-in of `terraform test` (tests/sizes/cloud.tftest.hcl): its state, without an emulator.
 * @throws Error when that run fails: what it asserts is a matter of `make test ONLY=terraform`
 */
export async function appliedToStandIn(size: Size, signal: AbortSignal): Promise<Resource[]> {
  await requireTerraform();
  const scratch = mkdtempSync(join(tmpdir(), `enterwait-alarms-${size}-`));
  try {
    const cwd = join(scratch, 'terraform');
    cpSync(terraformSource, cwd, {
      recursive: true,
      filter: (path) =>
        !relative(terraformSource, path)
          .split(sep)
          .some((part) => part === '.terraform' || part === 'backend.tf' || part.endsWith('.tfstate')),
    });
    const env = toolEnvironment(terraformDefaults());
    const mirror = findProviderMirror(thisMachine(), lockedVersion(join(terraformSource, '.terraform.lock.hcl')));
    const init = [
      'init',
      '-backend=false',
      '-input=false',
      '-no-color',
      ...(mirror === undefined ? [] : [`-plugin-dir=${mirror}`]),
    ];
    await runCommand('terraform', init, { cwd, env, signal });
    const test = [
      ...['test', '-json', '-verbose', `-test-directory=${SIZES_FOLDER}`],
      `-filter=${join(SIZES_FOLDER, 'cloud.tftest.hcl')}`,
      `-var-file=${join('env', `${size}.tfvars`)}`,
    ];
    // A run that failed says so in its messages.
    const { stdout } = await runCommand('terraform', test, { cwd, env, signal, accept: [0, 1] });
    return stateInTestOutput(stdout);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}
