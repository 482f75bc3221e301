import { mkdirSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { UserError } from '@enterwait/command-line/errors';
import { readNumber } from '@enterwait/command-line/options';
import { consoleReporter } from '@enterwait/command-line/output';
import { SERVICES } from '@enterwait/domain/protocol';
import { runCli } from '../localstack/command/run-cli.ts';
import { embeddedAdapter } from '../localstack/embedded/embedded.ts';
import type { ServiceName } from '../localstack/stack/stack.ts';
import { startStack } from '../localstack/stack/start.ts';
import { registerStack } from '../localstack/state/stacks.ts';
import { runSchemathesis } from '../tests/openapi/run.ts';
import { ensureSchemathesis } from './delivery/tools/schemathesis.ts';

/**
 * `make openapi`: do the three services do what their openapi.json says? schemathesis asks each for whatever its description allows, and for
 * what it does not, with a program's key and with an operator's: no error of ours, no answer that is not described, nothing refused without
 * a documented reason. On a stack of its own that goes with it. `EXAMPLES=200` an operation; `ONLY=nursery`; `SEED=…` of a run before.
 */
await runCli(async (signal) => {
  const services = servicesOf(process.env.ONLY);
  const examples = Math.max(1, readNumber('EXAMPLES', 200));
  const schemathesis = await ensureSchemathesis((text) => console.log(text), signal);
  const stateDir = join(realpathSync(tmpdir()), `enterwait-openapi-${process.pid}`);
  const forget = registerStack(stateDir);
  mkdirSync(stateDir, { recursive: true });
  const stack = await startStack(embeddedAdapter(), {
    stateDir,
    ports: 'free',
    // Thousands of wrong keys come from this one address: what they are answered then is in tests/integration/access/limits.test.ts.
    serviceEnv: { LIMITS: 'wrong-credential=off' },
    log: consoleReporter(),
    signal,
  });
  try {
    const failed: string[] = [];
    for (const service of services) {
      for (const role of ['program', 'operator'] as const) {
        console.log(`\n=== ${service}, ${role}`);
        const check = { url: stack[`${service}Url`], key: stack.keys[role], examples, seed: process.env.SEED };
        if (!(await runSchemathesis(schemathesis, check, signal))) failed.push(`${service} (${role})`);
      }
    }
    console.log(failed.length === 0 ? '\n✓ openapi.json' : `\n✗ ${failed.join(', ')}`);
    return failed.length === 0 ? 0 : 1;
  } finally {
    await stack.stop({ reset: true });
    rmSync(stateDir, { recursive: true, force: true });
    forget();
  }
});

function servicesOf(only: string | undefined): readonly ServiceName[] {
  if (!only) return SERVICES;
  const chosen = SERVICES.filter((service) => only.split(',').includes(service));
  if (chosen.length > 0) return chosen;
  throw new UserError('BAD_SETTING', `ONLY=${only}: ${SERVICES.join(', ')}`);
}
