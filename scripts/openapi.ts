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
 * `make openapi`: checks that the three services behave as their openapi.json says. schemathesis sends each whatever its description
 * allows and what it does not, with a program's key and with an operator's. It expects no error of ours, no undescribed answer, and no
 * refusal without a documented reason. It starts a stack of its own and removes it afterwards. `EXAMPLES=200` per operation;
 * `ONLY=nursery`; `SEED=…` repeats an earlier run.
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
    // Thousands of wrong keys come from this one address; tests/integration/access/limits.test.ts covers how they are answered.
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
