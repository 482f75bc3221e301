import { inventoryOf } from './inventory.ts';

const resource = (type: string, values: object, name = 'this') => ({
  address: `module.x.${type}.${name}`,
  mode: 'managed',
  type,
  values,
});

/** The smallest plan that has everything the cost calculation reads. */
const planWith = (more: readonly object[] = [], configuration: object = { zones: 'local.nat_zones' }) => ({
  planned_values: {
    root_module: {
      resources: [{ ...resource('aws_caller_identity', {}), mode: 'data' }],
      child_modules: [
        {
          resources: [
            resource('aws_cloudwatch_log_group', { retention_in_days: 30 }),
            resource('aws_lambda_function', { architectures: ['arm64'] }),
            resource('aws_nat_gateway', {}),
            ...more,
          ],
        },
      ],
    },
  },
  configuration,
});

test('what is read from data sources costs nothing, what is made is counted by type', () => {
  expect(inventoryOf(planWith()).resources).toEqual({
    aws_cloudwatch_log_group: 1,
    aws_lambda_function: 1,
    aws_nat_gateway: 1,
  });
});

test('an alarm is paid by the metrics that it reads', () => {
  const of = (values: object) => inventoryOf(planWith([resource('aws_cloudwatch_metric_alarm', values)])).alarmMetrics;
  expect(of({ metric_name: 'Errors', metric_query: [] })).toBe(1);
  const expression = { expression: 'a + b', metric: [] };
  expect(of({ metric_query: [expression, { metric: [{}] }, { metric: [{}] }] })).toBe(2);
});

test('a metric with dimensions is one a service', () => {
  const filter = (dimensions: object | null) =>
    resource('aws_cloudwatch_log_metric_filter', { metric_transformation: [{ dimensions }] });
  const inventory = inventoryOf(planWith([filter(null), filter({ service: '$.service' }), filter({})]));
  expect([inventory.plainMetricFilters, inventory.serviceMetricFilters]).toEqual([2, 1]);
});

test('Container Insights is on unless the add-on is told otherwise', () => {
  const of = (configuration?: object) =>
    inventoryOf(
      planWith([
        resource('aws_eks_addon', {
          addon_name: 'amazon-cloudwatch-observability',
          ...(configuration && { configuration_values: JSON.stringify(configuration) }),
        }),
      ]),
    ).containerInsights;
  expect(of()).toBe(true);
  expect(of({ agent: { config: { logs: { metrics_collected: { kubernetes: {} } } } } })).toBe(true);
  expect(of({ agent: { config: { logs: { metrics_collected: {} } } } })).toBe(false);
});

test('a probe costs by its runs', () => {
  const canary = (expression: string) => resource('aws_synthetics_canary', { schedule: [{ expression }] });
  expect(inventoryOf(planWith([canary('rate(5 minutes)')])).canaryRuns).toBe(8640);
  expect(() => inventoryOf(planWith([canary('cron(0 * * * ? *)')]))).toThrow(/schedule/);
});

test('endpoints that no longer follow the NAT gateways are not priced wrongly', () => {
  expect(inventoryOf(planWith()).endpointZones).toBe(1);
  expect(() => inventoryOf(planWith([], { zones: 'var.zones' }))).toThrow(/nat_zones/);
});
