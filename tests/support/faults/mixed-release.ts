import { join } from 'node:path';
import { waitForHttp } from '../../../localstack/emulator/http.ts';
import { startService } from '../../../localstack/services/services.ts';
import type { ServiceName } from '../../../localstack/stack/stack.ts';
import { messagesHeld } from '../stack/aws.ts';
import { eventually } from '../stack/eventually.ts';
import { theStack } from '../stack/stack.ts';
import { replaceFunction } from './lambda-faults.ts';
import { stopConsuming } from './queue-faults.ts';
import type { ReleaseBefore } from './release-before.ts';
import { embeddedOptions } from './second-process.ts';

/**
 * When a function gets new code, AWS lets a running call finish. An emulator kills it. In the middle of a mail this would
 * cause a second mail, so the mails rest meanwhile.
 */
async function whileMailsRest(work: () => Promise<void>): Promise<void> {
  const goOn = await stopConsuming('SendEmail');
  try {
    const url = theStack().outputs.queue_urls.SendEmailQueue ?? '';
    await eventually(async () => expect(await messagesHeld(url)).toBe(0));
    await work();
  } finally {
    await goOn();
  }
}

/** The judge goes first, and back last: the others read what it writes into the table, so it is never the newer one (ADR 0015). */
const judgeFirst = (names: readonly string[]): string[] =>
  names.toSorted((a, b) => Number(b === 'SQSToDynamoDB') - Number(a === 'SQSToDynamoDB'));

/**
 * Puts the previous release's functions into the running stack; a function that it did not have yet stays as it is. Mails of this
 * release that wait meanwhile are left for this release to send.
 * @returns a function that restores this release
 */
export async function useOldFunctions(
  release: ReleaseBefore,
  names: readonly string[] = theStack().outputs.function_names.filter((name) => release.has(name)),
): Promise<() => Promise<void>> {
  const rested = names.includes('SendEmail') ? whileMailsRest : (work: () => Promise<void>) => work();
  const backs: (() => Promise<void>)[] = [];
  const putBack = () =>
    rested(async () => {
      for (let back = backs.pop(); back !== undefined; back = backs.pop()) await back();
    });
  try {
    await rested(async () => {
      for (const name of judgeFirst(names)) backs.push(await replaceFunction(name, release.lambda(name)));
    });
  } catch (error) {
    await putBack();
    throw error;
  }
  return putBack;
}

/**
 * Runs a service of the previous release in the place of this one's, on the database that this one has migrated, as after a rollback.
 * Embedded stack only. It has the same name and pid file, so whatever stops the service stops it. @returns restores this release's
 */
export async function useOldService(release: ReleaseBefore, name: ServiceName): Promise<() => Promise<void>> {
  const service = theStack().services[name];
  const options = embeddedOptions();
  await service.stop();
  const putBack = async (): Promise<void> => {
    await service.stop();
    await service.start();
  };
  try {
    await startService(name, { ...options, paths: { ...options.paths, bundles: release.bundles } });
    await waitForHttp(`${service.url}/readyz`, { timeoutMs: 30_000, what: join(name, 'of the release before') });
  } catch (error) {
    await putBack();
    throw error;
  }
  return putBack;
}
