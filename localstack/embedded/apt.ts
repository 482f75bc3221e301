import { existsSync } from 'node:fs';
import { CommandFailed } from '@enterwait/command-line/errors';
import { cacheDir, withLock } from '@enterwait/command-line/files';
import { type CommandOptions, runCommand, toolEnvironment, waitFor } from '@enterwait/command-line/processes';

/** True for root on Debian and Ubuntu, where the launcher may install missing packages. */
export const canInstall = (): boolean => existsSync('/usr/bin/apt-get') && process.getuid?.() === 0;

/** Name of apt's pid file. `make down` waits for apt, because killing it leaves half-configured packages behind. */
export const APT_PROCESS = 'apt';

const patience = (retries: number, seconds: number): string[] =>
  [`Retries=${retries}`, `http::Timeout=${seconds}`, `https::Timeout=${seconds}`].flatMap((setting) => [
    '-o',
    `Acquire::${setting}`,
  ]);

/** Gives up on a dead mirror or proxy within a minute instead of ten: apt waits again for each list. */
const FOR_LISTS = patience(0, 10);
/** A mirror has already answered by then. */
const FOR_PACKAGES = patience(1, 20);

/** Installs Debian packages. @throws CommandFailed with apt's last lines, also when it could fetch none of its lists */
export async function installPackages(
  packages: readonly string[],
  options: { pidDir: string; logFile: string; signal?: AbortSignal | undefined; progress: (text: string) => void },
): Promise<void> {
  const env = toolEnvironment({ DEBIAN_FRONTEND: 'noninteractive', LC_ALL: 'C.UTF-8' });
  const common = { env, name: APT_PROCESS, pidDir: options.pidDir, logFile: options.logFile };
  const lockTimeout = ['-o', 'DPkg::Lock::Timeout=180'];
  // `signal` does not cancel it half-way, for the same reason. It takes a few seconds.
  await withLock(
    cacheDir,
    'apt',
    async () => {
      options.progress('apt-get update');
      await waitFor(() => updated(common), { timeoutMs: 180_000, everyMs: 1000, what: 'apt' });
      options.progress(`apt-get install ${packages.join(' ')}`);
      await runCommand(
        'apt-get',
        ['install', '-y', '-qq', '--no-install-recommends', ...FOR_PACKAGES, ...lockTimeout, ...packages],
        common,
      );
    },
    options.signal,
  );
}

/** False while another apt holds the lists, because that lock has no timeout of its own. */
async function updated(options: CommandOptions): Promise<boolean> {
  try {
    const { stdout, stderr } = await runCommand('apt-get', ['update', '-q', ...FOR_LISTS], options);
    // For apt this is only a warning. Without any list it would also wait for each package.
    if (/^Err:/m.test(stdout) && !/^(?:Get|Hit):/m.test(stdout))
      throw new CommandFailed('apt-get update', 100, `${stdout}\n${stderr}`);
    return true;
  } catch (error) {
    if (error instanceof CommandFailed && /lists\/lock/.test(error.output)) return false;
    throw error;
  }
}
