import { applyFingerprint } from '../services/bundles.ts';
import { type StackContext, terraformOptions } from '../stack/context.ts';
import { terraformApply, terraformOutputs } from './terraform.ts';

/** Applies the Terraform code, then records the fingerprint and the outputs. */
export async function apply(context: StackContext, progress: (text: string) => void): Promise<void> {
  const options = terraformOptions(context);
  // Computed before the apply, so that a change made while it runs is seen as a change afterwards.
  const fingerprint = applyFingerprint(context.paths, options.variables);
  await terraformApply(options, progress);
  context.record.outputs = await terraformOutputs(options);
  context.record.applied = fingerprint;
}
