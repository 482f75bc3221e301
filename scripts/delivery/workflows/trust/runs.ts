type Role = 'images' | 'plan' | 'deploy';

/** A workflow run on GitHub, by what decides its identity in AWS. */
export interface Run {
  readonly owner: string;
  readonly ownerId: string;
  readonly repository: string;
  readonly repositoryId: string;
  /** Whether GitHub also identifies the repository by numbers: true if it was created, renamed or moved since 2026-07-15, or opted in. */
  readonly immutable: boolean;
  readonly event: 'push' | 'pull_request';
  readonly ref: string;
  readonly environment?: string;
  /** Default: the audience of aws-actions/configure-aws-credentials. */
  readonly audience?: string;
  readonly issuer?: string;
}

/** A run and the roles it may take: with only the repository's name in Terraform, and with its numbers as well. */
export interface Case {
  readonly what: string;
  readonly run: Run;
  readonly byName: readonly Role[];
  readonly byNumber: readonly Role[];
}

const PULL = 'refs/pull/7/merge';
const named: Run = {
  owner: 'example',
  ownerId: '123456',
  repository: 'enterwait',
  repositoryId: '456789',
  immutable: false,
  event: 'push',
  ref: 'refs/heads/main',
};
const numbered: Run = { ...named, immutable: true };
const production = { environment: 'production' };
/** Someone who registers an abandoned name: the same names with other numbers. */
const heir = { ownerId: '999999', repositoryId: '888888' };

const nobody = { byName: [], byNumber: [] };

/** Our runs and strangers' runs. `terraform/tests/github.tftest.hcl` has the repository that they are compared with. */
export const CASES: readonly Case[] = [
  { what: 'main, by name', run: named, byName: ['images', 'plan'], byNumber: ['images', 'plan'] },
  {
    what: 'main in the environment, by name',
    run: { ...named, ...production },
    byName: ['deploy'],
    byNumber: ['deploy'],
  },
  { what: 'main, by number', run: numbered, byName: [], byNumber: ['images', 'plan'] },
  { what: 'main in the environment, by number', run: { ...numbered, ...production }, byName: [], byNumber: ['deploy'] },
  // Shows how little a name proves: whoever owns it is trusted. That is why the numbers should be set.
  { what: 'heir of the name', run: { ...named, ...heir }, byName: ['images', 'plan'], byNumber: [] },
  {
    what: 'heir of the name in the environment',
    run: { ...named, ...heir, ...production },
    byName: ['deploy'],
    byNumber: [],
  },
  ...[named, numbered].flatMap((ours): Case[] => {
    const form = ours.immutable ? 'by number' : 'by name';
    const stranger = (what: string, change: Partial<Run>): Case => ({
      what: `${what}, ${form}`,
      run: { ...ours, ...change },
      ...nobody,
    });
    return [
      stranger('pull request', { event: 'pull_request', ref: PULL }),
      stranger('pull request in the environment', { event: 'pull_request', ref: PULL, ...production }),
      stranger('other branch', { ref: 'refs/heads/topic' }),
      stranger('other branch in the environment', { ref: 'refs/heads/topic', ...production }),
      stranger('branch that begins as ours', { ref: 'refs/heads/main2' }),
      stranger('tag of the name of our branch', { ref: 'refs/tags/main' }),
      stranger('other environment', { environment: 'staging' }),
      stranger('fork', { owner: 'somebody', ownerId: '777777', repositoryId: '666666' }),
      stranger('fork in the environment', {
        ...{ owner: 'somebody', ownerId: '777777', repositoryId: '666666' },
        ...production,
      }),
      stranger('other repository of our owner', { repository: 'website', repositoryId: '555555' }),
      stranger('other audience', { audience: 'https://github.com/example' }),
      stranger('other issuer', { issuer: 'github.example.com/_services/token' }),
      stranger('our repository at another owner', { owner: 'somebody', ownerId: '777777' }),
    ];
  }),
  {
    what: 'heir of the name, by number',
    run: { ...numbered, ...heir },
    ...nobody,
  },
  { what: 'heir of the name in the environment, by number', run: { ...numbered, ...heir, ...production }, ...nobody },
  { what: 'owner of another number', run: { ...numbered, ownerId: '999999' }, ...nobody },
  { what: 'repository of another number', run: { ...numbered, repositoryId: '888888' }, ...nobody },
];
