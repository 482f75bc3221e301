import { join } from 'node:path';
import { type Finding, tellFindings } from '@enterwait/command-line/output';
import { DEFAULT_REGION } from '../localstack/settings.ts';
import { temporaryFolder } from '../localstack/stacks.ts';
import { proveAlarms } from './lib/alarms/prove.ts';
import { resourcesIn } from './lib/alarms/state.ts';
import { SIZES } from './lib/chart/check.ts';
import { runCli } from './lib/cli.ts';
import { stateOfSize } from './lib/testing/tested-state.ts';

/**
 * `make test ONLY=alarms`: the alarms as Terraform makes them, in both sizes, fed with what CloudWatch would be told in a quiet week and in every outage of
 * the fault suite.
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
