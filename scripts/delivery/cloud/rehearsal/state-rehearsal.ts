import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TerraformOptions } from '../../../../localstack/terraform/environment.ts';
import { createRunner } from '../../deploy/runner.ts';
import { initialised, MAIN_ROOT } from '../aws.ts';
import { onAnEmulator } from './as-a-person.ts';

/**
 * Logs the calls that a plan and an apply make to the state's bucket, in an emulator, with an empty root in the main root's place.
 * The rehearsal of the main root itself keeps its state in a file.
 * @param logs the log files of the role that plans and the role that applies
 */
export async function recordState(
  options: TerraformOptions,
  logs: { readonly bucket: string; readonly plan: string; readonly apply: string },
): Promise<void> {
  const folder = join(options.paths.stateDir, 'state-alone');
  mkdirSync(folder);
  writeFileSync(join(folder, 'main.tf'), 'output "state" {\n  value = "kept"\n}\n');
  const runner = createRunner(false, () => {});
  const plan = join(folder, 'state.tfplan');
  const loggingTo = (file: string) => ({
    ...onAnEmulator(options, logs.bucket),
    TERRAFORM_DIR: folder,
    TF_LOG: 'JSON',
    TF_LOG_PATH: file,
  });
  const planning = await initialised(runner, MAIN_ROOT, loggingTo(logs.plan), true);
  await planning(['plan', '-input=false', `-out=${plan}`], { quiet: true });
  const applying = await initialised(runner, MAIN_ROOT, loggingTo(logs.apply), true);
  await applying(['apply', '-input=false', plan], { quiet: true });
}
