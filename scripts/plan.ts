import { defaultStateDir } from '@enterwait/command-line/files';
import { consoleReporter, tellFindings } from '@enterwait/command-line/output';
import { runCli } from '../localstack/command/run-cli.ts';
import { attach } from '../localstack/stack/attach.ts';
import { planInAws } from './delivery/cloud/aws.ts';
import { rehearse } from './delivery/cloud/rehearsal/rehearsal.ts';
import { isDryRun, sizeOf } from './delivery/deploy/options.ts';
import { createRunner } from './delivery/deploy/runner.ts';

/**
 * `make plan`: does the running stack still agree with terraform/? Exit code 2 if not.
 * `make plan ENV=small|production`: the whole of AWS on an emulator of its own: apply, second plan, destroy. Exit code 1 if not clean.
 * `make plan ENV=… TARGET=aws`: what an apply would do in AWS; the plan is kept for `make apply`.
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
