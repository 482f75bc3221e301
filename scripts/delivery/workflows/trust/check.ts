import type { Finding } from '@enterwait/command-line/output';
import { z } from 'zod';
import { isAllowed, statementsOf } from '../../policies/evaluation/evaluate.ts';
import type { Session } from '../workflow.ts';
import { CASES, type Case } from './runs.ts';
import { callOf, claimsOf } from './token.ts';

const stateSchema = z.object({
  root_module: z.object({
    resources: z.array(z.object({ type: z.string(), index: z.unknown(), values: z.record(z.string(), z.unknown()) })),
  }),
});
const roleSchema = z.object({ assume_role_policy: z.string(), max_session_duration: z.number() });
/** The workflows' roles by name: images, plan, deploy. */
export type Roles = ReadonlyMap<string, z.infer<typeof roleSchema>>;

/** The roles that Terraform created, by the test's run. @param states of `terraform/tests/github.tftest.hcl` */
export function rolesIn(states: ReadonlyMap<string, unknown>): Map<string, Roles> {
  return new Map(
    [...states].map(([run, state]) => {
      const roles = stateSchema.parse(state).root_module.resources.filter(({ type }) => type === 'aws_iam_role');
      return [run, new Map(roles.map(({ index, values }) => [String(index), roleSchema.parse(values)]))];
    }),
  );
}

const RUNS = [
  ['by_name', 'byName'],
  ['by_number', 'byNumber'],
] as const;

/** Whether each run of a workflow gets its own roles and no others. */
export function trustFindings(made: ReadonlyMap<string, Roles>): Finding[] {
  return RUNS.flatMap(([run, expected]) =>
    CASES.map((one) => ({ what: `${run}: ${one.what}`, problems: problemsOf(one, one[expected], made.get(run)) })),
  );
}

/** Whether each role allows exactly the session length that its job requests. @param sessions of the workflows */
export function sessionFindings(made: ReadonlyMap<string, Roles>, sessions: readonly Session[]): Finding[] {
  return [...(made.get('by_name') ?? new Map())].map(([name, { max_session_duration: longest }]) => {
    const asked = sessions.filter(({ role }) => role === name).map(({ seconds }) => seconds ?? LEAST_SECONDS);
    const needed = Math.max(LEAST_SECONDS, ...asked);
    return {
      what: `${name}: a session as long as its job`,
      problems: [
        ...(asked.length === 0 ? ['no job takes it'] : []),
        ...(longest === needed ? [] : [`max_session_duration is ${longest}, its job asks for ${needed}`]),
      ],
    };
  });
}

/** The smallest value that IAM accepts for a role's maximum session. */
const LEAST_SECONDS = 3600;

function problemsOf({ run }: Case, expected: readonly string[], roles: Roles | undefined): string[] {
  if (roles === undefined || roles.size === 0) return ['Terraform made no roles'];
  return [...roles].flatMap(([name, { assume_role_policy }]) => {
    const trusted = isAllowed(statementsOf(assume_role_policy), callOf(run));
    if (trusted === expected.includes(name)) return [];
    return [`${name} ${trusted ? 'trusts' : 'does not trust'} ${claimsOf(run).sub}`];
  });
}
