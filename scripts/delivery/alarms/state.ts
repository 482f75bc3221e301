import {
  type Alarm,
  type MetricId,
  STATISTICS,
  type Statistic,
  type TreatMissing,
  type WatchedMetric,
} from './alarm.ts';

/** A resource in Terraform's state. */
export interface Resource {
  readonly address: string;
  readonly type: string;
  readonly name: string;
  readonly index?: string | number;
  readonly values: Readonly<Record<string, unknown>>;
}

interface StateModule {
  readonly resources?: readonly Resource[];
  readonly child_modules?: readonly StateModule[];
}

/**
 * Every resource of a state, as `terraform show -json` and Terraform's tests print it.
 * @param state with the shape of {@link StateModule}
 */
export const resourcesIn = (state: unknown): Resource[] =>
  resourcesOf((state as { root_module: StateModule }).root_module);

const resourcesOf = ({ resources = [], child_modules = [] }: StateModule): Resource[] => [
  ...resources,
  ...child_modules.flatMap(resourcesOf),
];

interface AlarmValues {
  readonly threshold: number;
  readonly comparison_operator: string;
  readonly evaluation_periods: number;
  readonly datapoints_to_alarm: number | null;
  readonly treat_missing_data: TreatMissing;
  readonly period: number | null;
  readonly namespace: string | null;
  readonly metric_name: string | null;
  readonly dimensions: Readonly<Record<string, string>> | null;
  readonly statistic: Statistic | null;
  readonly alarm_actions: readonly string[] | null;
  readonly metric_query: readonly {
    readonly id: string;
    readonly expression: string | null;
    readonly return_data: boolean | null;
    readonly metric: readonly {
      readonly namespace: string;
      readonly metric_name: string;
      readonly dimensions: Readonly<Record<string, string>> | null;
      readonly stat: Statistic;
      readonly period: number;
    }[];
  }[];
}

const OPERATORS: Readonly<Record<string, boolean>> = { GreaterThanThreshold: false, LessThanThreshold: true };
/** The provider alias for services that only report their metrics in us-east-1. */
const GLOBAL_REGION = 'us-east-1';

export function alarmsOf(resources: readonly Resource[], region: string): Alarm[] {
  return resources
    .filter(({ type }) => type === 'aws_cloudwatch_metric_alarm')
    .map(({ values, index, address, name }) =>
      toAlarm(values as unknown as AlarmValues, String(index ?? address), name === 'outside' ? GLOBAL_REGION : region),
    );
}

function toAlarm(values: AlarmValues, key: string, region: string): Alarm {
  const below = OPERATORS[values.comparison_operator];
  if (below === undefined) throw new Error(`${key}: ${values.comparison_operator} is not known here`);
  const watched = values.metric_query.find(({ return_data }) => return_data === true);
  const metrics = watched === undefined ? single(values, key) : queried(values);
  const unknown = [...metrics.values()].find(({ statistic }) => !STATISTICS.includes(statistic));
  if (unknown !== undefined) throw new Error(`${key}: the statistic ${unknown.statistic} is not known here`);
  if (!(values.alarm_actions?.length ?? 0)) throw new Error(`${key}: tells nobody`);
  return {
    key,
    region,
    threshold: values.threshold,
    below,
    period: values.period ?? values.metric_query.flatMap(({ metric }) => metric)[0]?.period ?? 0,
    evaluationPeriods: values.evaluation_periods,
    datapoints: values.datapoints_to_alarm ?? values.evaluation_periods,
    missing: values.treat_missing_data,
    metrics,
    expression: watched?.expression ?? undefined,
  };
}

function single({ namespace, metric_name: name, dimensions, statistic }: AlarmValues, key: string) {
  if (namespace === null || name === null || statistic === null) throw new Error(`${key}: watches nothing`);
  return new Map<string, WatchedMetric>([['watched', { namespace, name, dimensions: dimensions ?? {}, statistic }]]);
}

