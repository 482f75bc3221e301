import { linkSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { forgetProcess, isRunning, recallProcess, rememberProcess } from '../processes/processes.ts';
import { waitFor } from '../processes/wait.ts';

/**
 * Runs `work` while no other process of this machine holds the lock of that name: two stacks of one checkout share the
 * Python venv, the bundles and the downloaded providers. The lock of a process that died is taken over.
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

/** The holder's record is written aside and linked into place: a lock that can be seen always names its holder. */
function tryLock(locks: string, name: string): boolean {
  mkdirSync(locks, { recursive: true });
  const candidate = `${name}.${process.pid}`;
  rememberProcess(locks, candidate, process.pid);
  try {
    linkSync(join(locks, `${candidate}.json`), join(locks, `${name}.json`));
    return true;
  } catch (error) {
    // A disk that is full, or knows no links, will not get better by waiting.
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    const holder = recallProcess(locks, name);
    if (!holder || !isRunning(holder)) rmSync(join(locks, `${name}.json`), { force: true });
    return false;
  } finally {
    forgetProcess(locks, candidate);
  }
}
