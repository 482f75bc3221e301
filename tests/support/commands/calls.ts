import { existsSync } from 'node:fs';
import { pathsOf } from '../../../localstack/state/paths.ts';
import { type Need, type Needs, needsOf, readRecorded } from '../../../scripts/delivery/policies/calls.ts';
import { readNeeds } from '../../../scripts/delivery/policies/check.ts';
import { STATE_VARIABLE, theStack } from '../stack/stack.ts';

/** What a test points a function at so that it fails: no right is asked for it. */
export const NO_SUCH = 'NoSuch';

/** The address that mail comes from in a stack of the tests. */
const SENDER = 'no-reply@enterwait.example.com';

/** What pods and functions have needed of AWS in this run so far: their names are those of their roles. */
export function neededSoFar(): Needs {
  const { calls } = pathsOf(theStack().stateDir);
  // A function that fails on purpose may be the first to call.
  const recorded = existsSync(calls) ? readRecorded(calls) : [];
  return needsOf(
    recorded.filter(({ names }) => !JSON.stringify(names).includes(NO_SUCH)),
    SENDER,
  );
}

/** What of it stands in no list of needs: `SendEmail sqs:SendMessage IntegrateEventQueue.fifo`. */
export function unlisted(needed: Needs): Need[] {
  const { code } = readNeeds();
  return Object.entries(needed).flatMap(([who, needs]) =>
    needs.filter((need) => !code[who]?.includes(need)).map((need) => `${who} ${need}`),
  );
}

const told = new Set<string>();

/**
 * After each file: whatever a service or function has called of AWS stands in scripts/delivery/policies/needs.json, which is held against its
 * role. Only the embedded stack notes calls.
 * @throws Error naming what does not
 */
export function requireListedCalls(): void {
  if (process.env[STATE_VARIABLE] === undefined || theStack().kind !== 'embedded') return;
  const news = unlisted(neededSoFar()).filter((one) => !told.has(one));
  for (const one of news) told.add(one);
  if (news.length > 0)
    throw new Error(
      `calls of AWS that scripts/delivery/policies/needs.json does not list, so that nobody has looked whether the role may:\n${news.join('\n')}`,
    );
}
