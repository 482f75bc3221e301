import { defaultStateDir } from '@enterwait/command-line/files';
import { consoleReporter, tellFindings } from '@enterwait/command-line/output';
import { runCli } from '../localstack/command/run-cli.ts';
import { attach } from '../localstack/stack/attach.ts';
import { planInAws } from './delivery/cloud/aws.ts';
import { rehearse } from './delivery/cloud/rehearsal/rehearsal.ts';
import { isDryRun, sizeOf } from './delivery/deploy/options.ts';
import { createRunner } from './delivery/deploy/runner.ts';

/**
 * `make plan`: checks that the running stack still agrees with terraform/. Exits with 2 if not.
 * `make plan ENV=small|production`: runs apply, a second plan and destroy for the whole of AWS on an emulator. Exits with 1 if it is not
 * clean.
 * `make plan ENV=… TARGET=aws`: shows what an apply would do in AWS, and keeps the plan for `make apply`.
 */
await runCli(async (signal) => {
  const { env } = process;
  if (env.TARGET === 'aws') return planInAws(createRunner(isDryRun(env)), sizeOf(env), env);
  if (env.ENV) {
    const size = sizeOf(env);
    return tellFindings(async function* () {
      yield* await rehearse(size, consoleReporter(), signal);
    });
  }
  const { stack } = attach(defaultStateDir);
  const { changes, text } = await consoleReporter().step('Terraform plan', () => stack.plan());
  if (changes) console.log(text);
  console.log(changes ? '✗ 바뀔 것이 있습니다 (there are changes)' : '✓ 바뀔 것이 없습니다 (no changes)');
  return changes ? 2 : 0;
});
