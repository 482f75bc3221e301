import { tellFindings } from '@enterwait/command-line/output';
import { runCli } from '../localstack/command/run-cli.ts';
import { checkPolicies } from './delivery/cloud/checks/checkov.ts';
import { checkRights } from './delivery/policies/check.ts';

/** `make test ONLY=policies`: rights against needs, and checkov over terraform/ in both sizes; one is skipped where it cannot be installed. */
await runCli((signal) =>
  tellFindings(async function* () {
    yield* checkRights(signal);
    yield* checkPolicies(signal);
  }),
);
