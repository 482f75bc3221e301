import { defaultStateDir } from '@enterwait/command-line/files';
import { runCli } from '../localstack/command/run-cli.ts';
import { attach } from '../localstack/stack/attach.ts';
import { renderEnv } from '../localstack/state/secrets.ts';
import { stackEnvironment } from '../localstack/state/stack-env.ts';

/** `make env`: prints the running stack as KEY=VALUE lines, for `eval "$(make -s env)"` or an .env file. */
await runCli(async () => {
  process.stdout.write(renderEnv(stackEnvironment(attach(defaultStateDir).stack)));
});
