import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { askedOf } from '../asked.ts';
import { type ApiCall, readApiCalls } from '../terraform-log.ts';
import { compareRights } from './compare.ts';
import { statementsOf } from './evaluate.ts';

const account = { id: '111122223333', region: 'ap-northeast-2' };
const call = (service: string, operation: string, more: Partial<ApiCall> = {}): ApiCall => ({
  service,
  operation,
  url: 'http://127.0.0.1:4566/',
  parameters: {},
  ...more,
});
const policy = (...Statement: object[]) => statementsOf({ Statement });

describe('what IAM is asked', () => {
  const asked = (...of: Parameters<typeof call>) =>
    askedOf(call(...of), account).map(({ action, resource }) => `${action} ${resource}`);

  test('is the operation, by the name that IAM has for it', () => {
    expect(asked('S3', 'HeadBucket', { url: 'http://localhost:4566/logs' })).toEqual([
      's3:ListBucket arn:aws:s3:::logs',
    ]);
    expect(asked('S3', 'HeadObject', { url: 'http://localhost:4566/state/a/b.tfstate' })).toEqual([
      's3:GetObject arn:aws:s3:::state/a/b.tfstate',
    ]);
    expect(asked('Elastic Load Balancing v2', 'DescribeRules')).toEqual(['elasticloadbalancing:DescribeRules *']);
  });

  test.each<[string, string, Partial<ApiCall>, string]>([
    [
      'SQS',
      'SetQueueAttributes',
      { parameters: { QueueUrl: 'http://x/0/Q.fifo' } },
      'sqs:ap-northeast-2:111122223333:Q.fifo',
    ],
    [
      'EventBridge',
      'PutRule',
      { parameters: { Name: 'Request', EventBusName: 'B' } },
      'events:ap-northeast-2:111122223333:rule/B/Request',
    ],
    [
      'EventBridge',
      'PutTargets',
      { parameters: { Rule: 'Request', EventBusName: 'B' } },
      'events:ap-northeast-2:111122223333:rule/B/Request',
    ],
    [
      'CloudWatch',
      'PutMetricAlarm',
      { parameters: { AlarmName: 'a' } },
      'cloudwatch:ap-northeast-2:111122223333:alarm:a',
    ],
    ['CloudWatch', 'PutDashboard', { parameters: { DashboardName: 'd' } }, 'cloudwatch::111122223333:dashboard/d'],
    [
      'CloudWatch Logs',
      'PutRetentionPolicy',
      { parameters: { logGroupName: '/g' } },
      'logs:ap-northeast-2:111122223333:log-group:/g',
    ],
    [
      'Lambda',
      'UpdateFunctionCode',
      { url: 'http://x/2015-03-31/functions/F/code' },
      'lambda:ap-northeast-2:111122223333:function:F',
    ],
  ])('%s %s is asked of one resource', (service, operation, more, resource) => {
    expect(askedOf(call(service, operation, more), account)[0]?.resource).toBe(`arn:aws:${resource}`);
  });

  test('is also what a service does in the name of the caller', () => {
    const Role = 'arn:aws:iam::111122223333:role/R';
    const update = call('Lambda', 'UpdateFunctionConfiguration', {
      url: 'http://x/2015-03-31/functions/F/configuration',
      parameters: { Role, VpcConfig: {} },
    });
    expect(askedOf(update, account).map(({ action }) => action)).toEqual([
      'lambda:UpdateFunctionConfiguration',
      'iam:PassRole',
      'ec2:DescribeSecurityGroups',
      'ec2:DescribeSubnets',
      'ec2:DescribeVpcs',
    ]);
    expect(asked('WAFV2', 'GetWebACLForResource')).toContain('wafv2:GetWebACL *');
    const alarm = { AlarmName: 'a', 'Tags.member.1.Key': 'Project' };
    expect(asked('CloudWatch', 'PutMetricAlarm', { parameters: alarm })).toContain(
      'cloudwatch:TagResource arn:aws:cloudwatch:ap-northeast-2:111122223333:alarm:a',
    );
  });

  test('of an event source mapping names its function', () => {
    const mappings = { m: 'arn:aws:lambda:ap-northeast-2:111122223333:function:F' };
    const update = call('Lambda', 'UpdateEventSourceMapping', { url: 'http://x/2015-03-31/event-source-mappings/m' });
    expect(askedOf(update, { ...account, mappings })[0]?.context).toEqual({ 'lambda:FunctionArn': mappings.m });
    expect(askedOf(update, account)[0]?.context).toEqual({});
  });

  test('is nothing for who the caller is, and refused for a service that is not known', () => {
    expect(asked('STS', 'GetCallerIdentity')).toEqual([]);
    expect(() => asked('Snowball', 'ListJobs')).toThrow('Snowball');
  });
});

