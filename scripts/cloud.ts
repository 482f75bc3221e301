import { consoleReporter, type Finding, tellFindings } from '@enterwait/command-line/output';
import { runCli } from '../localstack/command/run-cli.ts';
import { SIZES } from './delivery/chart/check.ts';
import { emptyRecord, judgeRoles } from './delivery/cloud/checks/roles.ts';
import { growUp } from './delivery/cloud/rehearsal/growth.ts';
import { rehearse } from './delivery/cloud/rehearsal/rehearsal.ts';
import { compareInventory } from './delivery/scale/compare.ts';

/**
 * `make test ONLY=cloud`: applies the whole AWS Terraform to an emulator of its own, plans it again, changes it and destroys it, in both
 * sizes and through an account's first year. All of these run in parallel, because most of the time goes into the provider's waiting.
 * Checks the AWS calls of both sizes against the workflows' roles.
 */
await runCli((signal) =>
  tellFindings(async function* (): AsyncGenerator<Finding> {
    const log = consoleReporter();
    const roles = emptyRecord();
    const outcomes = await Promise.allSettled([
      ...SIZES.map((size) => rehearse(size, log, signal, roles)),
      growUp(log, signal),
    ]);
    for (const [at, outcome] of outcomes.entries()) {
      if (outcome.status === 'fulfilled') yield* outcome.value;
      else yield { what: SIZES[at] ?? 'growth', problems: [String(outcome.reason)] };
    }
    for (const size of SIZES) yield await compareInventory(size, log, signal);
    // A single size may be the only one to need a permission.
    if (outcomes.every(({ status }) => status === 'fulfilled')) yield* judgeRoles(roles, SIZES.join(' + '), true);
  }),
);
