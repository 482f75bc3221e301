import { mkdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbedded } from '../../localstack/embedded.ts';
import { detectKind } from '../../localstack/engine.ts';
import { readSettings } from '../../localstack/settings.ts';
import { startDockerStack } from './docker-stack.ts';
import { lineReporter } from './reporter.ts';
import { STATE_VARIABLE } from './stack.ts';
import { TEST_SERVICE_ENV } from './test-settings.ts';

declare global {
  // What the teardown stops: the same process runs both.
  var stopTestStack: (() => Promise<void>) | undefined;
}

/** Starts one stack for the whole run, with free ports and a state folder of its own. Every test uses its own ids. */
export default async function setUp(): Promise<void> {
  const kind = readSettings().kind ?? (await detectKind());
  const stateDir = join(tmpdir(), `enterwait-${kind}-${process.pid}`);
  rmSync(stateDir, { recursive: true, force: true });
  mkdirSync(stateDir, { recursive: true });
  process.env[STATE_VARIABLE] = stateDir;
  const log = lineReporter(`[${kind}]`);
  const stack =
    kind === 'docker'
      ? await startDockerStack(stateDir, log)
      : await startEmbedded({ stateDir, ports: 'free', serviceEnv: TEST_SERVICE_ENV, log });
  globalThis.stopTestStack = () => stack.stop({ reset: true });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => void stack.stop({ reset: true }).finally(() => process.exit(130)));
  }
}
