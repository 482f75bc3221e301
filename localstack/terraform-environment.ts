import { existsSync } from 'node:fs';
import type { StackPaths } from './paths.ts';
import { STATE_MARKER } from './processes.ts';
import { EMULATOR_CREDENTIALS } from './settings.ts';

export interface TerraformOptions {
  paths: StackPaths;
  tflocal: string;
  awsEndpointUrl: string;
  region: string;
  /** Input variables. They travel in the environment: a secret must not stand in the arguments of a process. */
  variables: Record<string, string>;
  /** Files of further input variables, by absolute path; the last one wins. */
  varFiles?: readonly string[];
  signal?: AbortSignal | undefined;
}

/** The caller's environment without AWS or Terraform settings of other projects, and with ours. */
export function terraformEnvironment(
  options: TerraformOptions,
  env: NodeJS.ProcessEnv = process.env,
): NodeJS.ProcessEnv {
  const foreign =
    /^(AWS_(?!CA_BUNDLE$)|TF_VAR_|TF_CLI_ARGS|TF_WORKSPACE$|TF_DATA_DIR$|USE_EXEC$|DRY_RUN$|EDGE_PORT$|LOCALSTACK_)/;
  const own = Object.fromEntries(Object.entries(env).filter(([name]) => !foreign.test(name)));
  // One that points at nothing makes Terraform print a warning, into its JSON too.
  if (own.TF_CLI_CONFIG_FILE && !existsSync(own.TF_CLI_CONFIG_FILE)) delete own.TF_CLI_CONFIG_FILE;
  const variables = Object.entries(options.variables).map(([name, value]) => [`TF_VAR_${name}`, value]);
  const noProxy = [env.NO_PROXY, '127.0.0.1', 'localhost', '::1'].filter(Boolean).join(',');
  return {
    ...own,
    ...EMULATOR_CREDENTIALS,
    ...Object.fromEntries(variables),
    AWS_ENDPOINT_URL: options.awsEndpointUrl,
    AWS_DEFAULT_REGION: options.region,
    // The default name does not resolve without a network.
    S3_HOSTNAME: 'localhost',
    DISABLE_DEPRECATION_NOTICE: '1',
    CHECKPOINT_DISABLE: '1',
    TF_IN_AUTOMATION: '1',
    // The provider's schema is large and short-lived: collecting it less often saves a third of the time it takes to load.
    GOGC: env.GOGC ?? '400',
    NO_PROXY: noProxy,
    [STATE_MARKER]: options.paths.stateDir,
  };
}
