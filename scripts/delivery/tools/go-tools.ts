import { accessSync, constants, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, isAbsolute, join } from 'node:path';
import { UserError } from '@enterwait/command-line/errors';
import { cacheDir, withLock } from '@enterwait/command-line/files';
import { commandWorks, runCommand, toolEnvironment } from '@enterwait/command-line/processes';

/** Go programs, each pinned to one version: Go's checksum database verifies what is compiled. */
export const GO_TOOLS = {
  actionlint: { module: 'github.com/rhysd/actionlint/cmd/actionlint', version: 'v1.7.12' },
  kubeconform: { module: 'github.com/yannh/kubeconform/cmd/kubeconform', version: 'v0.8.0' },
  helm: { module: 'helm.sh/helm/v4/cmd/helm', version: 'v4.3.1' },
} as const;

export type GoTool = keyof typeof GO_TOOLS;

/** A proxy that never answers must not hold up the checks that do not need the tool. */
const LONGEST_MS = 20 * 60_000;

/**
 * Where the programs are kept: a folder in the user's home, so that every checkout can use a tool that was compiled once. If no such
 * folder is writable, a folder of the checkout.
 */
export function toolCache(env: NodeJS.ProcessEnv = process.env, home = homedir()): string {
  const { XDG_CACHE_HOME = '' } = env;
  const folder = join(isAbsolute(XDG_CACHE_HOME) ? XDG_CACHE_HOME : join(home, '.cache'), 'enterwait');
  try {
    mkdirSync(folder, { recursive: true });
    accessSync(folder, constants.W_OK);
    return folder;
  } catch {
    return cacheDir;
  }
}

/** Machines of several kinds may share a home folder. */
const fileOf = (name: GoTool, cache: string): string =>
  join(cache, 'bin', `${name}-${GO_TOOLS[name].version}-${process.platform}-${process.arch}`);

/** Whether a program exists already and need not be compiled. */
export const isCompiled = (name: GoTool, cache = toolCache()): boolean => existsSync(fileOf(name, cache));

/**
 * The program in the user's cache; compiled once (helm takes some three minutes on two cores) and kept until its version changes.
 * @param cache folder whose `bin` holds it
 * @returns its path
 * @throws UserError (`TOOL_MISSING`) with the reason why it could not be installed
 */
export async function ensureGoTool(
  name: GoTool,
  tell: (text: string) => void = () => {},
  signal?: AbortSignal,
  cache = toolCache(),
): Promise<string> {
  const { module, version } = GO_TOOLS[name];
  const file = fileOf(name, cache);
  if (existsSync(file)) return file;
  // Each tool has its own lock, so that one that exists or compiles quickly does not wait for helm.
  return withLock(
    cache,
    `go-${name}`,
    async () => {
      if (existsSync(file)) return file;
      if (!(await commandWorks('go', ['version'])))
        throw new UserError('TOOL_MISSING', `${name}: Go 가 없습니다 (no Go)`, 'https://go.dev/dl');
      tell(`… go install ${module}@${version}`);
      await install(`${module}@${version}`, name, file, signal);
      return file;
    },
    signal,
  );
}

async function install(target: string, name: string, file: string, signal: AbortSignal | undefined): Promise<void> {
  mkdirSync(dirname(file), { recursive: true });
  const folder = mkdtempSync(join(dirname(file), '.install-'));
  try {
    // Compile at low priority, to leave the cores to other work on the machine.
    await runCommand('nice', ['-n', '10', 'go', 'install', '-trimpath', '-ldflags=-s -w', target], {
      cwd: folder,
      env: toolEnvironment({ GOBIN: folder, GOFLAGS: '' }),
      name: 'go install',
      signal: AbortSignal.any([AbortSignal.timeout(LONGEST_MS), ...(signal === undefined ? [] : [signal])]),
    });
    renameSync(join(folder, name), file);
  } catch (error) {
    if (signal?.aborted) throw error;
    const reason = error instanceof Error ? (error.message.trim().split('\n').at(-1) ?? '') : String(error);
    throw new UserError('TOOL_MISSING', `${name}: 설치할 수 없습니다 (cannot be installed): ${reason}`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
