import { styleText } from 'node:util';
import { UserError } from '../errors/errors.ts';

/** The counts of things checked one by one. `make test` adds up the closing lines. */
export interface Tally {
  passed: number;
  failed: number;
  skipped: number;
}

export const closingLine = ({ passed, failed, skipped }: Tally): string =>
  `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;

export interface Finding {
  readonly what: string;
  /** What is wrong; empty if nothing is. */
  readonly problems: readonly string[];
  /** Why it could not be checked here. */
  readonly skipped?: string;
}

/**
 * Prints findings as they come, and then their count.
 * @param findings if a tool cannot be installed (UserError `TOOL_MISSING`), nothing is checked and one check counts as skipped
 * @returns exit code
 */
export async function tellFindings(
  findings: () => AsyncIterable<Finding> | Promise<AsyncIterable<Finding>>,
  tell: (line: string) => void = console.log,
): Promise<number> {
  const tally: Tally = { passed: 0, failed: 0, skipped: 0 };
  try {
    for await (const { what, problems, skipped } of await findings()) {
      if (skipped !== undefined) {
        tally.skipped += 1;
        tell(`${styleText('yellow', '·')} ${what}: 건너뜀 (skipped): ${skipped}`);
        continue;
      }
      const well = problems.length === 0;
      tally[well ? 'passed' : 'failed'] += 1;
      tell(`${well ? styleText('green', '✓') : styleText('red', '✗')} ${what}`);
      for (const problem of problems) tell(problem.replace(/^/gm, '    '));
    }
  } catch (error) {
    if (!(error instanceof UserError && error.code === 'TOOL_MISSING')) throw error;
    tell(`${styleText('yellow', '·')} 건너뜀 (skipped): ${error.message}`);
    tally.skipped += 1;
  }
  tell(`\n${closingLine(tally)}`);
  return tally.failed === 0 ? 0 : 1;
}
