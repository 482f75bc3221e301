import { tellFindings } from '@enterwait/command-line/output';
import { runCli } from '../localstack/command/run-cli.ts';
import { checkPolicies } from './delivery/cloud/checks/checkov.ts';
import { checkRights } from './delivery/policies/check.ts';

/**
 * `make test ONLY=policies`: compares granted with needed permissions, and runs checkov on terraform/ in both sizes; skips the ones it
 * cannot install.
 */
await runCli((signal) =>
  tellFindings(async function* () {
    yield* checkRights(signal);
    yield* checkPolicies(signal);
  }),
);
