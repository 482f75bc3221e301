import type { Reporter } from '@enterwait/command-line/output';
import { compose } from '../docker/compose.ts';
import { applyFingerprint, build, bundleHashes } from '../services/bundles.ts';
import { writeRecord } from '../state/record.ts';
import { apply } from '../terraform/pipeline.ts';
import { copyForEmulator, terraformInit } from '../terraform/terraform.ts';
import { connectAny } from './attach.ts';
import { type StackContext, terraformOptions } from './context.ts';
import { SERVICE_NAMES, type ServiceName, type StartedStack } from './stack.ts';

export interface Update {
  stack: StartedStack;
  /** What was done, in words; empty if the stack was up to date already. */
  done: string[];
}

/** Brings a running stack up to date with the source: applies, builds and restarts only what has changed. */
export async function updateStack(context: StackContext, log: Reporter): Promise<Update> {
  const { paths, record, signal } = context;
  const stack = connectAny(context);
  const done: string[] = [];
  await log.step('묶음 (bundles)', () => build(paths, signal));

  const hashes = bundleHashes(paths);
  const changed = SERVICE_NAMES.filter((name) => record.bundles[name] !== hashes[name]);
  const down = await filterAsync(SERVICE_NAMES, async (name) => !(await stack.services[name].isRunning()));
  const restart = SERVICE_NAMES.filter((name) => changed.includes(name) || down.includes(name));
  if (restart.length > 0) {
    await restartServices(context, stack, restart, log);
    record.bundles = hashes;
    writeRecord(paths.record, record);
    done.push(`다시 시작 (restarted): ${restart.join(', ')}`);
  }

  if (applyFingerprint(paths, terraformOptions(context).variables) !== record.applied) {
    await log.step('Terraform apply', async (progress) => {
      copyForEmulator(paths, false);
      await terraformInit(terraformOptions(context), progress);
      await apply(context, progress);
    });
    writeRecord(paths.record, record);
    done.push('Terraform apply');
  }
  return { stack: connectAny(context), done };
}

async function restartServices(
  context: StackContext,
  stack: StartedStack,
  names: readonly ServiceName[],
  log: Reporter,
): Promise<void> {
  if (context.record.kind === 'docker') {
    await log.step('이미지 (images)', () => compose(context, ['build', ...names]));
    await log.step('컨테이너 (containers)', () => compose(context, ['up', '--detach', '--no-build', ...names]));
  }
  await Promise.all(
    names.map((name) =>
      log.step(name, async () => {
        // Compose has already replaced the old container with the new one.
        if (context.record.kind !== 'docker') await stack.services[name].stop();
        await stack.services[name].start();
      }),
    ),
  );
}

async function filterAsync<T>(items: readonly T[], test: (item: T) => Promise<boolean>): Promise<T[]> {
  const kept = await Promise.all(items.map(test));
  return items.filter((_, at) => kept[at]);
}
