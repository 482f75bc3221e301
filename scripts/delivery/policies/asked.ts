import type { Call } from './evaluation/evaluate.ts';
import type { ApiCall } from './terraform-log.ts';

/** The account that receives the calls. */
export interface Account {
  readonly id: string;
  readonly region: string;
  /** By the id of an event source mapping: the function that it invokes. */
  readonly mappings?: Readonly<Record<string, string>>;
}

/** By the SDK's service name: the prefix of the service's IAM actions. */
const PREFIXES: Readonly<Record<string, string>> = {
  ACM: 'acm',
  Backup: 'backup',
  CloudWatch: 'cloudwatch',
  'CloudWatch Logs': 'logs',
  DynamoDB: 'dynamodb',
  EC2: 'ec2',
  ECR: 'ecr',
  EKS: 'eks',
  'Elastic Load Balancing v2': 'elasticloadbalancing',
  EventBridge: 'events',
  IAM: 'iam',
  KMS: 'kms',
  Lambda: 'lambda',
  RDS: 'rds',
  'Route 53': 'route53',
  S3: 's3',
  SES: 'ses',
  SESv2: 'ses',
  SNS: 'sns',
  SQS: 'sqs',
  'Secrets Manager': 'secretsmanager',
  WAFV2: 'wafv2',
};

/** Operations whose IAM action has another name (AWS's service authorization reference, S3). */
const RENAMED: Readonly<Record<string, string>> = {
  's3:DeleteBucketEncryption': 's3:PutEncryptionConfiguration',
  's3:DeleteBucketLifecycle': 's3:PutLifecycleConfiguration',
  's3:DeletePublicAccessBlock': 's3:PutBucketPublicAccessBlock',
  's3:GetBucketAccelerateConfiguration': 's3:GetAccelerateConfiguration',
  's3:GetBucketCors': 's3:GetBucketCORS',
  's3:GetBucketEncryption': 's3:GetEncryptionConfiguration',
  's3:GetBucketLifecycleConfiguration': 's3:GetLifecycleConfiguration',
  's3:GetBucketReplication': 's3:GetReplicationConfiguration',
  's3:GetObjectLockConfiguration': 's3:GetBucketObjectLockConfiguration',
  's3:GetPublicAccessBlock': 's3:GetBucketPublicAccessBlock',
  's3:HeadBucket': 's3:ListBucket',
  's3:HeadObject': 's3:GetObject',
  's3:ListObjects': 's3:ListBucket',
  's3:ListObjectsV2': 's3:ListBucket',
  's3:PutBucketEncryption': 's3:PutEncryptionConfiguration',
  's3:PutBucketLifecycleConfiguration': 's3:PutLifecycleConfiguration',
  's3:PutPublicAccessBlock': 's3:PutBucketPublicAccessBlock',
};

/** Calls that need no right, or whose refusal does no harm. */
const NEEDS_NO_RIGHT: Readonly<Record<string, string>> = {
  'STS GetCallerIdentity': 'IAM allows it to everybody',
  'IAM GetUser': 'how the provider looks for its account first; it goes on to GetCallerIdentity, for a role is no user',
};

/**
 * What IAM checks when Terraform makes this call: its action on its resource, and the actions that AWS takes in the caller's name.
 * A resource that cannot be determined is `*`, which only a right for all resources covers.
 * @throws Error for an unknown service
 */
export function askedOf(call: ApiCall, account: Account): Call[] {
  const { service, operation } = call;
  if (NEEDS_NO_RIGHT[`${service} ${operation}`] !== undefined) return [];
  const prefix = PREFIXES[service];
  if (prefix === undefined)
    throw new Error(`${service} ${operation}: the service is not known in scripts/delivery/policies/asked.ts`);
  const name = `${prefix}:${operation}`;
  const resource = resourceOf(prefix, call, account) ?? '*';
  return [
    { action: RENAMED[name] ?? name, resource, context: contextOf(name, call, account) },
    ...inTheCallersName(name, resource, call),
  ];
}

