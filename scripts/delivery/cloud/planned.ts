import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DEFAULT_REGION } from '../../../localstack/settings/settings.ts';
import type { TerraformOptions } from '../../../localstack/terraform/environment.ts';
import {
  copyTerraform,
  terraformInit,
  terraformPlanJson,
  terraformSource,
} from '../../../localstack/terraform/terraform.ts';
import type { Size } from '../chart/check.ts';
import { inAccount } from './rehearsal/emulator.ts';

/**
 * What a first apply would create, as Terraform's own JSON. Plans without applying, with the example of an agency's file, against a
 * MiniStack of its own, which answers the plan's queries (zones, account).
 * @throws UserError if it cannot even start, or Terraform fails
 */
export async function planOf(size: Size, signal: AbortSignal): Promise<unknown> {
  return inAccount(`planned-${size}`, signal, async ({ paths, python, endpoint }) => {
    const variables = join(paths.stateDir, 'planned.tfvars.json');
    writeFileSync(variables, JSON.stringify({ lambda_dir: join(terraformSource, 'tests', 'fixtures') }));
    const options: TerraformOptions = {
      paths,
      tflocal: python.tflocal,
      awsEndpointUrl: endpoint,
      region: DEFAULT_REGION,
      variables: {},
      varFiles: [
        join(terraformSource, 'env', `${size}.tfvars`),
        join(terraformSource, 'env', 'agency.tfvars.example'),
        variables,
      ],
      signal,
    };
    copyTerraform(paths, true);
    await terraformInit(options, () => {});
    return terraformPlanJson(options);
  });
}
