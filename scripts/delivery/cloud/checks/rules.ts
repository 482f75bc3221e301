import type { Finding } from '@enterwait/command-line/output';
import { z } from 'zod';

/** What the rules read in `terraform show -json`: `values` of a state, `planned_values` of a plan. */
const resourceSchema = z.object({
  address: z.string(),
  mode: z.string(),
  type: z.string(),
  values: z.record(z.string(), z.unknown()),
});
type Resource = z.infer<typeof resourceSchema>;

const moduleSchema = z.object({
  resources: z.array(resourceSchema).default([]),
  get child_modules() {
    return z.array(moduleSchema).default([]);
  },
});
type Module = z.infer<typeof moduleSchema>;

const stateSchema = z.object({
  values: z.object({
    root_module: moduleSchema,
    outputs: z.record(z.string(), z.object({ value: z.unknown() })).default({}),
  }),
});

/** What exists, according to Terraform. */
export interface Standing {
  readonly resources: readonly Resource[];
  readonly outputs: Readonly<Record<string, unknown>>;
}

/** @param state `terraform show -json` of a state */
export function readStanding(state: unknown): Standing {
  const { root_module, outputs } = stateSchema.parse(state).values;
  return {
    resources: resourcesOf(root_module).filter(({ mode }) => mode === 'managed'),
    outputs: Object.fromEntries(Object.entries(outputs).map(([name, { value }]) => [name, value])),
  };
}

const resourcesOf = ({ resources, child_modules }: Module): Resource[] => [
  ...resources,
  ...child_modules.flatMap(resourcesOf),
];

const ofType = ({ resources }: Standing, type: string): Resource[] => resources.filter((one) => one.type === type);

const actionSchema = z.looseObject({ target_group_arn: z.string().nullish() });
const actionsIn = (values: unknown): string[] =>
  z
    .array(actionSchema)
    .catch([])
    .parse(values)
    .flatMap(({ target_group_arn }) => target_group_arn || []);

/** Target groups that no rule leads to: they find no target healthy, so the pods bound to them never become ready. */
export function idleTargetGroups(standing: Standing): string[] {
  const used = new Set([
    ...ofType(standing, 'aws_lb_listener').flatMap(({ values }) => actionsIn(values.default_action)),
    ...ofType(standing, 'aws_lb_listener_rule').flatMap(({ values }) => actionsIn(values.action)),
  ]);
  return ofType(standing, 'aws_lb_target_group')
    .filter(({ values }) => !used.has(String(values.arn)))
    .map(({ address }) => `${address}: no rule leads to it`);
}

/** By a metric's dimension: the resource type and attribute that must have its value, if there is such a resource at all. */
const NAMED_BY: Record<string, readonly [type: string, attribute: string]> = {
  QueueName: ['aws_sqs_queue', 'name'],
  FunctionName: ['aws_lambda_function', 'function_name'],
  DBInstanceIdentifier: ['aws_db_instance', 'identifier'],
  TargetGroup: ['aws_lb_target_group', 'arn_suffix'],
  LoadBalancer: ['aws_lb', 'arn_suffix'],
};

/** Alarms on things that do not exist: they ring forever, or never. */
export function alarmsOfNothing(standing: Standing): string[] {
  const idle = new Set(idleTargetGroups(standing).map((line) => line.split(': ')[0]));
  const there = (dimension: string, value: unknown): boolean => {
    const [type, attribute] = NAMED_BY[dimension] ?? [];
    if (type === undefined || attribute === undefined) return true;
    return ofType(standing, type).some((one) => one.values[attribute] === value && !idle.has(one.address));
  };
  return ofType(standing, 'aws_cloudwatch_metric_alarm').flatMap(({ address, values }) =>
    Object.entries(z.record(z.string(), z.unknown()).nullish().parse(values.dimensions) ?? {})
      .filter(([dimension, value]) => !there(dimension, value))
      .map(([dimension, value]) => `${address}: there is no ${dimension} ${value}`),
  );
}

/** Target groups to which the chart would bind pods, by the output that `make deploy` reads, but which are not groups with a rule. */
export function bindingsToNothing(standing: Standing): string[] {
  const { target_group_arns } = z
    .looseObject({ target_group_arns: z.record(z.string(), z.string()) })
    .parse(standing.outputs.deployment);
  const idle = new Set(idleTargetGroups(standing).map((line) => line.split(': ')[0]));
  const groups = new Set(
    ofType(standing, 'aws_lb_target_group')
      .filter(({ address }) => !idle.has(address))
      .map(({ values }) => values.arn),
  );
  return Object.entries(target_group_arns)
    .filter(([, arn]) => !groups.has(arn))
    .map(([name, arn]) => `${name}: ${arn} is no target group with a rule`);
}

const RULES = {
  'every target group has a rule': idleTargetGroups,
  'every alarm watches something that is there': alarmsOfNothing,
  'every binding of the chart has its target group': bindingsToNothing,
} as const satisfies Record<string, (standing: Standing) => string[]>;

/** @param state `terraform show -json` of a state */
export function judgeStanding(what: string, state: unknown): Finding[] {
  const standing = readStanding(state);
  return Object.entries(RULES).map(([rule, judge]) => ({ what: `${what}: ${rule}`, problems: judge(standing) }));
}

const planSchema = z.object({
  resource_changes: z
    .array(z.object({ address: z.string(), type: z.string(), change: z.object({ actions: z.array(z.string()) }) }))
    .default([]),
});

/** Resources whose deletion would lose data, or an address that cannot be had back. */
const PRECIOUS = [
  ...['aws_db_instance', 'aws_db_subnet_group', 'aws_dynamodb_table', 'aws_sqs_queue', 'aws_s3_bucket'],
  ...['aws_secretsmanager_secret', 'aws_kms_key', 'aws_ecr_repository', 'aws_cloudwatch_log_group', 'aws_eks_cluster'],
  ...['aws_vpc', 'aws_subnet', 'aws_security_group', 'aws_nat_gateway', 'aws_eip', 'aws_vpc_endpoint'],
  ...['aws_lb', 'aws_lb_listener', 'aws_lb_target_group', 'aws_acm_certificate', 'aws_route53_zone', 'aws_sns_topic'],
  ...['aws_lambda_function', 'aws_lambda_event_source_mapping', 'aws_cloudwatch_event_bus', 'aws_iam_role'],
];

/** @param plan `terraform show -json` of a plan. @returns the precious resources that it would delete or replace */
export const preciousDeletions = (plan: unknown): string[] =>
  planSchema
    .parse(plan)
    .resource_changes.filter(({ type, change }) => PRECIOUS.includes(type) && change.actions.includes('delete'))
    .map(({ address, change }) => `${address}: ${change.actions.join('+')}`);

/** @returns the addresses of what a plan would create */
export const creations = (plan: unknown): string[] =>
  planSchema
    .parse(plan)
    .resource_changes.filter(({ change }) => change.actions.join() === 'create')
    .map(({ address }) => address);
