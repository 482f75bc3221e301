import { UserError } from '@enterwait/command-line/errors';
import { runCli } from '../localstack/command/run-cli.ts';
import { applyInAws, outputsOfAws } from './delivery/cloud/aws.ts';
import { isDryRun, sizeOf } from './delivery/deploy/options.ts';
import { createRunner } from './delivery/deploy/runner.ts';

/** `make apply | outputs ENV=small|production TARGET=aws`: applies the saved plan, and prints the outputs as JSON. */
await runCli(async () => {
  const { env } = process;
  if (env.TARGET !== 'aws')
    throw new UserError(
      'BAD_SETTING',
      'AWS 만 됩니다: TARGET=aws (only for AWS)',
      '시험 (a rehearsal): make plan ENV=…',
    );
  const size = sizeOf(env);
  switch (process.argv[2]) {
    case 'apply':
      return applyInAws(createRunner(isDryRun(env)), size, env);
    case 'outputs':
      // Standard output carries only JSON.
      process.stdout.write(
        await outputsOfAws(
          createRunner(isDryRun(env), (line) => console.error(line)),
          env,
        ),
      );
      return 0;
    default:
      throw new UserError('BAD_SETTING', 'apply 또는 outputs (apply or outputs)');
  }
});
