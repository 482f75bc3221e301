import type { Finding } from '@enterwait/command-line/output';
import { lookAtDoors } from './doors.ts';
import type { Site } from './site.ts';
import { sendThrough } from './trial.ts';

/** Checks that a newly rolled out system works. With a key it also sends an application the whole way there and back. */
export async function* smoke(site: Site): AsyncGenerator<Finding> {
  yield* lookAtDoors(site);
  if (site.key !== undefined) yield* sendThrough(site, site.key);
}
