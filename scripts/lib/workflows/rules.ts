import { parse } from 'yaml';
import { z } from 'zod';

const stepSchema = z.looseObject({ uses: z.string().optional(), run: z.string().optional() });
const jobSchema = z.looseObject({
  uses: z.string().optional(),
  permissions: z.record(z.string(), z.string()).optional(),
  'timeout-minutes': z.number().optional(),
  environment: z.unknown().optional(),
  steps: z.array(stepSchema).default([]),
});
const workflowSchema = z.looseObject({
  permissions: z.record(z.string(), z.string()).optional(),
  concurrency: z.looseObject({ group: z.string() }).optional(),
  jobs: z.record(z.string(), jobSchema),
});

const PINNED = /^ *-? *uses: [\w.-]+\/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/;
const MAKE = /^make ([a-z]+)(?: [A-Z]+=[\w,-]+)*$/;
/** What a job may be granted at all. */
const GRANTS = new Set(['contents: read', 'id-token: write']);

/**
 * What actionlint does not ask for: actions by digest, as few rights as possible, an end to every job, and steps that run by hand.
 * @param text of the workflow
 * @param targets of the Makefile
 */
export function workflowProblems(text: string, targets: ReadonlySet<string>): string[] {
  const { permissions, concurrency, jobs } = workflowSchema.parse(parse(text));
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
    ...Object.entries(jobs).flatMap(([name, job]) => jobProblems(job, targets).map((problem) => `${name}: ${problem}`)),
  ];
}

function jobProblems(job: z.infer<typeof jobSchema>, targets: ReadonlySet<string>): string[] {
  const grants = Object.entries(job.permissions ?? {}).map(([what, how]) => `${what}: ${how}`);
  const checkout = job.steps.find(({ uses }) => uses?.startsWith('actions/checkout@')) as
    | { with?: { 'persist-credentials'?: boolean } }
    | undefined;
  return [
    ...(job.permissions === undefined ? ['no permissions of its own'] : []),
    ...grants.filter((grant) => !GRANTS.has(grant)).map((grant) => `may ${grant}`),
    ...(job.uses === undefined && job['timeout-minutes'] === undefined ? ['no timeout-minutes'] : []),
    ...(checkout !== undefined && checkout.with?.['persist-credentials'] !== false
      ? ['checkout leaves its token behind']
      : []),
    ...job.steps
      .flatMap(({ run }) => (run === undefined ? [] : [run.trim()]))
      .filter((run) => !targets.has(MAKE.exec(run)?.[1] ?? ''))
      .map((run) => `no make target: ${run}`),
  ];
}

/** The targets of a Makefile that tell what they do. */
export const targetsOf = (makefile: string): Set<string> =>
  new Set([...makefile.matchAll(/^([a-z]+):.*## /gm)].flatMap(([, name]) => (name === undefined ? [] : [name])));
