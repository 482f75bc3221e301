import {
  alarmsOfNothing,
  bindingsToNothing,
  creations,
  idleTargetGroups,
  preciousDeletions,
  readStanding,
} from './rules.ts';

const resource = (type: string, name: string, values: object) => ({
  address: `module.edge.${type}.${name}`,
  mode: 'managed',
  type,
  values,
});

const group = (name: string) =>
  resource('aws_lb_target_group', name, { arn: `arn:${name}`, arn_suffix: `targetgroup/${name}` });
const rule = (name: string) =>
  resource('aws_lb_listener_rule', name, { action: [{ type: 'forward', target_group_arn: `arn:${name}` }] });
const alarm = (name: string, dimensions: object | null) =>
  resource('aws_cloudwatch_metric_alarm', name, { dimensions });

const standing = (resources: object[], bound: Record<string, string> = {}) =>
  readStanding({
    values: {
      outputs: { deployment: { value: { target_group_arns: bound } } },
      root_module: {
        resources: [{ address: 'data.x', mode: 'data', type: 'aws_lb_target_group', values: {} }],
        child_modules: [{ resources: resources.slice(0, 1) }, { child_modules: [{ resources: resources.slice(1) }] }],
      },
    },
  });

test('a target group is used by a rule or by a listener itself', () => {
  const listener = resource('aws_lb_listener', 'x', {
    default_action: [{ type: 'forward', target_group_arn: 'arn:b' }],
  });
  expect(idleTargetGroups(standing([group('a'), group('b'), rule('a'), listener]))).toEqual([]);
  expect(idleTargetGroups(standing([group('a'), group('b'), rule('a')]))).toEqual([
    'module.edge.aws_lb_target_group.b: no rule leads to it',
  ]);
  // A refusal does not lead to a target group.
  const refusal = resource('aws_lb_listener_rule', 'b', { action: [{ type: 'fixed-response', target_group_arn: '' }] });
  expect(idleTargetGroups(standing([group('b'), refusal]))).toHaveLength(1);
});

test('an alarm of what is not there, or of a group without a rule, is found', () => {
  const queue = resource('aws_sqs_queue', 'q', { name: 'Q' });
  const alarms = [
    alarm('queue', { QueueName: 'Q' }),
    alarm('pods', { TargetGroup: 'targetgroup/a' }),
    alarm('own', null),
  ];
  expect(alarmsOfNothing(standing([queue, group('a'), rule('a'), ...alarms]))).toEqual([]);
  expect(alarmsOfNothing(standing([group('a'), ...alarms]))).toEqual([
    'module.edge.aws_cloudwatch_metric_alarm.queue: there is no QueueName Q',
    'module.edge.aws_cloudwatch_metric_alarm.pods: there is no TargetGroup targetgroup/a',
  ]);
});

test('pods are bound to groups with a rule alone', () => {
  const bound = { nursery: 'arn:a', management: 'arn:b' };
  expect(bindingsToNothing(standing([group('a'), rule('a'), group('b'), rule('b')], bound))).toEqual([]);
  expect(bindingsToNothing(standing([group('a'), rule('a'), group('b')], bound))).toEqual([
    'management: arn:b is no target group with a rule',
  ]);
});

test('of a plan, what it would take away of what must stay is told', () => {
  const change = (type: string, ...actions: string[]) => ({ address: `${type}.x`, type, change: { actions } });
  const plan = {
    resource_changes: [
      change('aws_db_instance', 'update'),
      change('aws_dynamodb_table', 'delete', 'create'),
      change('aws_vpc', 'create', 'delete'),
      change('aws_route53_record', 'delete'),
      change('aws_nat_gateway', 'create'),
    ],
  };
  expect(preciousDeletions(plan)).toEqual(['aws_dynamodb_table.x: delete+create', 'aws_vpc.x: create+delete']);
  expect(creations(plan)).toEqual(['aws_nat_gateway.x']);
});
