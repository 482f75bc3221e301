import { StackError } from '@enterwait/command-line/errors';
import { runCli } from './lib/cli.ts';
import { writeSecrets } from './lib/cloud/secrets.ts';
import { createRunner } from './lib/deploy/runner.ts';
import { isDryRun } from './lib/deploy/wishes.ts';

/**
 * `make secrets TARGET=aws`: has AWS make the secrets that have no value yet, after `make apply` and before `make deploy`. What has one
 * stays as it is: `RENEW=enterwait,nursery,management,webhook` writes those anew.
 */
await runCli(async () => {
  const { env } = process;
  if (env.TARGET !== 'aws')
    throw new StackError(
      'BAD_SETTING',
      'AWS 만 됩니다: TARGET=aws (only for AWS)',
      '로컬 스택의 비밀 (those of the local stack): .enterwait/secrets.env',
    );
  return writeSecrets(createRunner(isDryRun(env)), env);
});
