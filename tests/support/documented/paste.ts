import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { stripVTControlCharacters } from 'node:util';

export interface Pasted {
  readonly code: number | null;
  /** Standard output and error, without colours. */
  readonly output: string;
}

/**
 * Types a command of a page into a shell, as written. Without `--norc` bash takes the socket of its input for a remote call, and reads
 * the settings of the person's own shell.
 *
 * @param options.input what a person types after it
 */
export async function paste(
  command: string,
  options: { readonly cwd: string; readonly env: Record<string, string>; readonly input?: string },
): Promise<Pasted> {
  const shell = spawn('bash', ['--norc', '-c', command], { cwd: options.cwd, env: options.env });
  shell.stdin.on('error', () => {}).end(options.input ?? '');
  const [output, errors, [code]] = await Promise.all([text(shell.stdout), text(shell.stderr), once(shell, 'exit')]);
  return { code: code as number | null, output: stripVTControlCharacters(output + errors) };
}
