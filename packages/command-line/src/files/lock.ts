import { linkSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { forgetProcess, isRunning, recallProcess, rememberProcess } from '../processes/processes.ts';
import { waitFor } from '../processes/wait.ts';

/**
 * Runs `work` while no other process of this machine holds the lock of that name. The stacks of one checkout share the Python venv, the
 * bundles and the downloaded providers. The lock of a dead process is taken over.
 */
export async function withLock<T>(dir: string, name: string, work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
  const locks = join(dir, 'locks');
  await waitFor(() => tryLock(locks, name), { timeoutMs: 600_000, everyMs: 100, signal, what: `잠금 ${name} (lock)` });
  try {
    return await work();
  } finally {
    forgetProcess(locks, name);
  }
}

/** Writes the holder's record to another file and links it into place, so a visible lock always names its holder. */
function tryLock(locks: string, name: string): boolean {
  mkdirSync(locks, { recursive: true });
  const candidate = `${name}.${process.pid}`;
  rememberProcess(locks, candidate, process.pid);
  try {
    linkSync(join(locks, `${candidate}.json`), join(locks, `${name}.json`));
    return true;
  } catch (error) {
    // Waiting does not help if the disk is full or does not support links.
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    const holder = recallProcess(locks, name);
    if (!holder || !isRunning(holder)) rmSync(join(locks, `${name}.json`), { force: true });
    return false;
  } finally {
    forgetProcess(locks, candidate);
  }
}
