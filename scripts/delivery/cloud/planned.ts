import { copyTerraform, terraformInit, terraformPlanJson } from '../../../localstack/terraform/terraform.ts';
import type { Size } from '../chart/check.ts';
import { inAccount, optionsOfExample, TEST_ZIPS } from './rehearsal/emulator.ts';

/**
 * What a first apply would create, as Terraform's own JSON. Plans without applying, with the example of an agency's file, against a
 * MiniStack of its own, which answers the plan's queries (zones, account).
 * @throws UserError if it cannot even start, or Terraform fails
 */
export async function planOf(size: Size, signal: AbortSignal): Promise<unknown> {
  return inAccount(`planned-${size}`, signal, async (account) => {
    const options = optionsOfExample(size, account, { lambda_dir: TEST_ZIPS }, signal);
    copyTerraform(options.paths, true);
    await terraformInit(options, () => {});
    return terraformPlanJson(options);
  });
}
