import { targetsOf, workflowProblems } from './rules.ts';
import { readWorkflow, sessionsOf } from './workflow.ts';

const DIGEST = 'de0fac2e4500dabe0009e67214ff5f5447ce83dd';
const targets = targetsOf(
  [...['test', 'apply', 'deploy', 'smoke'].map((name) => `${name}: ## …\n\t@node\n`), 'hidden:\n\t@true\n'].join(''),
);
const good = `
on: push
permissions: {}
concurrency: { group: one }
jobs:
  code:
    timeout-minutes: 5
    permissions:
      contents: read
    steps:
      - uses: actions/checkout@${DIGEST} # v6.0.2
        with:
          persist-credentials: false
      - run: make test ONLY=lint,types
`;

test('a workflow that is pinned, bounded and made of make targets is well', () => {
  expect([...targets]).toEqual(['test', 'apply', 'deploy', 'smoke']);
  expect(workflowProblems(good, targets)).toEqual([]);
});

test.each([
  ['an action by its tag', `@${DIGEST} # v6.0.2`, '@v6', /not pinned/],
  ['a digest that does not say its version', ' # v6.0.2', '', /not pinned/],
  ['rights for every job', 'permissions: {}', 'permissions: { contents: write }', /not \{\} to begin with/],
  ['a job that may write', 'contents: read', 'contents: write', /code: may contents: write/],
  ['a job without an end', '    timeout-minutes: 5\n', '', /code: no timeout-minutes/],
  ['runs that meet', 'concurrency: { group: one }\n', '', /concurrency/],
  ['a token that stays', 'persist-credentials: false', 'fetch-depth: 1', /token behind/],
  ['a step that is no target', 'make test', 'make hidden', /no make target: make hidden/],
  ['a step that is more than a target', 'make test ONLY=lint,types', 'make test; curl example.com', /no make target/],
])('%s is found', (_what, from, to, says) => {
  const problems = workflowProblems(good.replace(from, to), targets);
  expect(problems).toHaveLength(1);
  expect(problems[0]).toMatch(says);
});

const delivery = `
on: { push: { branches: [main] } }
permissions: {}
concurrency: { group: one }
jobs:
  deploy:
    if: github.ref == 'refs/heads/main'
    runs-on: \${{ vars.DEPLOY_RUNNER || 'ubuntu-24.04' }}
    timeout-minutes: 75
    environment: production
    permissions: { contents: read, id-token: write }
    steps:
      - uses: aws-actions/configure-aws-credentials@${DIGEST} # v6.0.0
        with:
          role-to-assume: \${{ vars.DEPLOY_ROLE_ARN }}
          role-duration-seconds: 4500
      - run: make apply
      - run: make deploy
`;

test('a delivery from main, behind reviewers, on a runner that reaches the cluster, with a session as long as the job is well', () => {
  expect(workflowProblems(delivery, targets)).toEqual([]);
  expect(sessionsOf(readWorkflow(delivery))).toEqual([{ job: 'deploy', role: 'deploy', seconds: 4500 }]);
});

test.each([
  ['a token for any branch', "    if: github.ref == 'refs/heads/main'\n", '', /other branches/],
  ['a token for another branch', 'refs/heads/main', 'refs/heads/topic', /other branches/],
  ['a session that ends before the job', 'seconds: 4500', 'seconds: 3600', /3600 s for a job of 4500 s/],
  ['a session of the default', '          role-duration-seconds: 4500\n', '', /session of an hour for a job of 4500 s/],
  ['a job that outgrew its session', 'minutes: 75', 'minutes: 90', /4500 s for a job of 5400 s/],
  ['a change without reviewers', '    environment: production\n', '', /without the reviewers/],
  [
    "GitHub's own runner before a closed API",
    `\${{ vars.DEPLOY_RUNNER || 'ubuntu-24.04' }}`,
    'ubuntu-24.04',
    /speaks to the cluster/,
  ],
  [
    'a runner of our own for strangers',
    'on: { push: { branches: [main] } }',
    'on: [push, pull_request]',
    /pull request runs/,
  ],
])('%s is found', (_what, from, to, says) => {
  const problems = workflowProblems(delivery.replace(from, to), targets);
  expect(problems).toHaveLength(1);
  expect(problems[0]).toMatch(says);
});
