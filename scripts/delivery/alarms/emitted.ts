import { METRICS } from '@enterwait/lambda/runtime';
import { type Alarm, keyOf, type MetricId } from './alarm.ts';
import type { FilteredMetric, Resource } from './state.ts';

interface VendorMetric {
  readonly names: readonly string[];
  /** Each set of dimensions under which AWS publishes the metric. Under any other set the metric does not exist. */
  readonly dimensions: readonly (readonly string[])[];
  /** Where the metric is published, if not in the resource's own region. */
  readonly region?: 'us-east-1';
}

/** The metrics AWS publishes by itself, as far as the alarms watch them. Source: each service's documentation. */
const VENDORS: Readonly<Record<string, readonly VendorMetric[]>> = {
  'AWS/SQS': [
    {
      names: [
        'ApproximateAgeOfOldestMessage',
        'ApproximateNumberOfMessagesVisible',
        'ApproximateNumberOfMessagesNotVisible',
        'NumberOfMessagesDeleted',
      ],
      dimensions: [['QueueName']],
    },
  ],
  'AWS/Lambda': [{ names: ['Errors', 'Throttles', 'IteratorAge'], dimensions: [['FunctionName']] }],
  // A custom bus is named beside the rule; the rule alone means the default bus.
  'AWS/Events': [{ names: ['FailedInvocations'], dimensions: [['EventBusName', 'RuleName'], ['RuleName']] }],
  'AWS/DynamoDB': [
    {
      names: ['ReadThrottleEvents', 'WriteThrottleEvents'],
      dimensions: [['TableName'], ['TableName', 'GlobalSecondaryIndexName']],
    },
    { names: ['SystemErrors'], dimensions: [['TableName', 'Operation']] },
  ],
  'AWS/RDS': [
    {
      names: ['CPUUtilization', 'DatabaseConnections', 'FreeStorageSpace', 'FreeableMemory'],
      dimensions: [['DBInstanceIdentifier']],
    },
  ],
  'AWS/ApplicationELB': [
    { names: ['HTTPCode_Target_5XX_Count', 'HealthyHostCount'], dimensions: [['TargetGroup', 'LoadBalancer']] },
    { names: ['HTTPCode_ELB_5XX_Count'], dimensions: [['LoadBalancer']] },
  ],
  'AWS/SES': [{ names: ['Bounce', 'Send', 'Reputation.BounceRate', 'Reputation.ComplaintRate'], dimensions: [[]] }],
  'AWS/CertificateManager': [{ names: ['DaysToExpiry'], dimensions: [['CertificateArn']] }],
  'AWS/Route53': [{ names: ['HealthCheckStatus'], dimensions: [['HealthCheckId']], region: 'us-east-1' }],
};

/** The resource type and attribute whose value each dimension must have. */
const NAMED_BY: Readonly<Record<string, readonly [type: string, attribute: string]>> = {
  QueueName: ['aws_sqs_queue', 'name'],
  FunctionName: ['aws_lambda_function', 'function_name'],
  EventBusName: ['aws_cloudwatch_event_bus', 'name'],
  RuleName: ['aws_cloudwatch_event_rule', 'name'],
  TableName: ['aws_dynamodb_table', 'name'],
  DBInstanceIdentifier: ['aws_db_instance', 'identifier'],
  TargetGroup: ['aws_lb_target_group', 'arn_suffix'],
  LoadBalancer: ['aws_lb', 'arn_suffix'],
  CertificateArn: ['aws_acm_certificate', 'arn'],
  HealthCheckId: ['aws_route53_health_check', 'id'],
};

const OWN_NAMESPACE = 'Enterwait';

/** Metrics that alarms watch and nobody publishes: such an alarm can never ring, or rings forever. */
export function untold(
  alarms: readonly Alarm[],
  resources: readonly Resource[],
  filtered: readonly FilteredMetric[],
): string[] {
  return alarms.flatMap((alarm) =>
    [...alarm.metrics.values()].flatMap((metric) => {
      const why =
        metric.namespace === OWN_NAMESPACE
          ? whyNotOurs(metric, resources, filtered)
          : whyNotOfAws(metric, resources, alarm.region);
      return why === undefined ? [] : [`${alarm.key}: ${keyOf(metric)}: ${why}`];
    }),
  );
}

function whyNotOfAws(metric: MetricId, resources: readonly Resource[], region: string): string | undefined {
  const known = VENDORS[metric.namespace]?.filter(({ names }) => names.includes(metric.name)) ?? [];
  const told = known.find(({ dimensions }) => dimensions.some((set) => isSame(set, Object.keys(metric.dimensions))));
  if (told === undefined) return 'AWS tells no such metric, or not by these dimensions';
  if (told.region !== undefined && told.region !== region)
    return `AWS tells it in ${told.region}, the alarm is in ${region}`;
  const stranger = Object.entries(metric.dimensions).find(([dimension, value]) => {
    const named = NAMED_BY[dimension];
    return (
      named !== undefined && !resources.some(({ type, values }) => type === named[0] && values[named[1]] === value)
    );
  });
  if (stranger !== undefined) return `nothing that is called ${stranger[1]}`;
  const { TableName: table, GlobalSecondaryIndexName: index } = metric.dimensions;
  if (index === undefined) return undefined;
  const indexes = resources.find(({ type, values }) => type === 'aws_dynamodb_table' && values.name === table)?.values
    .global_secondary_index as { name: string }[];
  return indexes.some(({ name }) => name === index) ? undefined : `${table} has no index ${index}`;
}

function whyNotOurs(
  metric: MetricId,
  resources: readonly Resource[],
  filtered: readonly FilteredMetric[],
): string | undefined {
  const dimensions = Object.keys(metric.dimensions);
  const filter = filtered.find(({ namespace, name }) => namespace === metric.namespace && name === metric.name);
  if (filter !== undefined)
    return isSame(filter.dimensions, dimensions) ? undefined : 'the filter makes other dimensions';
  if (!(METRICS as readonly string[]).includes(metric.name)) return 'no filter makes it and no function counts it';
  if (!isSame(dimensions, ['service'])) return 'functions count by the dimension service alone';
  // The table's stream is handled as a whole batch: its reader throws instead of counting failed records.
  const counting = resources.some(
    ({ type, values }) =>
      type === 'aws_lambda_function' &&
      serviceOf(values) === metric.dimensions.service &&
      variableOf(values, 'MAX_RECEIVE_COUNT'),
  );
  return counting ? undefined : `no function that consumes a queue is called ${metric.dimensions.service}`;
}

const variableOf = (values: Resource['values'], name: string): string | undefined =>
  (values.environment as { variables?: Record<string, string> }[] | undefined)?.[0]?.variables?.[name];
const serviceOf = (values: Resource['values']) => variableOf(values, 'POWERTOOLS_SERVICE_NAME');
const isSame = (some: readonly string[], others: readonly string[]): boolean =>
  some.length === others.length && [...some].sort().every((one, at) => one === [...others].sort()[at]);
