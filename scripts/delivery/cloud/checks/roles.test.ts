import { statementsOf } from '../../policies/evaluation/evaluate.ts';
import { renewedIn } from '../secrets.ts';
import { judgeActions, judgeRoles, policiesIn, type RoleRecord } from './roles.ts';

const policy = (role: string, ...Statement: object[]) => ({ role, statements: statementsOf({ Statement }) });
const allow = (Action: string | string[], Resource: string | string[] = '*') => ({
  Sid: 'S',
  Effect: 'Allow',
  Action,
  Resource,
});
const problemsOf = async (...statements: object[]) => (await judgeActions([policy('R', ...statements)], '')).problems;

test("policies are found in a plan's JSON, however deep", () => {
  const text = JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ ...allow('s3:GetObject'), Resource: ['*', null] }],
  });
  const resources = [
    { type: 'aws_iam_role_policy', values: { role: 'R', policy: text } },
    { type: 'aws_s3_bucket', values: {} },
  ];
  const plan = { prior_state: { values: { root_module: { child_modules: [{ child_modules: [{ resources }] }] } } } };
  expect(policiesIn(plan)).toEqual([policy('R', allow('s3:GetObject', ['*']))]);
});

describe('the record of what the roles asked', () => {
  const recorded = (...plan: string[]): RoleRecord => ({
    calls: 3,
    asked: {
      plan: plan.map((action) => ({ action, resource: '*' })),
      deploy: [{ action: 'sqs:SetQueueAttributes', resource: '*' }],
    },
    policies: [
      policy('Enterwait-GitHub-plan', allow(['s3:GetBucketAcl', 's3:GetBucketPolicy'])),
      policy('Enterwait-GitHub-deploy', allow(['sqs:SetQueueAttributes', 'eks:DescribeCluster'])),
    ],
  });
  const problems = (record: RoleRecord, whole: boolean) =>
    [...judgeRoles(record, '', whole)].flatMap((one) => one.problems);

  test('names what a role may not, and, of the whole, what it never needs', () => {
    const record = recorded('s3:GetBucketAcl', 's3:ListBucket');
    expect(problems(record, false)).toEqual(['not allowed: s3:ListBucket on *']);
    // What make deploy needs from the cluster does not concern Terraform.
    expect(problems(record, true)).toEqual([
      'not allowed: s3:ListBucket on *',
      'never asked for: S s3:GetBucketPolicy',
    ]);
  });

  test('says so when nothing was recorded', () => {
    expect(problems(recorded(), false)).toEqual(['nothing was recorded']);
  });
});

describe('an action of a policy', () => {
  test('is one of AWS', async () => {
    expect(await problemsOf(allow(['s3:GetObject', 's3:HeadBucket']))).toEqual([
      'R S: s3:HeadBucket is no action of AWS',
    ]);
    expect(await problemsOf(allow('queue:SendMessage'))).toEqual(['R S: queue:SendMessage is no action of AWS']);
  });

  test('is held to a resource of its own kind, if it knows any', async () => {
    const queue = 'arn:aws:sqs:ap-northeast-2:111122223333:Q';
    expect(await problemsOf(allow('sqs:SendMessage', queue))).toEqual([]);
    expect(await problemsOf(allow('sqs:SendMessage', 'arn:aws:sns:ap-northeast-2:111122223333:Q'))).toHaveLength(1);
    expect(await problemsOf(allow('ecr:GetAuthorizationToken', queue))).toEqual([
      `R S: ecr:GetAuthorizationToken can be allowed on all resources only, not on ${queue}`,
    ]);
    expect(
      await problemsOf(allow('logs:PutLogEvents', 'arn:aws:logs:ap-northeast-2:111122223333:log-group:/g:*')),
    ).toEqual([]);
  });
});

test('RENEW names secrets', () => {
  expect(renewedIn({})).toEqual([]);
  expect(renewedIn({ RENEW: 'webhook,nursery' })).toEqual(['nursery', 'webhook']);
  expect(() => renewedIn({ RENEW: 'nursery,parents' })).toThrow('parents');
});