const queried = ({ metric_query }: AlarmValues): Map<string, WatchedMetric> =>
  new Map(
    metric_query.flatMap(({ id, metric }) =>
      metric.map(({ namespace, metric_name, dimensions, stat }): [string, WatchedMetric] => [
        id,
        { namespace, name: metric_name, dimensions: dimensions ?? {}, statistic: stat },
      ]),
    ),
  );

/** A metric that a filter makes from the pods' logs; each dimension has the log field that fills it. */
export interface FilteredMetric extends Omit<MetricId, 'dimensions'> {
  readonly dimensions: readonly string[];
  /** The field of the log line. */
  readonly field: string;
  readonly logGroup: string;
}

export function filteredMetricsOf(resources: readonly Resource[]): FilteredMetric[] {
  return resources
    .filter(({ type }) => type === 'aws_cloudwatch_log_metric_filter')
    .flatMap(({ values }) => {
      const [made] = values.metric_transformation as {
        namespace: string;
        name: string;
        value: string;
        dimensions: Record<string, string> | null;
      }[];
      if (made === undefined) return [];
      const { namespace, name, value, dimensions } = made;
      return [
        {
          namespace,
          name,
          dimensions: Object.keys(dimensions ?? {}),
          field: value.replace('$.log_processed.', ''),
          logGroup: String(values.log_group_name),
        },
      ];
    });
}

/** The names that the model needs, keyed by each part's name here. */
export interface Names {
  readonly functions: readonly string[];
  readonly databases: Readonly<Record<string, string>>;
  readonly targetGroups: Readonly<Record<string, string>>;
  readonly loadBalancers: Readonly<Record<string, string>>;
  readonly certificates: Readonly<Record<string, string>>;
  readonly healthChecks: Readonly<Record<string, string>>;
  readonly tables: readonly string[];
  readonly bus: string;
  readonly rules: readonly string[];
  /** The rules of the default bus. */
  readonly defaultRules: readonly string[];
  /** How often a message is received before it becomes a dead letter, by queue. */
  readonly maxReceives: Readonly<Record<string, number>>;
  /** The functions' timeouts, s. */
  readonly timeouts: Readonly<Record<string, number>>;
}

export function namesOf(resources: readonly Resource[]): Names {
  const of = (type: string) => resources.filter((resource) => resource.type === type);
  const text = (resource: Resource, key: string) => String(resource.values[key]);
  const by = (type: string, attribute: string, key: (resource: Resource) => string) =>
    Object.fromEntries(of(type).map((resource) => [key(resource), text(resource, attribute)]));
  const byIndex = (type: string, attribute: string) => by(type, attribute, ({ index }) => String(index));
  const byName = (type: string, attribute: string) => by(type, attribute, ({ name }) => name);
  const bus = text(of('aws_cloudwatch_event_bus')[0] as Resource, 'name');
  const rules = Map.groupBy(of('aws_cloudwatch_event_rule'), (one) => one.values.event_bus_name === bus);
  return {
    functions: of('aws_lambda_function').map((one) => text(one, 'function_name')),
    databases: by('aws_db_instance', 'identifier', (one) => text(one, 'db_name')),
    targetGroups: byIndex('aws_lb_target_group', 'arn_suffix'),
    loadBalancers: byName('aws_lb', 'arn_suffix'),
    certificates: byName('aws_acm_certificate', 'arn'),
    healthChecks: byIndex('aws_route53_health_check', 'id'),
    tables: of('aws_dynamodb_table').map((one) => text(one, 'name')),
    bus,
    rules: (rules.get(true) ?? []).map((one) => text(one, 'name')),
    defaultRules: (rules.get(false) ?? []).map((one) => text(one, 'name')),
    maxReceives: Object.fromEntries(
      of('aws_sqs_queue').flatMap((one) => {
        const policy = one.values.redrive_policy;
        return typeof policy === 'string' && policy.startsWith('{')
          ? [[text(one, 'name'), Number((JSON.parse(policy) as { maxReceiveCount: number }).maxReceiveCount)]]
          : [];
      }),
    ),
    timeouts: Object.fromEntries(
      of('aws_lambda_function').map((one) => [text(one, 'function_name'), Number(one.values.timeout)]),
    ),
  };
}
