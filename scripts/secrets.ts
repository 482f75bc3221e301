import { UserError } from '@enterwait/command-line/errors';
import { runCli } from '../localstack/command/run-cli.ts';
import { writeSecrets } from './delivery/cloud/secrets.ts';
import { isDryRun } from './delivery/deploy/options.ts';
import { createRunner } from './delivery/deploy/runner.ts';

/**
 * `make secrets TARGET=aws`: has AWS make the secrets that have no value yet, after `make apply` and before `make deploy`. What has one
 * stays as it is: `RENEW=enterwait,nursery,management,webhook` writes those anew.
 */
await runCli(async () => {
  const { env } = process;
  if (env.TARGET !== 'aws')
    throw new UserError(
      'BAD_SETTING',
      'AWS 만 됩니다: TARGET=aws (only for AWS)',
      '로컬 스택의 비밀 (those of the local stack): .enterwait/secrets.env',
    );
  return writeSecrets(createRunner(isDryRun(env)), env);
});
