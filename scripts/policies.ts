import { tellFindings } from '@enterwait/command-line/output';
import { runCli } from './lib/cli.ts';
import { checkPolicies } from './lib/cloud/checkov.ts';
import { checkRights } from './lib/policies/check.ts';

/** `make test ONLY=policies`: rights against needs, and checkov over terraform/ in both sizes; one is skipped where it cannot be installed. */
await runCli((signal) =>
  tellFindings(async function* () {
    yield* checkRights(signal);
    yield* checkPolicies(signal);
  }),
);
