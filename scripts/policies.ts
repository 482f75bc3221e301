import { runCli } from './lib/cli.ts';
import { checkPolicies } from './lib/cloud/checkov.ts';
import { tellFindings } from './lib/counted.ts';

/** `make test ONLY=policies`: checkov over terraform/ in both sizes; one is skipped where it cannot be installed. */
await runCli((signal) => tellFindings(() => checkPolicies(signal)));
