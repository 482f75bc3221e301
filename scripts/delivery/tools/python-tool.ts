import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '@enterwait/command-line/errors';
import { cacheDir, withLock } from '@enterwait/command-line/files';
import { runCommand } from '@enterwait/command-line/processes';
import { findPython, hasVenvModule } from '../../../localstack/python/python.ts';
import { pipInstall, pythonOf, scriptOf, type Venv, whyBroken } from '../../../localstack/python/venv.ts';

/** A Python script, and the Python that runs it. */
export interface PythonTool {
  python: string;
  script: string;
}

/**
 * A program from PyPI in a venv of its own, pinned by `NAME-requirements.txt` beside this file; created once, and kept as long as it
 * works and its requirements stay the same.
 * @param name of the package and of its script
 * @param module that must be importable for it to run
 * @throws UserError (`TOOL_MISSING`) with the reason why it could not be installed
 */
export async function ensurePythonTool(
  name: string,
  module: string,
  tell: (text: string) => void,
  signal?: AbortSignal,
): Promise<PythonTool> {
  const venv: Venv = {
    dir: join(cacheDir, name),
    requirements: join(import.meta.dirname, `${name}-requirements.txt`),
    modules: [module],
  };
  return withLock(
    cacheDir,
    name,
    async () => {
      const tool = { python: pythonOf(venv.dir), script: scriptOf(venv.dir, name) };
      if ((await whyBroken(venv, signal)) === undefined && existsSync(tool.script)) return tool;
      const python = await findPython();
      if (python === undefined || !(await hasVenvModule(python)))
        throw new UserError('TOOL_MISSING', `${name}: Python 과 venv 가 없습니다 (no Python with venv)`);
      tell(`… pip install ${name}`);
      rmSync(venv.dir, { recursive: true, force: true });
      mkdirSync(cacheDir, { recursive: true });
      const options = signal === undefined ? {} : { signal };
      try {
        await runCommand(python, ['-m', 'venv', venv.dir], options);
        await pipInstall(venv, options, true);
      } catch (error) {
        if (signal?.aborted) throw error;
        const reason = error instanceof Error ? (error.message.trim().split('\n').at(-1) ?? '') : String(error);
        throw new UserError('TOOL_MISSING', `${name}: 설치할 수 없습니다 (cannot be installed): ${reason}`);
      }
      return tool;
    },
    signal,
  );
}
