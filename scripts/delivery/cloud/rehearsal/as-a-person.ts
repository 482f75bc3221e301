import { toolEnvironment } from '@enterwait/command-line/processes';
import { EMULATOR_CREDENTIALS } from '../../../../localstack/settings/settings.ts';
import type { TerraformOptions } from '../../../../localstack/terraform/environment.ts';

/** The environment in which a person's commands (`TARGET=aws`) work on an emulator instead of AWS, with a copy of terraform/. */
export const onAnEmulator = (options: TerraformOptions, bucket: string): Record<string, string> => ({
  ...toolEnvironment(),
  ...EMULATOR_CREDENTIALS,
  AWS_ENDPOINT_URL: options.awsEndpointUrl,
  AWS_REGION: options.region,
  STATE_BUCKET: bucket,
  TARGET: 'aws',
  TERRAFORM_DIR: options.paths.terraform,
});
