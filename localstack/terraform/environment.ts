import { type Environment, STATE_MARKER, toolEnvironment } from '@enterwait/command-line/processes';
import { EMULATOR_CREDENTIALS } from '../settings/settings.ts';
import type { StackPaths } from '../state/paths.ts';

export interface TerraformOptions {
  paths: StackPaths;
  /** The script of the Python package terraform-local. The Python next to it runs it. */
  tflocal: string;
  awsEndpointUrl: string;
  region: string;
  /** Input variables. They travel in the environment, because a secret must not appear in a process's arguments. */
  variables: Record<string, string>;
  /** Absolute paths of files with more input variables. The last one wins. */
  varFiles?: readonly string[];
  /** Where Terraform and its provider log everything they do, as JSON. If left out, the user's own setting applies. */
  logFile?: string;
  signal?: AbortSignal | undefined;
}

/** Keeps Terraform from prompting and from printing hints when a program runs it. */
export const terraformDefaults = (env: NodeJS.ProcessEnv = process.env) => ({
  CHECKPOINT_DISABLE: '1',
  TF_IN_AUTOMATION: '1',
  // The provider's schema is large and short-lived. Collecting garbage less often saves a third of the time it takes to load.
  GOGC: env.GOGC ?? '400',
});

/** The environment of tflocal: the emulator's address and credentials, whatever the user has set for a real account. */
export function terraformEnvironment(options: TerraformOptions, env: NodeJS.ProcessEnv = process.env): Environment {
  const variables = Object.entries(options.variables).map(([name, value]) => [`TF_VAR_${name}`, value]);
  return toolEnvironment(
    {
      ...terraformDefaults(env),
      ...EMULATOR_CREDENTIALS,
      ...Object.fromEntries(variables),
      AWS_ENDPOINT_URL: options.awsEndpointUrl,
      AWS_DEFAULT_REGION: options.region,
      // The default name does not resolve without a network.
      S3_HOSTNAME: 'localhost',
      DISABLE_DEPRECATION_NOTICE: '1',
      [STATE_MARKER]: options.paths.stateDir,
      ...(options.logFile === undefined ? {} : { TF_LOG: 'JSON', TF_LOG_PATH: options.logFile }),
    },
    env,
  );
}
