import { mkdirSync, readdirSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { detectKind } from '../../../localstack/docker/engine.ts';
import { removeDatabases } from '../../../localstack/embedded/data-folder.ts';
import { embeddedAdapter } from '../../../localstack/embedded/embedded.ts';
import { readSettings } from '../../../localstack/settings/settings.ts';
import { startStack } from '../../../localstack/stack/start.ts';
import { pathsOf } from '../../../localstack/state/paths.ts';
import { registerStack } from '../../../localstack/state/stacks.ts';
import { STATE_VARIABLE } from '../stack/stack.ts';
import { testcontainersAdapter } from '../stack/testcontainers-adapter.ts';
import { lineReporter } from './reporter.ts';
import { TEST_SERVICE_ENV } from './test-settings.ts';

declare global {
  // For the teardown: the same process runs both.
  var stopTestStack: (() => Promise<void>) | undefined;
}

/** Starts one stack for the whole run, with free ports and a state folder of its own. Every test uses its own ids. */
export default async function setUp(): Promise<void> {
  const kind = readSettings().kind ?? (await detectKind());
  const stateDir = join(realpathSync(tmpdir()), `enterwait-${kind}-${process.pid}`);
  const log = lineReporter(`[${kind}]`);
  const controller = new AbortController();
  const { signal } = controller;
  // Both exist before anything starts, so that a run that is ended leaves nothing, or only what `make down` finds.
  const forget = registerStack(stateDir);
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(name, () => {
      if (signal.aborted) return;
      controller.abort();
      // During a start, the start itself cleans up what it has begun.
      void globalThis.stopTestStack?.().finally(() => process.exit(130));
    });
  }
  rmSync(stateDir, { recursive: true, force: true });
  mkdirSync(stateDir, { recursive: true });
  process.env[STATE_VARIABLE] = stateDir;
  try {
    const adapter = kind === 'docker' ? testcontainersAdapter(signal) : embeddedAdapter({ recordCalls: true });
    const stack = await startStack(adapter, {
      stateDir,
      ports: 'free',
      serviceEnv: TEST_SERVICE_ENV,
      log,
      signal,
    });
    globalThis.stopTestStack = async () => {
      await stack.stop({ reset: true });
      // Only the logs help to find out why a test failed.
      const gone = readdirSync(stateDir).filter((entry) => signal.aborted || entry !== 'logs');
      for (const entry of gone) rmSync(join(stateDir, entry), { recursive: true, force: true });
      if (signal.aborted) rmSync(stateDir, { recursive: true, force: true });
      forget();
    };
    // The run was called off at the last moment.
    if (signal.aborted) await globalThis.stopTestStack();
  } catch (error) {
    removeDatabases(pathsOf(stateDir));
    forget();
    if (!signal.aborted) throw error;
    rmSync(stateDir, { recursive: true, force: true });
  }
  if (signal.aborted) process.exit(130);
}
