import { attach } from '../localstack/attach.ts';
import { defaultStateDir } from '../localstack/paths.ts';
import { runCli } from './lib/cli.ts';
import { consoleReporter } from './lib/console-reporter.ts';

/** `make plan`: does the running stack still agree with terraform/? Exit code 2 if not. */
await runCli(async () => {
  const { stack } = attach(defaultStateDir);
  const { changes, text } = await consoleReporter().step('Terraform plan', () => stack.plan());
  if (changes) console.log(text);
  console.log(changes ? '✗ 바뀔 것이 있습니다 (there are changes)' : '✓ 바뀔 것이 없습니다 (no changes)');
  return changes ? 2 : 0;
});
