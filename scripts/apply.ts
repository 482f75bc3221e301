import { StackError } from '@enterwait/command-line/errors';
import { runCli } from './lib/cli.ts';
import { applyInAws, outputsOfAws } from './lib/cloud/aws.ts';
import { createRunner } from './lib/deploy/runner.ts';
import { isDryRun, sizeOf } from './lib/deploy/wishes.ts';

/** `make apply | outputs ENV=small|production TARGET=aws`: carries out the plan that was made, and says what is there as JSON. */
await runCli(async () => {
  const { env } = process;
  if (env.TARGET !== 'aws')
    throw new StackError(
      'BAD_SETTING',
      'AWS 만 됩니다: TARGET=aws (only for AWS)',
      '시험 (a rehearsal): make plan ENV=…',
    );
  const size = sizeOf(env);
  switch (process.argv[2]) {
    case 'apply':
      return applyInAws(createRunner(isDryRun(env)), size, env);
    case 'outputs':
      // Only JSON on standard output.
      process.stdout.write(
        await outputsOfAws(
          createRunner(isDryRun(env), (line) => console.error(line)),
          env,
        ),
      );
      return 0;
    default:
      throw new StackError('BAD_SETTING', 'apply 또는 outputs (apply or outputs)');
  }
});
