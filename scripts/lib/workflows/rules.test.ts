import { targetsOf, workflowProblems } from './rules.ts';

const DIGEST = 'de0fac2e4500dabe0009e67214ff5f5447ce83dd';
const targets = targetsOf('test: $(PACKAGES) ## all tests\n\t@node\nhidden:\n\t@true\n');
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
  expect([...targets]).toEqual(['test']);
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
