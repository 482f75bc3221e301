import { existsSync } from 'node:fs';
import { pathsOf } from '../../../localstack/state/paths.ts';
import { type Need, type Needs, needsOf, readRecorded } from '../../../scripts/delivery/policies/calls.ts';
import { readNeeds } from '../../../scripts/delivery/policies/check.ts';
import { STATE_VARIABLE, theStack } from '../stack/stack.ts';

/** A test points a function at this name to make it fail: it is not reported as a missing right. */
export const NO_SUCH = 'NoSuch';

/** The sender of all mail in a test stack. */
const SENDER = 'no-reply@enterwait.example.com';

/** The AWS calls that pods and functions have made in this run so far, by the names of their roles. */
export function neededSoFar(): Needs {
  const { calls } = pathsOf(theStack().stateDir);
  // A function that fails on purpose may be the first caller.
  const recorded = existsSync(calls) ? readRecorded(calls) : [];
  return needsOf(
    recorded.filter(({ names }) => !JSON.stringify(names).includes(NO_SUCH)),
    SENDER,
  );
}

/** The calls that no list of needs has: `SendEmail sqs:SendMessage IntegrateEventQueue.fifo`. */
export function unlisted(needed: Needs): Need[] {
  const { code } = readNeeds();
  return Object.entries(needed).flatMap(([who, needs]) =>
    needs.filter((need) => !code[who]?.includes(need)).map((need) => `${who} ${need}`),
  );
}

const told = new Set<string>();

/**
 * Runs after each file: every AWS call of a service or function must be in scripts/delivery/policies/needs.json, which is compared with its
 * role. Only the embedded stack records calls.
 * @throws Error naming the calls that are not there
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
