import { styleText } from 'node:util';
import { Cancelled, UserError } from '@enterwait/command-line/errors';
import { checkMachine } from './machine.ts';
import type { Finding } from './surroundings.ts';

/** Errors in the request itself, which no change to the machine can fix. */
const OF_THE_WISH = new Set(['BAD_SETTING', 'OTHER_SETTINGS', 'BUSY']);

/** The advice on what was found, one line each. */
export const advise = (findings: readonly Finding[]): string =>
  findings
    .filter(({ advice }) => advice)
    .map(({ what, found, advice, state }) =>
      state === 'missing'
        ? `${styleText('red', '✗')} ${what}: ${found}\n  → ${advice}`
        : `${styleText('yellow', '→')} ${what}: ${advice}`,
    )
    .join('\n');

/** Prints what `make doctor` finds wrong to standard error after a command has failed. Prints nothing if it finds nothing. */
export async function tellTroubles(
  error: unknown,
  check: () => Promise<Finding[]> = checkMachine,
  tell: (text: string) => void = (text) => void process.stderr.write(text),
): Promise<void> {
  if (error instanceof Cancelled || (error instanceof UserError && OF_THE_WISH.has(error.code))) return;
  // A passed check, or a missing optional part, does not explain a failure.
  const findings = await check().catch(() => []);
  const troubles = findings.filter(({ state, advice }) => state !== 'ok' && advice);
  if (troubles.length === 0) return;
  tell(
    `\n${styleText('bold', '이 컴퓨터에서 눈에 띄는 것 (make doctor finds on this machine)')}\n${advise(troubles)}\n\n`,
  );
}
