import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { Cancelled } from '@enterwait/command-line/errors';
import { toolEnvironment } from '@enterwait/command-line/processes';
import type { PythonTool } from '../../scripts/delivery/tools/python-tool.ts';

export interface Check {
  /** Address of the service. */
  readonly url: string;
  /** Who asks: a program or an operator. */
  readonly key: string;
  /** Test cases an operation, at most. */
  readonly examples: number;
  readonly seed?: string | undefined;
}

const here = (file: string): string => join(import.meta.dirname, file);

/** Asks a service for everything that its description allows and for what it does not, and prints what it found. @returns whether all was well */
export function runSchemathesis(
  { python, script }: PythonTool,
  { url, key, examples, seed }: Check,
  signal: AbortSignal,
): Promise<boolean> {
  const args = [
    script,
    ...['--config-file', here('schemathesis.toml'), 'run', `${url}/openapi.json`],
    ...['--checks', 'all', '--max-examples', String(examples), '--no-color'],
    ...(seed === undefined ? [] : ['--seed', seed]),
  ];
  return new Promise((resolve, reject) => {
    const child = spawn(python, args, {
      stdio: ['ignore', 'inherit', 'inherit'],
      env: toolEnvironment({
        OPENAPI_KEY: key,
        SCHEMATHESIS_HOOKS: here('hooks.py'),
        PYTHONDONTWRITEBYTECODE: '1',
        // It keeps what it has seen of other runs beside where it is started.
        HYPOTHESIS_STORAGE_DIRECTORY: join(script, '..', '..', 'examples'),
      }),
      signal,
      killSignal: 'SIGTERM',
    });
    child.on('error', (error) => reject(signal.aborted ? new Cancelled() : error));
    child.on('close', (code) => resolve(code === 0));
  });
}
