import type { Check, CheckContext, CheckResult } from './check.ts';
import { createOutputs, type Output } from './output.ts';

export interface Lane {
  /** Its output is shown as it comes; at most one lane may have this. */
  readonly live: boolean;
  readonly checks: readonly Check[];
}

/**
 * Runs lanes side by side, the checks of each one after the other. Every check runs, even after another has failed or broken.
 * @returns the results in the order of the checks
 */
export async function runLanes(
  lanes: readonly Lane[],
  context: Omit<CheckContext, 'output'>,
  outputs = createOutputs(),
): Promise<CheckResult[]> {
  const results = await Promise.all(
    lanes.map(async ({ live, checks }) => {
      const done: CheckResult[] = [];
      for (const check of checks) {
        if (context.signal?.aborted) break;
        done.push(await runCheck(check, context, live ? outputs.live(check.name) : outputs.block(check.name)));
      }
      return done;
    }),
  );
  return results.flat();
}

async function runCheck(
  { name, run, gently = false }: Check,
  context: Omit<CheckContext, 'output'>,
  output: Output,
): Promise<CheckResult> {
  const started = performance.now();
  const tally = await run({ ...context, output, gently }).catch((error: unknown) => {
    context.fail(`✗ ${name}\n    ${error instanceof Error ? error.message : String(error)}`);
    return { passed: 0, failed: 1, skipped: 0 };
  });
  const result = { name, ...tally, seconds: (performance.now() - started) / 1000 };
  output.close(line(result));
  return result;
}

const line = ({ name, passed, failed, seconds }: CheckResult): string =>
  `${name.padEnd(20)} ${String(passed).padStart(4)} passed ${String(failed).padStart(4)} failed  ${seconds.toFixed(1)} s`;

/** What `make test` prints at the end, except the last line: a line for each check. */
export const table = (results: readonly CheckResult[]): string => results.map(line).join('\n');
