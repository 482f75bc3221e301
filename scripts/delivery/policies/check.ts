import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Finding } from '@enterwait/command-line/output';
import { z } from 'zod';
import { temporaryFolder } from '../../../localstack/state/stacks.ts';
import { deploymentOf } from './deployment.ts';
import { type AllNeeds, type Excuses, examine } from './evaluation/examine.ts';
import { stateOfSize } from './tested-state.ts';

/**
 * What pods and functions need. tests/integration/access/rights.test.ts proves it on a stack; every other test file proves that nothing
 * else is called.
 */
const NEEDS_FILE = join(import.meta.dirname, 'needs.json');

const needs = z.record(z.string(), z.array(z.string()));
const needsSchema = z.strictObject({ code: needs, polling: needs });

export const readNeeds = (): AllNeeds => needsSchema.parse(JSON.parse(readFileSync(NEEDS_FILE, 'utf8')));

/** Rights that nothing uses here, and why they are granted. */
const EXCUSES: Excuses = {
  'SendEmail ses:SendEmail identity/example.go.kr':
    'mails go out by the domain once the identity of the address is taken away: the right must stand before that',
};

/**
 * Whether each role of pods and functions may do exactly what it has to. Uses Terraform's tests, so it needs neither a stack nor an
 * account.
 */
export async function* checkRights(signal?: AbortSignal): AsyncGenerator<Finding> {
  const folder = temporaryFolder('rights');
  try {
    const deployment = deploymentOf(await stateOfSize('production', folder.path, signal));
    yield* examine(deployment, readNeeds(), EXCUSES);
  } finally {
    folder.remove();
  }
}
