import { SIZES } from './lib/chart/check.ts';
import { runCli } from './lib/cli.ts';
import { rehearse } from './lib/cloud/rehearsal.ts';
import { consoleReporter } from './lib/console-reporter.ts';
import { type Finding, tellFindings } from './lib/counted.ts';
import { compareInventory } from './lib/scale/compare.ts';

/**
 * `make test ONLY=cloud`: the whole Terraform of AWS, applied to an emulator of its own, planned again and destroyed, in both sizes
 * beside each other: what takes time is the provider's waiting.
 */
await runCli((signal) =>
  tellFindings(async function* (): AsyncGenerator<Finding> {
    const log = consoleReporter();
    const outcomes = await Promise.allSettled(SIZES.map((size) => rehearse(size, log, signal)));
    for (const [at, outcome] of outcomes.entries()) {
      if (outcome.status === 'fulfilled') yield* outcome.value;
      else yield { what: SIZES[at] ?? '', problems: [String(outcome.reason)] };
    }
    for (const size of SIZES) yield await compareInventory(size, log, signal);
  }),
);
