import { type Call, decide, isAllowed, rightsOf, statementsOf } from './evaluate.ts';

const document = (...Statement: object[]) => statementsOf({ Version: '2012-10-17', Statement });
const allow = (more: object) => ({ Effect: 'Allow', Action: 'sqs:SendMessage', Resource: '*', ...more });
const call = (more: Partial<Call> = {}): Call => ({
  action: 'sqs:SendMessage',
  resource: 'arn:aws:sqs:ap-northeast-2:111122223333:IntegrateEventQueue',
  ...more,
});
const inContext = (Condition: object, context?: Call['context']) =>
  isAllowed(document(allow({ Condition })), call(context ? { context } : {}));

test('what no statement allows is not allowed', () => {
  expect(isAllowed([], call())).toBe(false);
  expect(isAllowed(document(allow({})), call({ action: 'sqs:ReceiveMessage' }))).toBe(false);
  expect(isAllowed(document(allow({})), call())).toBe(true);
});

test('a Deny goes before every Allow', () => {
  const decision = decide(document(allow({ Sid: 'Send' }), allow({ Effect: 'Deny', Action: 'sqs:*' })), call());
  expect(decision.allowed).toBe(false);
  expect(decision.allows.map(({ statement }) => statement.Sid)).toEqual(['Send']);
  expect(decision.denies.map(({ action }) => action)).toEqual(['sqs:*']);
});

test.each([
  ['sqs:SendMessage', true],
  ['SQS:sendmessage', true],
  ['sqs:Send*', true],
  ['sqs:?endMessage', true],
  ['*', true],
  ['sqs:Send', false],
  ['sqs.SendMessage', false],
])('the action %s covers SendMessage: %s', (Action, covered) => {
  expect(isAllowed(document(allow({ Action })), call())).toBe(covered);
});

test.each([
  ['arn:aws:sqs:ap-northeast-2:111122223333:IntegrateEventQueue', true],
  ['arn:aws:sqs:*:111122223333:Integrate*', true],
  ['arn:aws:sqs:ap-northeast-2:111122223333:integrateEventQueue', false],
  ['arn:aws:sqs:ap-northeast-2:*', false],
  ['arn:aws:sqs:ap-northeast-2:444455556666:IntegrateEventQueue', false],
])('the resource %s covers the queue: %s', (Resource, covered) => {
  expect(isAllowed(document(allow({ Resource })), call())).toBe(covered);
});

test('a wildcard at the end of an ARN reaches over colons, any other stays within its part', () => {
  const log = call({ resource: 'arn:aws:logs:ap-northeast-2:111122223333:log-group:/aws/lambda/x:log-stream:y' });
  const covers = (Resource: string) => isAllowed(document(allow({ Resource })), log);
  expect(covers('arn:aws:logs:ap-northeast-2:111122223333:log-group:/aws/lambda/x:*')).toBe(true);
  expect(covers('arn:aws:logs:*:log-group:/aws/lambda/x:log-stream:y')).toBe(false);
});

test('which right was used is told, among all that there are', () => {
  const statements = document(allow({ Sid: 'A', Action: ['sqs:SendMessage', 'sqs:GetQueueUrl'] }), {
    ...allow({ Sid: 'B', Resource: ['arn:aws:sqs:*:*:Integrate*', 'arn:aws:sqs:*:*:Other'] }),
  });
  expect(decide(statements, call()).allows.map(({ statement, resource }) => [statement.Sid, resource])).toEqual([
    ['A', '*'],
    ['B', 'arn:aws:sqs:*:*:Integrate*'],
  ]);
  expect(rightsOf(statements)).toHaveLength(4);
});

test('every operator and key has to hold, and of a key one value', () => {
  const Condition = {
    StringEquals: { 'kms:ViaService': ['secretsmanager.ap-northeast-2.amazonaws.com', 'rds.amazonaws.com'] },
    ArnLike: { 'aws:SourceArn': 'arn:aws:events:*:111122223333:rule/*' },
  };
  const context = {
    // The names of condition keys are case-insensitive.
    'KMS:viaservice': 'rds.amazonaws.com',
    'aws:SourceArn': 'arn:aws:events:ap-northeast-2:111122223333:rule/bus/Request',
  };
  expect(inContext(Condition, context)).toBe(true);
  expect(inContext(Condition, { ...context, 'KMS:viaservice': 's3.amazonaws.com' })).toBe(false);
  expect(inContext(Condition, { ...context, 'aws:SourceArn': 'arn:aws:sns:ap-northeast-2:111122223333:rule/x' })).toBe(
    false,
  );
});