function resourceOf(prefix: string, { url, parameters }: ApiCall, { id, region }: Account): string | undefined {
  const arn = (service: string, name: string) => `arn:aws:${service}:${region}:${id}:${name}`;
  const path = decodeURIComponent(new URL(url).pathname);
  const given = (...names: string[]): string | undefined =>
    names.map((name) => parameters[name]).find((value) => typeof value === 'string');
  switch (prefix) {
    case 's3': {
      // Path style, which is how an emulator is addressed.
      const [bucket = '', ...key] = path.slice(1).split('/');
      return `arn:aws:s3:::${[bucket, ...key].join('/').replace(/\/$/, '')}`;
    }
    case 'sqs': {
      const queue = given('QueueUrl');
      return queue === undefined ? undefined : arn('sqs', queue.slice(queue.lastIndexOf('/') + 1));
    }
    case 'lambda': {
      const [, name] = /\/functions\/([^/]+)/.exec(path) ?? [];
      if (name !== undefined) return arn('lambda', `function:${name}`);
      const [, mapping] = /\/event-source-mappings\/([^/]+)/.exec(path) ?? [];
      return mapping === undefined
        ? /\/tags\/(arn:.+)$/.exec(path)?.[1]
        : arn('lambda', `event-source-mapping:${mapping}`);
    }
    case 'events': {
      const rule = given('Rule') ?? (given('EventBusName') === undefined ? undefined : given('Name'));
      return (
        given('ResourceARN') ??
        (rule === undefined ? undefined : arn('events', `rule/${given('EventBusName')}/${rule}`))
      );
    }
    case 'cloudwatch': {
      const dashboard = given('DashboardName');
      if (dashboard !== undefined) return `arn:aws:cloudwatch::${id}:dashboard/${dashboard}`;
      const alarm = given('AlarmName', 'AlarmNames.member.1');
      return given('ResourceARN') ?? (alarm === undefined ? undefined : arn('cloudwatch', `alarm:${alarm}`));
    }
    case 'logs': {
      const group = given('logGroupName');
      return given('resourceArn') ?? (group === undefined ? undefined : arn('logs', `log-group:${group}`));
    }
    case 'eks': {
      const [, cluster] = /^\/clusters\/([^/]+)/.exec(path) ?? [];
      return cluster === undefined ? undefined : arn('eks', `cluster/${cluster}`);
    }
    default:
      return undefined;
  }
}

/** Lambda passes the mapping's function to IAM, even if the call names only the mapping. */
function contextOf(name: string, { url }: ApiCall, { mappings = {} }: Account): Record<string, string> {
  if (name !== 'lambda:UpdateEventSourceMapping') return {};
  const called = mappings[url.slice(url.lastIndexOf('/') + 1)];
  return called === undefined ? {} : { 'lambda:FunctionArn': called };
}

/** What a service checks with IAM in the caller's name (AWS's documentation of the operation). */
function inTheCallersName(name: string, resource: string, { parameters }: ApiCall): Call[] {
  switch (name) {
    case 'lambda:UpdateFunctionConfiguration': {
      const { Role: role, VpcConfig: vpc } = parameters;
      return [
        ...(typeof role === 'string'
          ? [{ action: 'iam:PassRole', resource: role, context: { 'iam:PassedToService': 'lambda.amazonaws.com' } }]
          : []),
        ...(vpc === undefined
          ? []
          : ['ec2:DescribeSecurityGroups', 'ec2:DescribeSubnets', 'ec2:DescribeVpcs'].map((action) => ({
              action,
              resource: '*',
            }))),
      ];
    }
    // A call that includes tags sets them.
    case 'cloudwatch:PutMetricAlarm':
    case 'events:PutRule': {
      const tagged = Object.keys(parameters).some((parameter) => /^Tags(\.|$)/.test(parameter));
      return tagged ? [{ action: `${name.split(':')[0]}:TagResource`, resource }] : [];
    }
    // AWS checks whether the caller may see the web ACL that it returns.
    case 'wafv2:GetWebACLForResource':
      return [{ action: 'wafv2:GetWebACL', resource: '*' }];
    default:
      return [];
  }
}
