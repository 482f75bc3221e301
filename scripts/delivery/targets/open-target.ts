import { UserError } from '@enterwait/command-line/errors';
import { defaultStateDir } from '@enterwait/command-line/files';
import { outputsSchema, type Target, targetWith } from '@enterwait/operations/target';
import { attach } from '../../../localstack/stack/attach.ts';
import { targetOfStack } from '../../../localstack/stack/local-target.ts';
import { readDeployment, readOutputs } from '../deploy/deployment.ts';
import { type ReachedDatabases, reachDatabases } from '../deploy/reaching/databases.ts';
import { createRunner } from '../deploy/runner.ts';

/** The deployment in AWS as Terraform left it; region and credentials come from the SDK's own chain. */
async function targetInAws(env: NodeJS.ProcessEnv): Promise<Target> {
  const values = await readOutputs(env);
  const outputs = outputsSchema.safeParse(values);
  if (!outputs.success) {
    throw new UserError(
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
      forgetMails: undefined,
      outputs: outputs.data,
      async databaseUrls() {
        const { ENTERWAIT_DATABASE_URL: enterwait, NURSERY_DATABASE_URL: nursery } = env;
        if (enterwait && nursery) return { enterwait, nursery };
        // Standard output may be JSON, so messages go to standard error.
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

/** The region in an AWS queue's URL. */
const regionOf = (queueUrl: string): string | undefined => /^https:\/\/sqs\.([a-z0-9-]+)\./.exec(queueUrl)?.[1];

/** `TARGET=aws`, otherwise the stack of `make up`. @throws UserError (`NOT_RUNNING`, `BAD_SETTING`, `NOT_APPLIED`) */
export async function openTarget(env: NodeJS.ProcessEnv = process.env): Promise<Target> {
  const wish = env.TARGET || 'local';
  if (wish === 'aws') return targetInAws(env);
  if (wish === 'local') return targetOfStack(attach(defaultStateDir).stack);
  throw new UserError('BAD_SETTING', `TARGET=${wish}: local 또는 aws 만 됩니다 (must be local or aws)`);
}
