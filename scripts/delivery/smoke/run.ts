import type { Finding } from '@enterwait/command-line/output';
import { lookAtDoors } from './doors.ts';
import type { Site } from './site.ts';
import { sendThrough } from './trial.ts';

/** Does a system that was just rolled out do its work? With a key also the whole way there and back. */
export async function* smoke(site: Site): AsyncGenerator<Finding> {
  yield* lookAtDoors(site);
  if (site.key !== undefined) yield* sendThrough(site, site.key);
}
