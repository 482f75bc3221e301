import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { canInstall, installPackages } from './apt.ts';
import { commandWorks, runCommand } from './command.ts';
import { CommandFailed, StackError } from './errors.ts';
import { withLock } from './lock.ts';
import { cacheDir } from './paths.ts';

const REQUIREMENTS = join(import.meta.dirname, 'requirements.txt');
const OLDEST_PYTHON = [3, 10] as const;

export interface PythonEnvironment {
  /** Folder of the venv's programs. */
  bin: string;
  python: string;
  tflocal: string;
}

export interface PythonOptions {
  pidDir: string;
  logFile: string;
  signal?: AbortSignal | undefined;
  progress: (text: string) => void;
}

const environmentIn = (venv: string): PythonEnvironment => {
  const bin = join(venv, 'bin');
  return { bin, python: join(bin, 'python'), tflocal: join(bin, 'tflocal') };
};

export const venvDir = join(cacheDir, 'venv');

/**
 * The project's own venv with the pinned packages: made once and used again until the requirements change.
 * @throws StackError (`PYTHON_MISSING`, `VENV_MISSING`, `PIP_FAILED`) saying what to install.
 */
export async function ensurePython(options: PythonOptions): Promise<PythonEnvironment> {
  return withLock(
    cacheDir,
    'venv',
    async () => {
      const environment = environmentIn(venvDir);
      const stamp = join(venvDir, '.requirements');
      const wanted = readFileSync(REQUIREMENTS, 'utf8');
      if (
        existsSync(stamp) &&
        readFileSync(stamp, 'utf8') === wanted &&
        (await commandWorks(environment.python, ['-V']))
      ) {
        options.progress('이미 있음 (kept)');
        return environment;
      }
      rmSync(venvDir, { recursive: true, force: true });
      await makeVenv(options);
      await installRequirements(environment, options);
      writeFileSync(stamp, wanted);
      return environment;
    },
    options.signal,
  );
}

/** A Python that is new enough, by name or path; undefined if the machine has none. */
export async function findPython(): Promise<string | undefined> {
  const test = `import sys; sys.exit(sys.version_info < (${OLDEST_PYTHON.join(', ')}))`;
  for (const candidate of [process.env.PYTHON, 'python3', 'python3.13', 'python3.12', 'python3.11', 'python3.10']) {
    if (candidate && (await commandWorks(candidate, ['-c', test]))) return candidate;
  }
  return undefined;
}

export const hasVenvModule = (python: string): Promise<boolean> =>
  commandWorks(python, ['-c', 'import venv, ensurepip']);

async function makeVenv(options: PythonOptions): Promise<void> {
  let python = await findPython();
  if (!(python && (await hasVenvModule(python))) && canInstall()) {
    await installPackages(['python3', 'python3-venv'], options);
    python = await findPython();
  }
  const oldest = OLDEST_PYTHON.join('.');
  if (!python) {
    throw new StackError(
      'PYTHON_MISSING',
      `Python ${oldest} 이상이 없습니다 (no Python ${oldest} or newer)`,
      'Debian/Ubuntu: sudo apt install python3 python3-venv · macOS: brew install python · 다른 것을 쓰려면 (to choose one): PYTHON=/path/python3 make up',
    );
  }
  if (!(await hasVenvModule(python))) {
    throw new StackError(
      'VENV_MISSING',
      `${python} 에 venv 모듈이 없습니다 (has no venv module)`,
      'Debian/Ubuntu: sudo apt install python3-venv',
    );
  }
  options.progress(`python -m venv (${python})`);
  mkdirSync(cacheDir, { recursive: true });
  await runCommand(python, ['-m', 'venv', venvDir], { ...commandOptions(options), name: 'venv' });
}

async function installRequirements(environment: PythonEnvironment, options: PythonOptions): Promise<void> {
  options.progress('pip install');
  // Compiling everything would take longer than compiling what is used.
  const args = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--no-compile', '-r', REQUIREMENTS];
  try {
    await runCommand(environment.python, args, { ...commandOptions(options), name: 'pip' });
  } catch (error) {
    if (!(error instanceof CommandFailed)) throw error;
    throw new StackError(
      'PIP_FAILED',
      error.message,
      error.advice ?? `PyPI 에 닿는지 확인하세요 (is PyPI reachable?). 기록 (log): ${options.logFile}`,
    );
  }
}

const commandOptions = ({ pidDir, logFile, signal }: PythonOptions) => ({
  pidDir,
  logFile,
  ...(signal ? { signal } : {}),
});
