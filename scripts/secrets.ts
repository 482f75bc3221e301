import { UserError } from '@enterwait/command-line/errors';
import { runCli } from '../localstack/command/run-cli.ts';
import { writeSecrets } from './delivery/cloud/secrets.ts';
import { isDryRun } from './delivery/deploy/options.ts';
import { createRunner } from './delivery/deploy/runner.ts';

/**
 * `make secrets TARGET=aws`: has AWS generate the secrets that have no value yet; run it after `make apply` and before `make deploy`.
 * Existing values stay: `RENEW=enterwait,nursery,management,webhook` generates those again.
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
