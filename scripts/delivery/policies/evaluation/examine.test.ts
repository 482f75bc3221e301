import type { Deployment, Role } from '../deployment.ts';
import { deploymentOf, secretNameOf } from '../deployment.ts';
import { examine } from './examine.ts';

const QUEUE = 'arn:aws:sqs:ap-northeast-2:111122223333:Queue';
const OTHER = 'arn:aws:sqs:ap-northeast-2:111122223333:Other';
const KEY = 'arn:aws:kms:ap-northeast-2:111122223333:key/data';
const secretArn = (name: string): string =>
  `arn:aws:secretsmanager:ap-northeast-2:111122223333:secret:enterwait/service/${name}-AbCdEf`;
const SECRET = secretArn('management');
const SECRETS = ['management', 'management-database', 'management-peer'];

const pod = (...statements: Role['statements']): Role => ({ who: 'pod', kind: 'pod', statements });
const allow = (Action: string[], Resource: string[], Condition?: Record<string, Record<string, string[]>>) =>
  ({ Effect: 'Allow', Action, Resource, ...(Condition ? { Condition } : {}) }) as const;
const deployed = (...roles: Role[]): Deployment => ({
  roles,
  secrets: new Map(SECRETS.map((name) => [`enterwait/service/${name}`, { arn: secretArn(name), keyArn: KEY }])),
  mailIdentities: ['example.go.kr'],
  mailSender: 'no-reply@example.go.kr',
});
const problems = (role: Role, needs: readonly string[], excuses: Record<string, string> = {}): string[] =>
  examine(deployed(role), { code: { [role.who]: needs }, polling: {} }, excuses).flatMap((finding) => finding.problems);

test('what is needed and allowed, and nothing else, is right', () => {
  expect(problems(pod(allow(['sqs:SendMessage'], [QUEUE])), ['sqs:SendMessage Queue'])).toEqual([]);
});

test('a call that no right allows is told', () => {
  expect(
    problems(pod(allow(['sqs:SendMessage'], [QUEUE])), ['sqs:SendMessage Queue', 'sqs:SendMessage Other']),
  ).toEqual([`pod may not sqs:SendMessage on ${OTHER}`]);
});

test('a right that nothing uses is told, for each action on each resource', () => {
  const role = pod(allow(['sqs:SendMessage', 'sqs:ReceiveMessage'], [QUEUE, OTHER]));
  expect(problems(role, ['sqs:SendMessage Queue', 'sqs:ReceiveMessage Queue', 'sqs:SendMessage Other'])).toEqual([
    'nothing uses the right: pod sqs:ReceiveMessage Other',
  ]);
});

test('an excuse stands for one right, and goes with it', () => {
  const excuses = { 'pod sqs:SendMessage Other': 'for the day that it is needed' };
  expect(problems(pod(allow(['sqs:SendMessage'], [QUEUE, OTHER])), ['sqs:SendMessage Queue'], excuses)).toEqual([]);
  expect(problems(pod(allow(['sqs:SendMessage'], [QUEUE])), ['sqs:SendMessage Queue'], excuses)).toEqual([
    'the excuse for pod sqs:SendMessage Other is needed no more',
  ]);
});

test('a condition that the call does not meet is no right', () => {
  const bus = 'arn:aws:events:ap-northeast-2:111122223333:event-bus/Bus';
  const role = pod(
    allow(['events:PutEvents'], [bus], { 'ForAllValues:StringEquals': { 'events:source': ['enterwait.judge'] } }),
  );
  expect(problems(role, ['events:PutEvents Bus events:source=enterwait.judge'])).toEqual([]);
  expect(problems(role, ['events:PutEvents Bus events:source=aws.health,enterwait.judge'])).toEqual([
    `pod may not events:PutEvents on ${bus}, events:source aws.health enterwait.judge`,
    'nothing uses the right: pod events:PutEvents event-bus/Bus',
  ]);
});

test('a mail is sent by the identity that the account has: here the domain', () => {
  const identity = 'arn:aws:ses:ap-northeast-2:111122223333:identity/example.go.kr';
  const role = pod(
    allow(['ses:SendEmail'], [identity], { StringEquals: { 'ses:FromAddress': ['no-reply@example.go.kr'] } }),
  );
  expect(problems(role, ['ses:SendEmail MAIL_SENDER ses:FromAddress=MAIL_SENDER'])).toEqual([]);
});

test('in AWS a mail needs its configuration set, too', () => {
  const identity = 'arn:aws:ses:ap-northeast-2:111122223333:identity/example.go.kr';
  const role = pod(allow(['ses:SendEmail'], [identity]));
  const deployment = { ...deployed(role), mailConfigurationSet: 'enterwait' };
  const needs = { code: { pod: ['ses:SendEmail MAIL_SENDER ses:FromAddress=MAIL_SENDER'] }, polling: {} };
  expect(examine(deployment, needs, {}).flatMap((finding) => finding.problems)).toEqual([
    'pod may not ses:SendEmail on arn:aws:ses:ap-northeast-2:111122223333:configuration-set/enterwait, ses:FromAddress no-reply@example.go.kr',
  ]);
});

