import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { Cancelled } from '@enterwait/command-line/errors';
import { toolEnvironment } from '@enterwait/command-line/processes';
import type { PythonTool } from '../../scripts/delivery/tools/python-tool.ts';

export interface Check {
  /** Address of the service. */
  readonly url: string;
  /** The caller: a program or an operator. */
  readonly key: string;
  /** Test cases per operation, at most. */
  readonly examples: number;
  readonly seed?: string | undefined;
}

const here = (file: string): string => join(import.meta.dirname, file);

/** Sends a service what its description allows and what it forbids, and prints the findings. @returns whether all was well */
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
        // It keeps what it has seen in other runs in its working directory.
        HYPOTHESIS_STORAGE_DIRECTORY: join(script, '..', '..', 'examples'),
      }),
      signal,
      killSignal: 'SIGTERM',
    });
    child.on('error', (error) => reject(signal.aborted ? new Cancelled() : error));
    child.on('close', (code) => resolve(code === 0));
  });
}
