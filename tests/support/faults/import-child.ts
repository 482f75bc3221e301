import { isWhole, renderResult, runImport } from '@enterwait/operations/import';
import { runCli } from '../../../localstack/command/run-cli.ts';
import { attach } from '../../../localstack/stack/attach.ts';
import { targetOfStack } from '../../../localstack/stack/local-target.ts';

/** `make import` into a test's stack, as a process that can be killed. Arguments: state folder, source, staging folder, `dry`. */
const [stateDir = '', from = '', folder = '', dry] = process.argv.slice(2);
await runCli(async (signal) => {
  const target = targetOfStack(attach(stateDir).stack);
  const result = await runImport(target, {
    from,
    folder,
    dryRun: dry === 'dry',
    signal,
    pageSize: 20,
    reconcile: { settleMs: 1000 },
  });
  console.log(renderResult(result));
  console.log(JSON.stringify({ ...result, refusals: Object.fromEntries(result.refusals) }));
  return isWhole(result) ? 0 : 1;
});