test('the secrets that a pod mounts need their key as well, by Secrets Manager alone', () => {
  const management = (condition: Record<string, string[]>): Role => ({
    ...pod(
      allow(['secretsmanager:GetSecretValue', 'secretsmanager:DescribeSecret'], SECRETS.map(secretArn)),
      allow(['kms:Decrypt'], [KEY], { StringEquals: condition }),
    ),
    who: 'management',
  });
  expect(problems(management({ 'kms:ViaService': ['secretsmanager.ap-northeast-2.amazonaws.com'] }), [])).toEqual([]);
  expect(problems(management({ 'kms:ViaService': ['rds.ap-northeast-2.amazonaws.com'] }), [])).toHaveLength(4);
});

test('a function in a VPC may have its interfaces made, and make none itself', () => {
  const logGroupArn = 'arn:aws:logs:ap-northeast-2:111122223333:log-group:/aws/lambda/F';
  const network = [
    'ec2:AssignPrivateIpAddresses',
    'ec2:CreateNetworkInterface',
    'ec2:DeleteNetworkInterface',
    'ec2:DescribeNetworkInterfaces',
    'ec2:DescribeSubnets',
    'ec2:UnassignPrivateIpAddresses',
  ];
  const role: Role = {
    who: 'F',
    kind: 'function',
    logGroupArn,
    inNetwork: true,
    statements: [
      allow(['logs:CreateLogStream', 'logs:PutLogEvents'], [`${logGroupArn}:*`]),
      allow(network, ['*']),
      allow(['sqs:SendMessage'], [QUEUE]),
      {
        Effect: 'Deny',
        Action: ['sqs:*'],
        Resource: ['*'],
        Condition: {
          ArnEquals: { 'lambda:SourceFunctionArn': ['arn:aws:lambda:ap-northeast-2:111122223333:function:F'] },
        },
      },
    ],
  };
  // The function's own calls are distinguished from those that Lambda makes in its name.
  expect(problems(role, ['sqs:SendMessage Queue'])).toEqual([
    `F may not sqs:SendMessage on ${QUEUE}, lambda:SourceFunctionArn arn:aws:lambda:ap-northeast-2:111122223333:function:F`,
  ]);
  const { inNetwork: _inNetwork, ...outside } = role;
  expect(problems(outside, [])).toContain('nothing uses the right: F ec2:CreateNetworkInterface *');
});

test('who calls AWS and has no role is told', () => {
  expect(
    examine(deployed(), { code: { stranger: ['sqs:SendMessage Queue'] }, polling: {} }, {}).flatMap(
      (finding) => finding.problems,
    ),
  ).toEqual(['stranger calls AWS and has no role']);
});

test('roles are read from a state by who may take them, with their own policies', () => {
  const role = (name: string, principal: string, condition?: object) => ({
    type: 'aws_iam_role',
    name: 'this',
    values: {
      id: name,
      name,
      assume_role_policy: JSON.stringify({
        Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: principal }, ...condition }],
      }),
    },
  });
  const policy = (name: string, resource: string) => ({
    type: 'aws_iam_role_policy',
    name: 'this',
    values: {
      role: name,
      policy: JSON.stringify({ Statement: [allow(['sqs:SendMessage'], [resource])] }),
    },
  });
  const account = { Condition: { StringEquals: { 'aws:RequestTag/kubernetes-service-account': 'leavers' } } };
  const functionOf = {
    resources: [
      role('r3', 'lambda.amazonaws.com'),
      policy('r3', OTHER),
      {
        type: 'aws_lambda_function',
        name: 'this',
        values: {
          function_name: 'SendEmail',
          vpc_config: [],
          environment: [{ variables: { MAIL_SENDER: 'no-reply@example.go.kr' } }],
        },
      },
      { type: 'aws_cloudwatch_log_group', name: 'this', values: { arn: 'arn:aws:logs:::log-group:one' } },
    ],
  };
  const { roles, mailSender } = deploymentOf({
    root_module: {
      resources: [
        role('r1', 'pods.eks.amazonaws.com', account),
        role('r2', 'eks.amazonaws.com'),
        policy('r1', QUEUE),
        policy('r2', OTHER),
      ],
      child_modules: [functionOf],
    },
  });
  expect(roles.map(({ who, kind, statements }) => [who, kind, statements.flatMap(({ Resource }) => Resource)])).toEqual(
    [
      ['leavers', 'pod', [QUEUE]],
      ['SendEmail', 'function', [OTHER]],
    ],
  );
  expect(mailSender).toBe('no-reply@example.go.kr');
});

test.each([
  ['enterwait/webhook-secret', 'enterwait/webhook-secret'],
  [SECRET, 'enterwait/service/management'],
  ['arn:aws:secretsmanager:ap-northeast-2:111122223333:secret:rds!db-nursery', 'rds!db-nursery'],
])('the name of the secret %s', (id, name) => {
  expect(secretNameOf(id)).toBe(name);
});
