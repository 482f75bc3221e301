import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runCommand } from '../../../localstack/command.ts';
import { StackError } from '../../../localstack/errors.ts';
import { withLock } from '../../../localstack/lock.ts';
import { cacheDir } from '../../../localstack/paths.ts';
import { findPython, hasVenvModule } from '../../../localstack/python.ts';

const REQUIREMENTS = join(import.meta.dirname, 'checkov-requirements.txt');
const VENV = join(cacheDir, 'checkov');

/**
 * checkov in a venv of its own; made once (some 20 s, 220 MB), kept until its requirements change.
 * @returns its path
 * @throws StackError (`TOOL_MISSING`) saying why it could not be installed
 */
export async function ensureCheckov(tell: (text: string) => void, signal?: AbortSignal): Promise<string> {
  return withLock(
    cacheDir,
    'checkov',
    async () => {
      const stamp = join(VENV, '.requirements');
      const wanted = readFileSync(REQUIREMENTS, 'utf8');
      const program = join(VENV, 'bin', 'checkov');
      if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return program;
      const python = await findPython();
      if (python === undefined || !(await hasVenvModule(python)))
        throw new StackError('TOOL_MISSING', 'checkov: Python 과 venv 가 없습니다 (no Python with venv)');
      tell('… pip install checkov');
      rmSync(VENV, { recursive: true, force: true });
      mkdirSync(cacheDir, { recursive: true });
      const options = signal === undefined ? {} : { signal };
      try {
        await runCommand(python, ['-m', 'venv', VENV], options);
        const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--no-compile'];
        await runCommand('nice', ['-n', '10', join(VENV, 'bin', 'python'), ...pip, '-r', REQUIREMENTS], options);
      } catch (error) {
        if (signal?.aborted) throw error;
        const reason = error instanceof Error ? (error.message.trim().split('\n').at(-1) ?? '') : String(error);
        throw new StackError('TOOL_MISSING', `checkov: 설치할 수 없습니다 (cannot be installed): ${reason}`);
      }
      writeFileSync(stamp, wanted);
      return program;
    },
    signal,
  );
}
