import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { CommandFailed, networkAdvice, UserError } from '@enterwait/command-line/errors';
import { cacheDir, withLock } from '@enterwait/command-line/files';
import { commandWorks, runCommand } from '@enterwait/command-line/processes';
import { canInstall, installPackages } from '../embedded/apt.ts';
import { pipInstall, pythonOf, scriptOf, type Venv, whyBroken } from './venv.ts';

const requirements = (name: string): string => join(import.meta.dirname, name);
/** Required by the pinned packages: regex needs it. */
export const OLDEST_PYTHON = [3, 11] as const;
const CANDIDATES = ['python3', 'python', 'python3.14', 'python3.13', 'python3.12', 'python3.11'] as const;

export interface PythonEnvironment {
  python: string;
  /** A Python script, to be run by `python`. */
  tflocal: string;
}

export interface PythonOptions {
  pidDir: string;
  logFile: string;
  signal?: AbortSignal | undefined;
  progress: (text: string) => void;
}

export const venvDir = join(cacheDir, 'venv');

/** MiniStack, and what terraform-local's script needs. */
export const stackVenv = (dir = venvDir): Venv => ({
  dir,
  requirements: requirements('requirements.txt'),
  built: { tools: requirements('requirements-build.txt'), packages: requirements('requirements-built.txt') },
  modules: ['ministack.app', 'localstack_client.config', 'hcl2', 'packaging'],
});

/**
 * The project's own venv with the pinned packages. It is created once and reused as long as it works and the requirements stay the same.
 * @throws UserError (`PYTHON_MISSING`, `PYTHON_OLD`, `VENV_MISSING`, `PIP_FAILED`) saying what to install
 */
export async function ensurePython(options: PythonOptions): Promise<PythonEnvironment> {
  return withLock(
    cacheDir,
    'venv',
    async () => {
      const environment = { python: pythonOf(venvDir), tflocal: scriptOf(venvDir, 'tflocal') };
      const venv = stackVenv();
      if ((await whyBroken(venv, options.signal)) === undefined && existsSync(environment.tflocal)) {
        options.progress('이미 있음 (kept)');
        return environment;
      }
      rmSync(venvDir, { recursive: true, force: true });
      await makeVenv(options);
      await installRequirements(venv, options);
      return environment;
    },
    options.signal,
  );
}

/** A recent enough Python, by name or path. Undefined if the machine has none. */
export async function findPython(): Promise<string | undefined> {
  const test = `import sys; sys.exit(sys.version_info < (${OLDEST_PYTHON.join(', ')}))`;
  for (const candidate of [process.env.PYTHON, ...CANDIDATES]) {
    if (candidate && (await commandWorks(candidate, ['-c', test]))) return candidate;
  }
  return undefined;
}

/**
 * Explains why no Python was found: the machine has none, or only an older one.
 * @throws never
 */
export async function whyNoPython(): Promise<UserError> {
  const oldest = OLDEST_PYTHON.join('.');
  for (const candidate of [process.env.PYTHON, ...CANDIDATES]) {
    if (!candidate) continue;
    const found = await runCommand(candidate, ['-c', 'import platform; print(platform.python_version())']).catch(
      () => undefined,
    );
    if (found === undefined) continue;
    return new UserError(
      'PYTHON_OLD',
      `Python ${found.stdout.trim()} 은(는) 너무 오래되었습니다 (is too old): ${oldest} 이상 (or newer)`,
      `Ubuntu 22.04: sudo apt install python3.11 python3.11-venv · macOS: brew install python · https://www.python.org/downloads · 그리고 (then): PYTHON=/path/python3.11 make up`,
    );
  }
  return new UserError(
    'PYTHON_MISSING',
    `Python ${oldest} 이상이 없습니다 (no Python ${oldest} or newer)`,
    'Debian/Ubuntu: sudo apt install python3 python3-venv · macOS: brew install python · 다른 것을 쓰려면 (to choose one): PYTHON=/path/python3 make up',
  );
}

export const hasVenvModule = (python: string): Promise<boolean> =>
  commandWorks(python, ['-c', 'import venv, ensurepip']);

async function makeVenv(options: PythonOptions): Promise<void> {
  let python = await findPython();
  if (!(python && (await hasVenvModule(python))) && canInstall()) {
    await installPackages(['python3', 'python3-venv'], options);
    python = await findPython();
  }
  if (!python) throw await whyNoPython();
  if (!(await hasVenvModule(python))) {
    throw new UserError(
      'VENV_MISSING',
      `${python} 에 venv 모듈이 없습니다 (has no venv module)`,
      'Debian/Ubuntu: sudo apt install python3-venv',
    );
  }
  options.progress(`python -m venv (${python})`);
  mkdirSync(cacheDir, { recursive: true });
  await runCommand(python, ['-m', 'venv', venvDir], { ...commandOptions(options), name: 'venv' });
}

async function installRequirements(venv: Venv, options: PythonOptions): Promise<void> {
  options.progress('pip install');
  try {
    await pipInstall(venv, commandOptions(options));
  } catch (error) {
    if (!(error instanceof CommandFailed)) throw error;
    const advice = error.advice ?? networkAdvice('PyPI 에 닿는지 확인하세요 (is PyPI reachable?)');
    throw new UserError('PIP_FAILED', error.message, `${advice} · 기록 (log): ${options.logFile}`);
  }
  const broken = await whyBroken(venv, options.signal);
  if (broken === undefined) return;
  throw new UserError(
    'PIP_FAILED',
    `pip 이 설치했지만 쓸 수 없습니다 (pip has installed the packages, but they cannot be used): ${broken}`,
    `pip 설정의 target, prefix 를 보세요 (look for target and prefix in pip's settings): ${pythonOf(venv.dir)} -m pip config list`,
  );
}

const commandOptions = ({ pidDir, logFile, signal }: PythonOptions) => ({
  pidDir,
  logFile,
  ...(signal ? { signal } : {}),
});
