import { join } from 'node:path';
import { type Finding, tellFindings } from '@enterwait/command-line/output';
import { runCli } from '../localstack/command/run-cli.ts';
import { DEFAULT_REGION } from '../localstack/settings/settings.ts';
import { temporaryFolder } from '../localstack/state/stacks.ts';
import { proveAlarms } from './delivery/alarms/prove.ts';
import { resourcesIn } from './delivery/alarms/state.ts';
import { SIZES } from './delivery/chart/check.ts';
import { stateOfSize } from './delivery/policies/tested-state.ts';

/**
 * `make test ONLY=alarms`: evaluates the alarms that Terraform creates, for both sizes, against what CloudWatch would receive in a quiet
 * week and in every outage of the fault suite.
 */
await runCli(async (signal) => {
  const folder = temporaryFolder('alarms');
  try {
    return await tellFindings(async function* (): AsyncGenerator<Finding> {
      for (const size of SIZES) {
        const resources = resourcesIn(await stateOfSize(size, join(folder.path, size), signal));
        yield* proveAlarms(size, resources, DEFAULT_REGION);
      }
    });
  } finally {
    folder.remove();
  }
});
