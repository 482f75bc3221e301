import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '@enterwait/command-line/errors';
import { repositoryRoot } from '@enterwait/command-line/files';
import { personEnvironment, runCommand } from '@enterwait/command-line/processes';
import { z } from 'zod';
import { SERVICE_NAMES, type ServiceName } from '../../../localstack/stack/stack.ts';
import { parseJsonOutput } from '../../../localstack/terraform/terraform.ts';
import { overlaps } from './reaching/addresses.ts';

const perService = <Schema extends z.ZodType>(schema: Schema) =>
  z.object(Object.fromEntries(SERVICE_NAMES.map((name) => [name, schema])) as Record<ServiceName, Schema>);
const cidrs = z.array(z.string()).min(1);

/** Terraform's output `deployment` (terraform/outputs_cloud.tf): names, addresses and ARNs, but no secret. */
export const deploymentSchema = z.object({
  region: z.string(),
  cluster_name: z.string(),
  namespace: z.string(),
  image_repositories: perService(z.string()),
  integrate_queue_url: z.string(),
  mail_queue_url: z.string(),
  table_name: z.string(),
  databases: perService(
    z.object({
      host: z.string(),
      port: z.number(),
      database: z.string(),
      username: z.string(),
      master_secret_arn: z.string(),
    }),
  ),
  service_secret_names: perService(z.string()),
  database_secret_names: perService(z.string()),
  peer_secret_name: z.string(),
  webhook_secret_name: z.string(),
  /** By service for those that people reach from outside, and by `<service>-internal` for the synchronising calls. */
  target_group_arns: z.record(z.string(), z.string()),
  /** Without `management` if that is not published: then it is reached through the cluster. */
  public_urls: perService(z.string()).partial({ management: true }),
  network: z
    .object({
      aws_cidrs: cidrs,
      load_balancer_cidrs: cidrs,
      /** Missing in what a release before this output has applied. */
      pod_cidrs: cidrs.optional(),
      database_cidrs: cidrs,
      dynamodb_cidrs: z.array(z.string()),
    })
    .superRefine(({ load_balancer_cidrs, pod_cidrs = [] }, context) => {
      // Otherwise any pod could bypass the load balancers and write its own X-Forwarded-For.
      for (const shared of overlaps(load_balancer_cidrs, pod_cidrs))
        context.addIssue({ code: 'custom', message: `pods have addresses of load balancers: ${shared}` });
    }),
});
export type Deployment = z.infer<typeof deploymentSchema>;

/** All of Terraform's outputs, by name; empty if nothing was applied. */
export async function readOutputs(env: NodeJS.ProcessEnv): Promise<Record<string, unknown>> {
  const { stdout } = await runCommand('terraform', ['output', '-json', '-no-color'], {
    // Another folder, if another checkout keeps the state.
    cwd: env.TERRAFORM_DIR || join(repositoryRoot, 'terraform'),
    env: personEnvironment({}, env),
  });
  const outputs = z.record(z.string(), z.object({ value: z.unknown() })).parse(parseJsonOutput(stdout));
  return Object.fromEntries(Object.entries(outputs).map(([name, { value }]) => [name, value]));
}

/**
 * The deployment in AWS, read from a file (`DEPLOYMENT=…`, which a workflow passes on) or otherwise from Terraform's state.
 * @param outputs the outputs, if they have been read already
 * @throws UserError (`NOT_APPLIED`)
 */
export async function readDeployment(
  env: NodeJS.ProcessEnv,
  outputs?: Readonly<Record<string, unknown>>,
): Promise<Deployment> {
  const parsed = deploymentSchema.safeParse(
    env.DEPLOYMENT ? ofFile(env.DEPLOYMENT) : (outputs ?? (await readOutputs(env))).deployment,
  );
  if (parsed.success) return parsed.data;
  const missing = parsed.error.issues.map(({ path, message }) => `  ${path.join('.') || 'deployment'}: ${message}`);
  throw new UserError(
    'NOT_APPLIED',
    `Terraform 의 출력 deployment 가 없거나 다릅니다 (Terraform's output deployment is missing or different)\n${missing.join('\n')}`,
    'make outputs TARGET=aws ENV=… >outputs.json, 그리고 (then) DEPLOYMENT=outputs.json',
  );
}

const outputsSchema = z.looseObject({ deployment: z.object({ value: z.unknown() }) });

/** Accepts the output itself, or all outputs as `make outputs` prints them. */
function ofFile(file: string): unknown {
  const content: unknown = JSON.parse(readFileSync(file, 'utf8'));
  const outputs = outputsSchema.safeParse(content);
  return outputs.success ? outputs.data.deployment.value : content;
}