test.each([
  ['StringEquals', 'x', false],
  ['StringNotEquals', 'x', true],
  ['StringEqualsIfExists', 'x', true],
  ['ForAllValues:StringEquals', 'x', true],
  ['ForAnyValue:StringEquals', 'x', false],
  ['Bool', 'true', false],
  ['BoolIfExists', 'true', true],
  ['Null', 'true', true],
  ['Null', 'false', false],
])('%s of a key that is missing: %s, %s', (operator, operand, holds) => {
  expect(inContext({ [operator]: { 'aws:x': operand } })).toBe(holds);
});

test('lists of values are compared as the quantifier says', () => {
  const events = (...sources: string[]) => ({ 'events:source': sources });
  const all = { 'ForAllValues:StringEquals': { 'events:source': ['judge'] } };
  expect(inContext(all, events('judge', 'judge'))).toBe(true);
  expect(inContext(all, events('judge', 'stranger'))).toBe(false);
  expect(inContext({ 'ForAnyValue:StringLike': { 'events:source': 'ju*' } }, events('stranger', 'judge'))).toBe(true);
  expect(() => inContext({ StringEquals: { 'events:source': 'judge' } }, events('judge'))).toThrow('ForAllValues');
});

test('Bool takes true as it is written in JSON', () => {
  expect(inContext({ Bool: { 'aws:SecureTransport': false } }, { 'aws:SecureTransport': 'false' })).toBe(true);
  expect(inContext({ Bool: { 'aws:SecureTransport': 'false' } }, { 'aws:SecureTransport': 'true' })).toBe(false);
});

describe('a trust document', () => {
  const issuer = 'token.actions.githubusercontent.com';
  const provider = `arn:aws:iam::111122223333:oidc-provider/${issuer}`;
  const trust = document({
    Effect: 'Allow',
    Principal: { Federated: provider },
    Action: 'sts:AssumeRoleWithWebIdentity',
    Condition: {
      StringEquals: {
        [`${issuer}:aud`]: 'sts.amazonaws.com',
        [`${issuer}:sub`]: 'repo:example/enterwait:ref:refs/heads/main',
      },
    },
  });
  const assume = (claims: Record<string, string>, Federated = provider): Call => ({
    action: 'sts:AssumeRoleWithWebIdentity',
    principal: { Federated },
    context: Object.fromEntries(Object.entries(claims).map(([name, value]) => [`${issuer}:${name}`, value])),
  });
  const claims = { aud: 'sts.amazonaws.com', sub: 'repo:example/enterwait:ref:refs/heads/main' };

  test('believes who is named in it, and nobody else', () => {
    expect(isAllowed(trust, assume(claims))).toBe(true);
    expect(isAllowed(trust, assume({ ...claims, sub: 'repo:example/enterwait:pull_request' }))).toBe(false);
    expect(isAllowed(trust, assume({ aud: claims.aud }))).toBe(false);
    expect(isAllowed(trust, assume(claims, 'arn:aws:iam::444455556666:oidc-provider/x'))).toBe(false);
    expect(isAllowed(trust, { ...assume(claims), principal: { Service: provider } })).toBe(false);
    expect(isAllowed(trust, { action: 'sts:AssumeRoleWithWebIdentity' })).toBe(false);
  });

  test('of everybody believes everybody', () => {
    expect(
      isAllowed(document({ Effect: 'Allow', Principal: '*', Action: 'sts:AssumeRole' }), { action: 'sts:AssumeRole' }),
    ).toBe(true);
  });
});

test('what is not evaluated here is refused, not passed over', () => {
  expect(() => document({ Effect: 'Allow', NotAction: 'iam:*', Resource: '*' })).toThrow();
  expect(() => inContext({ IpAddress: { 'aws:SourceIp': '203.0.113.0/24' } })).toThrow('IpAddress');
  // biome-ignore lint/suspicious/noTemplateCurlyInString: a policy variable of IAM
  expect(() => isAllowed(document(allow({ Resource: 'arn:aws:s3:::x/${aws:username}' })), call())).toThrow('variables');
});
