import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SQSClient } from '@aws-sdk/client-sqs';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { awsTimeouts, limitCalls } from '@enterwait/http/aws';
import { z } from 'zod';
import { attach } from '../../localstack/attach.ts';
import { StackError } from '../../localstack/errors.ts';
import { defaultStateDir } from '../../localstack/paths.ts';
import { EMULATOR_CREDENTIALS } from '../../localstack/settings.ts';
import type { StartedStack } from '../../localstack/stack.ts';
import { outputsSchema, type TerraformOutputs } from '../../localstack/terraform.ts';
import { type ReachedDatabases, reachDatabases } from './deploy/databases.ts';
import { readDeployment, readOutputs } from './deploy/deployment.ts';
import { createRunner } from './deploy/runner.ts';

/** A pipeline that an operator works on: the running stack, or the one in AWS. */
export interface Target {
  readonly name: string;
  readonly outputs: TerraformOutputs;
  readonly sqs: SQSClient;
  readonly documents: DynamoDBDocumentClient;
  /** `mysql://…` of both systems, good until the target is closed. @throws StackError, CommandFailed when AWS cannot be entered */
  databaseUrls(): Promise<DatabaseUrls>;
  /** The mails that an emulator keeps; undefined in AWS, where SES keeps none. */
  readonly mailbox: { readonly emulator: 'ministack' | 'localstack'; readonly endpoint: string } | undefined;
  close(): void;
}

export interface DatabaseUrls {
  readonly enterwait: string;
  readonly nursery: string;
}

/** A command may ask for a whole page of the table, and nobody waits for it at a screen. */
const AWS_CALL_MS = 60_000;

type ClientSettings = ConstructorParameters<typeof DynamoDBClient>[0];

function targetWith(
  settings: ClientSettings,
  rest: Pick<Target, 'name' | 'outputs' | 'databaseUrls' | 'mailbox'>,
  leave: () => void = () => {},
): Target {
  // The host in a queue's URL is whatever an emulator called itself to Terraform: only the path counts.
  const limited = { ...settings, ...awsTimeouts(AWS_CALL_MS) };
  const sqs = limitCalls(new SQSClient({ ...limited, useQueueUrlAsEndpoint: false }), AWS_CALL_MS);
  const documents = DynamoDBDocumentClient.from(limitCalls(new DynamoDBClient(limited), AWS_CALL_MS), {
    marshallOptions: { removeUndefinedValues: true },
  });
  return {
    ...rest,
    sqs,
    documents,
    close() {
      sqs.destroy();
      documents.destroy();
      leave();
    },
  };
}

export const targetOfStack = (stack: StartedStack): Target =>
  targetWith(
    {
      region: stack.region,
      endpoint: stack.awsEndpointUrl,
      credentials: {
        accessKeyId: EMULATOR_CREDENTIALS.AWS_ACCESS_KEY_ID,
        secretAccessKey: EMULATOR_CREDENTIALS.AWS_SECRET_ACCESS_KEY,
      },
    },
    {
      name: stack.kind,
      outputs: stack.outputs,
      databaseUrls: async () => ({ enterwait: stack.enterwaitDatabaseUrl, nursery: stack.nurseryDatabaseUrl }),
      mailbox: { emulator: stack.kind === 'embedded' ? 'ministack' : 'localstack', endpoint: stack.awsEndpointUrl },
    },
  );

/** What stands in AWS, as Terraform left it; region and credentials by the SDK's own chain. */
async function targetInAws(env: NodeJS.ProcessEnv): Promise<Target> {
  const values = await readOutputs(env);
  const outputs = outputsSchema.safeParse(values);
  if (!outputs.success) {
    throw new StackError(
      'NOT_APPLIED',
      'terraform/ 에 출력이 없습니다 (Terraform has no outputs there)',
      'terraform -chdir=terraform init && terraform -chdir=terraform apply',
    );
  }
  const region = env.AWS_REGION || env.AWS_DEFAULT_REGION || regionOf(outputs.data.integrate_queue_url);
  let reached: Promise<ReachedDatabases> | undefined;
  return targetWith(
    region === undefined ? {} : { region },
    {
      name: 'aws',
      mailbox: undefined,
      outputs: outputs.data,
      async databaseUrls() {
        const { ENTERWAIT_DATABASE_URL: enterwait, NURSERY_DATABASE_URL: nursery } = env;
        if (enterwait && nursery) return { enterwait, nursery };
        // What is printed on standard output may be JSON.
        reached ??= reachDatabases(
          createRunner(false, console.error),
          await readDeployment(env, values),
          console.error,
        );
        return (await reached).urls;
      },
    },
    () => {
      reached?.then(({ close }) => close()).catch(() => {});
    },
  );
}

/** As the operations want it. @throws as `databaseUrls` does */
export const pipelineOf = async ({ documents, sqs, outputs, databaseUrls }: Target) => ({
  documents,
  sqs,
  tableName: outputs.table_name,
  queues: outputs,
  databaseUrls: await databaseUrls(),
});

/** The region in the URL of a queue of AWS. */
export const regionOf = (queueUrl: string): string | undefined => /^https:\/\/sqs\.([a-z0-9-]+)\./.exec(queueUrl)?.[1];

/** `TARGET=aws`, else the stack of `make up`. @throws StackError (`NOT_RUNNING`, `BAD_SETTING`, `NOT_APPLIED`) */
export async function openTarget(env: NodeJS.ProcessEnv = process.env): Promise<Target> {
  const wish = env.TARGET || 'local';
  if (wish === 'aws') return targetInAws(env);
  if (wish === 'local') return targetOfStack(attach(defaultStateDir).stack);
  throw new StackError('BAD_SETTING', `TARGET=${wish}: local 또는 aws 만 됩니다 (must be local or aws)`);
}

/** A whole number from the environment. @throws StackError (`BAD_SETTING`) */
export function readNumber(name: string, fallback: number, env: NodeJS.ProcessEnv = process.env): number {
  const parsed = z.coerce
    .number()
    .int()
    .min(0)
    .safeParse(env[name] || fallback);
  if (parsed.success) return parsed.data;
  throw new StackError('BAD_SETTING', `${name}=${env[name]}: 0 이상의 정수여야 합니다 (must be a whole number)`);
}

export const isSet = (name: string, env: NodeJS.ProcessEnv = process.env): boolean =>
  Boolean(env[name]) && env[name] !== '0';
