import { type Job, readWorkflow, sessionsOf, stepUsing, type Workflow } from './workflow.ts';

const PINNED = /^ *-? *uses: [\w.-]+\/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/;
const MAKE = /^make ([a-z]+)(?: [A-Z]+=[\w,-]+)*$/;
/** The only permissions that a job may have. */
const GRANTS = new Set(['contents: read', 'id-token: write']);
/** Only the main branch is delivered. */
const ON_MAIN = "github.ref == 'refs/heads/main'";
/** Targets that use the cluster's API, and targets that change AWS: each needs a reviewer's approval. */
const IN_CLUSTER = new Set(['cluster', 'deploy', 'rollback']);
const CHANGING = new Set([...IN_CLUSTER, 'apply']);

/**
 * What actionlint does not check: actions pinned by digest, as few permissions as possible, a time limit for every job, steps that can be
 * run by hand, and AWS credentials only for the main branch, only as long as the job takes, and behind the reviewers if it changes anything.
 * @param text of the workflow
 * @param targets of the Makefile
 */
export function workflowProblems(text: string, targets: ReadonlySet<string>): string[] {
  const workflow = readWorkflow(text);
  const { permissions, concurrency, jobs } = workflow;
  const loose = text
    .split('\n')
    .filter((line) => /^ *-? *uses: /.test(line) && !/uses: \.\//.test(line) && !PINNED.test(line))
    .map((line) => `not pinned by digest and version: ${line.trim()}`);
  return [
    ...loose,
    ...(permissions !== undefined && Object.keys(permissions).length === 0
      ? []
      : ['permissions are not {} to begin with']),
    ...(concurrency === undefined ? ['no concurrency: two runs may meet'] : []),
    ...Object.entries(jobs).flatMap(([name, job]) =>
      [...jobProblems(job, targets), ...deliveryProblems(workflow, name, job)].map((problem) => `${name}: ${problem}`),
    ),
  ];
}

function jobProblems(job: Job, targets: ReadonlySet<string>): string[] {
  const grants = Object.entries(job.permissions ?? {}).map(([what, how]) => `${what}: ${how}`);
  const checkout = stepUsing(job, 'actions/checkout');
  return [
    ...(job.permissions === undefined ? ['no permissions of its own'] : []),
    ...grants.filter((grant) => !GRANTS.has(grant)).map((grant) => `may ${grant}`),
    ...(job.uses === undefined && job['timeout-minutes'] === undefined ? ['no timeout-minutes'] : []),
    ...(checkout !== undefined && checkout.with['persist-credentials'] !== false
      ? ['checkout leaves its token behind']
      : []),
    ...job.steps
      .flatMap(({ run }) => (run === undefined ? [] : [run.trim()]))
      .filter((run) => !targets.has(MAKE.exec(run)?.[1] ?? ''))
      .map((run) => `no make target: ${run}`),
  ];
}

/** Which AWS identity a job may take, and where it runs. */
function deliveryProblems(workflow: Workflow, name: string, job: Job): string[] {
  const made = job.steps.map(({ run }) => MAKE.exec(run?.trim() ?? '')?.[1] ?? '');
  const ownRunner = /vars\.|self-hosted/.test(JSON.stringify(job['runs-on'] ?? ''));
  const session = (job['timeout-minutes'] ?? 0) * 60;
  return [
    ...(job.permissions?.['id-token'] === 'write' && job.if !== ON_MAIN
      ? ['may ask for a token on other branches: if: is missing']
      : []),
    ...sessionsOf(workflow)
      .filter(({ job: one, seconds }) => one === name && seconds !== session)
      .map(
        ({ seconds }) => `session of ${seconds === undefined ? 'an hour' : `${seconds} s`} for a job of ${session} s`,
      ),
    ...(made.some((target) => CHANGING.has(target)) && job.environment === undefined
      ? ['changes AWS without the reviewers of an environment']
      : []),
    ...(made.some((target) => IN_CLUSTER.has(target)) && !ownRunner
      ? ["speaks to the cluster from GitHub's own runner alone"]
      : []),
    // Anyone who can open a pull request could run whatever they like inside the VPC.
    ...(ownRunner && startedByStrangers(workflow.on) ? ['a pull request runs on a runner of our own'] : []),
  ];
}

const startedByStrangers = (on: unknown): boolean => /pull_request|workflow_call|issue/.test(JSON.stringify(on ?? ''));

/** The documented targets of a Makefile. */
export const targetsOf = (makefile: string): Set<string> =>
  new Set([...makefile.matchAll(/^([a-z]+):.*## /gm)].flatMap(([, name]) => (name === undefined ? [] : [name])));
