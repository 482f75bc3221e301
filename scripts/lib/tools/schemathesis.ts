import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { runCommand } from '../../../localstack/command.ts';
import { StackError } from '../../../localstack/errors.ts';
import { withLock } from '../../../localstack/lock.ts';
import { cacheDir } from '../../../localstack/paths.ts';
import { findPython, hasVenvModule } from '../../../localstack/python.ts';
import { pipInstall, pythonOf, scriptOf, type Venv, whyBroken } from '../../../localstack/venv.ts';

const VENV: Venv = {
  dir: join(cacheDir, 'schemathesis'),
  requirements: join(import.meta.dirname, 'schemathesis-requirements.txt'),
  modules: ['schemathesis'],
};

/** A Python script, and the Python that runs it. */
export interface Schemathesis {
  python: string;
  script: string;
}

/**
 * schemathesis in a venv of its own; made once, kept as long as it works and its requirements are the same.
 * @throws StackError (`TOOL_MISSING`) saying why it could not be installed
 */
export async function ensureSchemathesis(tell: (text: string) => void, signal?: AbortSignal): Promise<Schemathesis> {
  return withLock(
    cacheDir,
    'schemathesis',
    async () => {
      const schemathesis = { python: pythonOf(VENV.dir), script: scriptOf(VENV.dir, 'schemathesis') };
      if ((await whyBroken(VENV, signal)) === undefined && existsSync(schemathesis.script)) return schemathesis;
      const python = await findPython();
      if (python === undefined || !(await hasVenvModule(python)))
        throw new StackError('TOOL_MISSING', 'schemathesis: Python 과 venv 가 없습니다 (no Python with venv)');
      tell('… pip install schemathesis');
      rmSync(VENV.dir, { recursive: true, force: true });
      mkdirSync(cacheDir, { recursive: true });
      const options = signal === undefined ? {} : { signal };
      try {
        await runCommand(python, ['-m', 'venv', VENV.dir], options);
        await pipInstall(VENV, options, true);
      } catch (error) {
        if (signal?.aborted) throw error;
        const reason = error instanceof Error ? (error.message.trim().split('\n').at(-1) ?? '') : String(error);
        throw new StackError('TOOL_MISSING', `schemathesis: 설치할 수 없습니다 (cannot be installed): ${reason}`);
      }
      return schemathesis;
    },
    signal,
  );
}
