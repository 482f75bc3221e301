import { DEFAULT_REGION } from '../localstack/settings.ts';
import { proveAlarms } from './lib/alarms/prove.ts';
import { appliedToStandIn } from './lib/alarms/stand-in.ts';
import { SIZES } from './lib/chart/check.ts';
import { runCli } from './lib/cli.ts';
import { type Finding, tellFindings } from './lib/counted.ts';

/**
 * `make test ONLY=alarms`: the alarms as Terraform makes them, in both sizes, fed with what CloudWatch would be told in a quiet week and in every outage of
 * the fault suite.
 */
await runCli((signal) =>
  tellFindings(async function* (): AsyncGenerator<Finding> {
    for (const size of SIZES) yield* proveAlarms(size, await appliedToStandIn(size, signal), DEFAULT_REGION);
  }),
);
