import { rolesIn, sessionFindings, trustFindings } from './check.ts';
import { CASES } from './runs.ts';
import { callOf, claimsOf, GITHUB } from './token.ts';

const own = CASES[0]?.run as (typeof CASES)[number]['run'];

test.each([
  [own, 'repo:example/enterwait:ref:refs/heads/main'],
  [{ ...own, immutable: true }, 'repo:example@123456/enterwait@456789:ref:refs/heads/main'],
  [{ ...own, environment: 'production' }, 'repo:example/enterwait:environment:production'],
  [
    { ...own, immutable: true, environment: 'a:b', event: 'pull_request' } as const,
    'repo:example@123456/enterwait@456789:environment:a%3Ab',
  ],
  [{ ...own, event: 'pull_request' } as const, 'repo:example/enterwait:pull_request'],
])("a token's subject is what GitHub writes: %#", (run, subject) => {
  expect(claimsOf(run).sub).toBe(subject);
});

test('AWS sees the claims that it makes condition keys of, and no other', () => {
  const { context } = callOf(own);
  expect(context).toMatchObject({ [`${GITHUB}:repository_id`]: '456789', [`${GITHUB}:ref`]: 'refs/heads/main' });
  expect(Object.keys(context ?? {})).not.toContain(`${GITHUB}:event_name`);
});

/** The state that one run of Terraform's tests leaves. */
const stateOf = (condition: object): object => ({
  root_module: {
    resources: ['images', 'plan', 'deploy'].map((index) => ({
      type: 'aws_iam_role',
      index,
      values: {
        max_session_duration: 3600,
        assume_role_policy: JSON.stringify({
          Statement: {
            Effect: 'Allow',
            Principal: { Federated: `arn:aws:iam::111122223333:oidc-provider/${GITHUB}` },
            Action: 'sts:AssumeRoleWithWebIdentity',
            Condition: condition,
          },
        }),
      },
    })),
  },
});
const rolesWith = (condition: object) =>
  rolesIn(
    new Map([
      ['by_name', stateOf(condition)],
      ['by_number', stateOf(condition)],
    ]),
  );
const problemsOf = (condition: object): string[] =>
  trustFindings(rolesWith(condition))
    .filter(({ problems }) => problems.length > 0)
    .map(({ what }) => what);

test('a trust that asks for the audience alone is told of by every stranger', () => {
  const strangers = CASES.filter(
    ({ byName, run }) => byName.length === 0 && run.audience === undefined && run.issuer === undefined,
  );
  expect(problemsOf({ StringEquals: { [`${GITHUB}:aud`]: 'sts.amazonaws.com' } })).toEqual(
    expect.arrayContaining(strangers.map(({ what }) => `by_name: ${what}`)),
  );
});

test('a trust by a pattern lets in the branch that begins as ours', () => {
  const sub = `${GITHUB}:sub`;
  expect(problemsOf({ StringLike: { [sub]: 'repo:example/enterwait:ref:refs/heads/main*' } })).toContain(
    'by_name: branch that begins as ours, by name',
  );
});

test('a trust that rests on a claim that AWS does not read lets in nobody', () => {
  const missing = problemsOf({ StringEquals: { [`${GITHUB}:repository_owner_id`]: '123456' } });
  expect(missing).toEqual(expect.arrayContaining(['by_name: main, by name', 'by_number: main, by number']));
});

test('roles that Terraform did not make are no pass', () => {
  expect(trustFindings(new Map()).every(({ problems }) => problems.length > 0)).toBe(true);
});

test('a role whose longest session is not what its job asks for is found', () => {
  const roles = rolesWith({});
  const sessions = [
    { job: 'images', role: 'images', seconds: 1800 },
    { job: 'deploy', role: 'deploy', seconds: 4500 },
  ];
  expect(sessionFindings(roles, sessions).map(({ problems }) => problems)).toEqual([
    [],
    ['no job takes it'],
    ['max_session_duration is 3600, its job asks for 4500'],
  ]);
});
