import { type Call, decide, type Match, rightsOf, type Statement } from './evaluate.ts';

export interface Comparison {
  /** How many distinct actions on resources were requested. */
  readonly asked: number;
  /** Requested but not allowed, one line each. */
  readonly missing: string[];
  /** Allowed but never requested, one line each. */
  readonly unused: string[];
}

/**
 * Compares a policy with what its owner really requests: nothing may be missing, and nothing may be left over.
 * @param kept rights that nothing requests here, by action, each with its reason
 */
export function compareRights(
  statements: readonly Statement[],
  calls: readonly Call[],
  kept: Readonly<Record<string, string>> = {},
): Comparison {
  const asked = [...new Map(calls.map((call) => [JSON.stringify(call), call])).values()];
  const decisions = asked.map((call) => ({ call, ...decide(statements, call) }));
  const used = new Set(decisions.flatMap(({ allows }) => allows.map(nameOf)));
  const missing = decisions.filter(({ allowed }) => !allowed).map(({ call }) => `${call.action} on ${call.resource}`);
  // If an action is granted on several resources, using one of them is enough: what is the same for all functions is only tried on some.
  const rights = Map.groupBy(rightsOf(statements), ({ statement, action }) => `${statement.Sid ?? ''} ${action}`);
  const unused = [...rights.entries()]
    .filter(([, ofAction]) => !ofAction.some((right) => used.has(nameOf(right))))
    .filter(([, [right]]) => right !== undefined && kept[right.action] === undefined)
    .map(([name]) => name.trim());
  return { asked: asked.length, missing: [...new Set(missing)].sort(), unused: unused.sort() };
}

const nameOf = ({ statement, action, resource }: Match): string => `${statement.Sid ?? ''} ${action} ${resource}`;
