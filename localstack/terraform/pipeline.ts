import { applyFingerprint } from '../services/bundles.ts';
import { type StackContext, terraformOptions } from '../stack/context.ts';
import { terraformApply, terraformOutputs } from './terraform.ts';

/** Applies the Terraform and notes in the record what it was applied with and what came out. */
export async function apply(context: StackContext, progress: (text: string) => void): Promise<void> {
  const options = terraformOptions(context);
  // Taken before: what is changed while it runs must be seen as a change afterwards.
  const fingerprint = applyFingerprint(context.paths, options.variables);
  await terraformApply(options, progress);
  context.record.outputs = await terraformOutputs(options);
  context.record.applied = fingerprint;
}
