import { existsSync } from 'node:fs';
import { runCommand } from './command.ts';
import { withLock } from './lock.ts';
import { cacheDir } from './paths.ts';

/** True on Debian and Ubuntu for root: there the launcher may install what is missing. */
export const canInstall = (): boolean => existsSync('/usr/bin/apt-get') && process.getuid?.() === 0;

/** Name of the pid file of apt: `make down` waits for it, because a killed one leaves half-configured packages behind. */
export const APT_PROCESS = 'apt';

/** Installs Debian packages. @throws CommandFailed with apt's last lines. */
export async function installPackages(
  packages: readonly string[],
  options: { pidDir: string; logFile: string; signal?: AbortSignal | undefined; progress: (text: string) => void },
): Promise<void> {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const common = { env, name: APT_PROCESS, pidDir: options.pidDir, logFile: options.logFile };
  const lockTimeout = ['-o', 'DPkg::Lock::Timeout=180'];
  // Not cancelled half-way by `signal` for the same reason: it takes a few seconds.
  await withLock(
    cacheDir,
    'apt',
    async () => {
      options.progress('apt-get update');
      await runCommand('apt-get', ['update', '-qq', ...lockTimeout], common);
      options.progress(`apt-get install ${packages.join(' ')}`);
      await runCommand(
        'apt-get',
        ['install', '-y', '-qq', '--no-install-recommends', ...lockTimeout, ...packages],
        common,
      );
    },
    options.signal,
  );
}