describe('a policy against what is asked for', () => {
  const look = { Sid: 'Look', Effect: 'Allow', Action: ['s3:GetBucketAcl', 's3:GetBucketPolicy'], Resource: '*' };
  const ask = (action: string) => ({ action, resource: 'arn:aws:s3:::logs' });

  test('names what is missing and what is left over', () => {
    const calls = [ask('s3:GetBucketAcl'), ask('s3:GetBucketAcl'), ask('s3:ListBucket')];
    expect(compareRights(policy(look), calls)).toEqual({
      asked: 2,
      missing: ['s3:ListBucket on arn:aws:s3:::logs'],
      unused: ['Look s3:GetBucketPolicy'],
    });
  });

  test('leaves over what is kept for a reason', () => {
    const kept = { 's3:GetBucketPolicy': 'asked by a person' };
    expect(compareRights(policy(look), [ask('s3:GetBucketAcl')], kept).unused).toEqual([]);
  });

  test('a right on several resources is used when one of them is', () => {
    const both = policy({ ...look, Action: 's3:GetBucketAcl', Resource: ['arn:aws:s3:::logs', 'arn:aws:s3:::state'] });
    expect(compareRights(both, [ask('s3:GetBucketAcl')])).toMatchObject({ missing: [], unused: [] });
  });

  test('a resource that cannot be told is covered by a right for all alone', () => {
    const one = policy({ ...look, Action: 'rds:ModifyDBInstance', Resource: 'arn:aws:rds:*:*:db:x' });
    expect(compareRights(one, [{ action: 'rds:ModifyDBInstance', resource: '*' }]).missing).toHaveLength(1);
  });
});

describe("Terraform's log", () => {
  const folder = mkdtempSync(join(tmpdir(), 'enterwait-log-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const sent = (service: string, method: string, body = '') =>
    JSON.stringify({
      '@message': 'HTTP Request Sent',
      'rpc.service': service,
      'rpc.method': method,
      'http.url': 'http://127.0.0.1:4566/',
      'http.request.body': body,
      tf_resource_type: 'aws_x',
    });
  const read = (...lines: string[]) => {
    const file = join(folder, 'terraform.log');
    writeFileSync(file, lines.map((line) => `${line}\n`).join(''));
    return readApiCalls(file);
  };

  test('names every request, its kind of resource and its parameters', async () => {
    const calls = await read(
      JSON.stringify({ '@message': 'HTTP Response Received' }),
      sent('SQS', 'ListQueueTags', '{"QueueUrl":"http://x/0/Q"}\n'),
      sent('RDS', 'DescribeDBInstances', 'Action=DescribeDBInstances&DBInstanceIdentifier=d%2F1\n'),
      sent('Secrets Manager', 'GetSecretValue', '***'),
    );
    expect(calls.map(({ operation, parameters }) => [operation, parameters])).toEqual([
      ['ListQueueTags', { QueueUrl: 'http://x/0/Q' }],
      ['DescribeDBInstances', { Action: 'DescribeDBInstances', DBInstanceIdentifier: 'd/1' }],
      ['GetSecretValue', {}],
    ]);
    expect(calls[0]?.resourceType).toBe('aws_x');
  });

  test('what was cut off is taken from the other calls of the same step', async () => {
    const inStep = (method: string, body: string) =>
      JSON.stringify({ ...JSON.parse(sent('SQS', method, body)), tf_req_id: 'one' });
    const [set] = await read(
      inStep('SetQueueAttributes', '{"Attributes":{"Policy":"\\n[truncated...]'),
      inStep('GetQueueAttributes', '{"QueueUrl":"http://x/0/Q"}'),
      sent('SQS', 'GetQueueAttributes', '{"QueueUrl":"http://x/0/Other"}'),
    );
    expect(set).toMatchObject({ operation: 'SetQueueAttributes', parameters: { QueueUrl: 'http://x/0/Q' } });
  });

  test('a call whose text was masked counts only when the same was not logged whole', async () => {
    const masked = sent('SQS', 'ListQueueTags', '{"QueueUrl":"http://x********************************eue"}');
    expect(await read(masked)).toHaveLength(1);
    expect(await read(masked, sent('SQS', 'ListQueueTags', '{"QueueUrl":"http://x/0/Q"}'))).toHaveLength(1);
  });
});
