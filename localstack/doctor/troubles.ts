import { styleText } from 'node:util';
import { Cancelled, UserError } from '@enterwait/command-line/errors';
import { checkMachine } from './machine.ts';
import type { Finding } from './surroundings.ts';

/** What was asked for cannot be, whatever the machine. */
const OF_THE_WISH = new Set(['BAD_SETTING', 'OTHER_SETTINGS', 'BUSY']);

/** What to do about what was found, one line each. */
export const advise = (findings: readonly Finding[]): string =>
  findings
    .filter(({ advice }) => advice)
    .map(({ what, found, advice, state }) =>
      state === 'missing'
        ? `${styleText('red', '✗')} ${what}: ${found}\n  → ${advice}`
        : `${styleText('yellow', '→')} ${what}: ${advice}`,
    )
    .join('\n');

/** What a command does when it has failed: what `make doctor` finds in the way of it, on standard error; nothing if nothing is. */
export async function tellTroubles(
  error: unknown,
  check: () => Promise<Finding[]> = checkMachine,
  tell: (text: string) => void = (text) => void process.stderr.write(text),
): Promise<void> {
  if (error instanceof Cancelled || (error instanceof UserError && OF_THE_WISH.has(error.code))) return;
  // What is in order, or merely absent, is no reason for a failure.
  const findings = await check().catch(() => []);
  const troubles = findings.filter(({ state, advice }) => state !== 'ok' && advice);
  if (troubles.length === 0) return;
  tell(
    `\n${styleText('bold', '이 컴퓨터에서 눈에 띄는 것 (make doctor finds on this machine)')}\n${advise(troubles)}\n\n`,
  );
}
