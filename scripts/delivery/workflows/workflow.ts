import { parse } from 'yaml';
import { z } from 'zod';

const stepSchema = z.looseObject({
  uses: z.string().optional(),
  run: z.string().optional(),
  with: z.record(z.string(), z.unknown()).default({}),
});
const jobSchema = z.looseObject({
  uses: z.string().optional(),
  if: z.string().optional(),
  'runs-on': z.unknown().optional(),
  permissions: z.record(z.string(), z.string()).optional(),
  'timeout-minutes': z.number().optional(),
  environment: z.unknown().optional(),
  steps: z.array(stepSchema).default([]),
});
const workflowSchema = z.looseObject({
  on: z.unknown(),
  permissions: z.record(z.string(), z.string()).optional(),
  concurrency: z.looseObject({ group: z.string() }).optional(),
  jobs: z.record(z.string(), jobSchema),
});

export type Step = z.infer<typeof stepSchema>;
export type Job = z.infer<typeof jobSchema>;
export type Workflow = z.infer<typeof workflowSchema>;

/** @throws ZodError if it is not a workflow */
export const readWorkflow = (text: string): Workflow => workflowSchema.parse(parse(text));

/** The first step that uses an action, in any version. */
export const stepUsing = ({ steps }: Job, action: string): Step | undefined =>
  steps.find(({ uses }) => uses?.startsWith(`${action}@`));

/** An AWS session that a job requests. */
export interface Session {
  readonly job: string;
  /** images, plan, deploy: from `${{ vars.<ROLE>_ROLE_ARN }}`. */
  readonly role: string;
  /** Undefined: the action's default, an hour. */
  readonly seconds: number | undefined;
}

const ROLE = /^\$\{\{ vars\.([A-Z]+)_ROLE_ARN \}\}$/;

export function sessionsOf({ jobs }: Workflow): Session[] {
  return Object.entries(jobs).flatMap(([job, { steps }]) =>
    steps
      .filter(({ uses }) => uses?.startsWith('aws-actions/configure-aws-credentials@'))
      .map(({ with: settings }) => ({
        job,
        role: ROLE.exec(String(settings['role-to-assume']))?.[1]?.toLowerCase() ?? String(settings['role-to-assume']),
        seconds:
          settings['role-duration-seconds'] === undefined ? undefined : Number(settings['role-duration-seconds']),
      })),
  );
}
