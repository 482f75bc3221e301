import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';

/**
 * What MiniStack 1.5.33 (localstack/python/requirements.txt) accepts but does not return, so that a second plan would set it again. AWS
 * keeps all of it. By type: which attributes, and whether Terraform would replace the resource for them.
 */
export const GAPS: Record<string, { readonly attributes: readonly string[]; readonly replaced?: true }> = {
  aws_cloudwatch_metric_alarm: {
    attributes: [
      'actions_enabled',
      'alarm_actions',
      'alarm_description',
      'dimensions',
      'ok_actions',
      'period',
      'statistic',
      'treat_missing_data',
    ],
  },
  aws_db_instance: {
    attributes: ['backup_window', 'enabled_cloudwatch_logs_exports', 'performance_insights_kms_key_id'],
  },
  // MiniStack has no Auto Mode.
  aws_eks_cluster: {
    attributes: ['compute_config', 'kubernetes_network_config', 'storage_config', 'upgrade_policy'],
  },
  aws_flow_log: { attributes: ['iam_role_arn', 'max_aggregation_interval', 'tags', 'tags_all'], replaced: true },
  aws_route53_health_check: { attributes: ['regions'] },
  aws_sesv2_email_identity: { attributes: ['configuration_set_name', 'dkim_signing_attributes'] },
  aws_vpc_endpoint: { attributes: ['policy', 'private_dns_enabled', 'security_group_ids'] },
};

const changeSchema = z.object({
  address: z.string(),
  type: z.string(),
  change: z.object({
    actions: z.array(z.string()),
    before: z.record(z.string(), z.unknown()).nullable(),
    after: z.record(z.string(), z.unknown()).nullish(),
  }),
});
const planSchema = z.object({ resource_changes: z.array(changeSchema).default([]) });
type Change = z.infer<typeof changeSchema>;

export interface SecondPlan {
  /** Changes that no gap explains, one line per resource. */
  readonly unexplained: string[];
  /** How many resources' changes the gaps explain. */
  readonly explained: number;
  /** Gaps on the list that did not occur: the emulator has closed them, or the resource is gone. */
  readonly closed: string[];
}

/** @param plan `terraform show -json` of a plan made right after an apply */
export function judgeSecondPlan(plan: unknown, gaps = GAPS): SecondPlan {
  const changes = planSchema
    .parse(plan)
    .resource_changes.filter(({ change }) => !change.actions.every((action) => ['no-op', 'read'].includes(action)));
  const unexplained = changes.flatMap((change) => {
    const problem = problemOf(change, gaps[change.type]);
    return problem === undefined ? [] : [`${change.address}: ${problem}`];
  });
  const met = new Set(
    changes.flatMap(({ type, change }) => changedAttributes(change).map((name) => `${type}.${name}`)),
  );
  const closed = Object.entries(gaps)
    .flatMap(([type, { attributes }]) => attributes.map((name) => `${type}.${name}`))
    .filter((gap) => !met.has(gap));
  return { unexplained, explained: changes.length - unexplained.length, closed };
}

function problemOf({ change }: Change, gap: (typeof GAPS)[string] | undefined): string | undefined {
  const actions = change.actions.join('+');
  if (gap === undefined || !['update', ...(gap.replaced ? ['delete+create'] : [])].includes(actions)) return actions;
  const changed = changedAttributes(change);
  const others = changed.filter((name) => !gap.attributes.includes(name));
  if (changed.length > 0 && others.length === 0) return undefined;
  return `${actions} ${others.join(', ') || '?'}`;
}

/** Attributes that would change to an already known value; the others follow from them. */
const changedAttributes = ({ before, after }: Change['change']): string[] =>
  Object.entries(after ?? {})
    .filter(([name, value]) => !isDeepStrictEqual(plain(value), plain(before?.[name])))
    .map(([name]) => name);

/** Treats every way in which the provider writes "nothing" as the same. */
const plain = (value: unknown): unknown => (value === undefined || value === '' ? null : value);
