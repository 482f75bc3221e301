import { type Call, decide, type Match, rightsOf, type Statement } from './evaluate.ts';

export interface Comparison {
  /** Different actions on different resources that were asked for. */
  readonly asked: number;
  /** Asked for and not allowed, one line each. */
  readonly missing: string[];
  /** Allowed and never asked for, one line each. */
  readonly unused: string[];
}

/**
 * Holds a policy against what its owner really asks for: nothing may be missing, and nothing may be left over.
 * @param kept rights that nothing asks for here, by action, each with its reason
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
  // Of an action on several resources one has to be met: what is the same for all functions is tried on some.
  const rights = Map.groupBy(rightsOf(statements), ({ statement, action }) => `${statement.Sid ?? ''} ${action}`);
  const unused = [...rights.entries()]
    .filter(([, ofAction]) => !ofAction.some((right) => used.has(nameOf(right))))
    .filter(([, [right]]) => right !== undefined && kept[right.action] === undefined)
    .map(([name]) => name.trim());
  return { asked: asked.length, missing: [...new Set(missing)].sort(), unused: unused.sort() };
}

const nameOf = ({ statement, action, resource }: Match): string => `${statement.Sid ?? ''} ${action} ${resource}`;
