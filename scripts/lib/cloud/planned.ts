import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EMULATOR_GRACE_MS, EMULATOR_PROCESS, startMiniStack } from '../../../localstack/ministack.ts';
import { pathsOf } from '../../../localstack/paths.ts';
import { findFreePorts } from '../../../localstack/ports.ts';
import { stopDaemon, sweepMarked } from '../../../localstack/processes.ts';
import { ensurePython } from '../../../localstack/python.ts';
import { DEFAULT_REGION, httpUrl } from '../../../localstack/settings.ts';
import { registerStack } from '../../../localstack/stacks.ts';
import {
  copyTerraform,
  requireTerraform,
  terraformInit,
  terraformPlanJson,
  terraformSource,
} from '../../../localstack/terraform.ts';
import type { TerraformOptions } from '../../../localstack/terraform-environment.ts';
import type { Size } from '../chart/check.ts';

const HOST = '127.0.0.1';

/**
 * What a first apply would make, as Terraform's own JSON: planned and not applied, with the example of an agency's file, against a
 * MiniStack of its own, which answers what the plan asks (zones, account).
 * @throws StackError when it cannot even begin, or Terraform fails
 */
export async function planOf(size: Size, signal: AbortSignal): Promise<unknown> {
  const stateDir = mkdtempSync(join(tmpdir(), `enterwait-planned-${size}-`));
  const forget = registerStack(stateDir);
  const paths = pathsOf(stateDir);
  try {
    await requireTerraform();
    const python = await ensurePython({
      pidDir: paths.pids,
      logFile: join(paths.logs, 'python.log'),
      signal,
      progress: () => {},
    });
    const { aws: port } = await findFreePorts(HOST);
    await startMiniStack({ paths, python, host: HOST, port, region: DEFAULT_REGION, signal });
    const variables = join(stateDir, 'planned.tfvars.json');
    writeFileSync(variables, JSON.stringify({ lambda_dir: join(terraformSource, 'tests', 'fixtures') }));
    const options: TerraformOptions = {
      paths,
      tflocal: python.tflocal,
      awsEndpointUrl: httpUrl(HOST, port),
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
    return await terraformPlanJson(options);
  } finally {
    await stopDaemon(paths.pids, EMULATOR_PROCESS, EMULATOR_GRACE_MS);
    await sweepMarked(paths.stateDir);
    rmSync(stateDir, { recursive: true, force: true });
    forget();
  }
}
