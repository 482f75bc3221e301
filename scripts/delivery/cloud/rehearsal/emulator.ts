import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { repositoryRoot } from '@enterwait/command-line/files';
import { runCommand, stopDaemon, sweepMarked } from '@enterwait/command-line/processes';
import { EMULATOR_GRACE_MS, EMULATOR_PROCESS, startMiniStack } from '../../../../localstack/embedded/ministack.ts';
import { ensurePython, type PythonEnvironment } from '../../../../localstack/python/python.ts';
import { findFreePorts } from '../../../../localstack/settings/ports.ts';
import { DEFAULT_REGION, httpUrl } from '../../../../localstack/settings/settings.ts';
import { pathsOf, type StackPaths } from '../../../../localstack/state/paths.ts';
import { registerStack } from '../../../../localstack/state/stacks.ts';
import type { TerraformOptions } from '../../../../localstack/terraform/environment.ts';
import { requireTerraform, terraformSource } from '../../../../localstack/terraform/terraform.ts';
import type { Size } from '../../chart/check.ts';

const HOST = '127.0.0.1';

/** A MiniStack that stands in for an AWS account. */
export interface Account {
  readonly paths: StackPaths;
  readonly python: PythonEnvironment;
  readonly endpoint: string;
  /** Runs one of the scripts that belong to the emulators, and passes it the account's endpoint. @returns what it printed */
  ask(script: string, args?: readonly string[]): Promise<string>;
  /** One `kind name` for each thing that exists in the account. */
  inventory(): Promise<string[]>;
}

/** The tests' zips: their contents do not matter here. */
export const TEST_ZIPS = join(terraformSource, 'tests', 'fixtures');

/**
 * How Terraform runs on an account: with a size's own values, the example of an agency's, and more on top.
 * @param values as the variables of Terraform are called
 */
export function optionsOfExample(
  size: Size,
  { paths, python, endpoint }: Account,
  values: Readonly<Record<string, unknown>>,
  signal: AbortSignal,
): TerraformOptions {
  const variables = join(paths.stateDir, 'example.tfvars.json');
  writeFileSync(variables, JSON.stringify(values));
  return {
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
}

/** Runs some work in an account of its own and leaves nothing of it behind. @throws UserError if it cannot start */
export async function inAccount<Result>(
  name: string,
  signal: AbortSignal,
  work: (account: Account) => Promise<Result>,
): Promise<Result> {
  await requireTerraform();
  const stateDir = mkdtempSync(join(tmpdir(), `enterwait-cloud-${name}-`));
  const forget = registerStack(stateDir);
  const paths = pathsOf(stateDir);
  try {
    const python = await ensurePython({
      pidDir: paths.pids,
      logFile: join(paths.logs, 'python.log'),
      signal,
      progress: () => {},
    });
    const { aws: port } = await findFreePorts(HOST);
    await startMiniStack({ paths, python, host: HOST, port, region: DEFAULT_REGION, signal });
    const endpoint = httpUrl(HOST, port);
    const ask = async (script: string, args: readonly string[] = []): Promise<string> => {
      const file = join(repositoryRoot, 'localstack', 'emulator', 'extensions', script);
      return (await runCommand(python.python, [file, endpoint, DEFAULT_REGION, ...args], { signal })).stdout;
    };
    const inventory = async (): Promise<string[]> =>
      (await ask('inventory.py')).split('\n').filter((line) => line !== '');
    return await work({ paths, python, endpoint, ask, inventory });
  } finally {
    await stopDaemon(paths.pids, EMULATOR_PROCESS, EMULATOR_GRACE_MS);
    await sweepMarked(paths.stateDir);
    rmSync(stateDir, { recursive: true, force: true });
    forget();
  }
}
