import { defaultStateDir } from '@enterwait/command-line/files';
import { attach } from '../localstack/attach.ts';
import { renderEnv } from '../localstack/secrets.ts';
import { runCli } from './lib/cli.ts';
import { stackEnvironment } from './lib/stack-env.ts';

/** `make env`: KEY=VALUE lines of the running stack, for `eval "$(make -s env)"` or an .env file. */
await runCli(async () => {
  process.stdout.write(renderEnv(stackEnvironment(attach(defaultStateDir).stack)));
});
