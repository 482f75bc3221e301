import { closingLine } from '@enterwait/command-line/output';
import { runCli } from '../localstack/command/run-cli.ts';
import { temporaryFolder } from '../localstack/state/stacks.ts';
import { constraintFor, testWithProvider } from '../tests/runner/checks/provider.ts';

/**
 * `make provider VERSION=6`: checks that terraform/'s format, validation and tests hold with another provider. Skipped without a
 * registry.
 */
await runCli(async () => {
  const constraint = constraintFor(process.env.VERSION || '6');
  const scratch = temporaryFolder('provider');
  try {
    const output = { write: (text: string) => void process.stdout.write(text), close: () => {} };
    const tally = await testWithProvider({ output, scratch: scratch.path }, constraint, process.env);
    console.log(`\n${closingLine(tally)}`);
    return tally.failed === 0 ? 0 : 1;
  } finally {
    scratch.remove();
  }
});
