import { spawn } from 'node:child_process';
import { styleText } from 'node:util';
import { CommandFailed, UserError } from '@enterwait/command-line/errors';
import { personEnvironment } from '@enterwait/command-line/processes';

interface RunOptions {
  readonly env?: NodeJS.ProcessEnv;
  /** Written to the program's input, never shown. */
  readonly input?: string;
  /** The caller needs the output, and it is not shown. */
  readonly quiet?: boolean;
}

/** Runs programs that change something elsewhere; in a dry run it only shows which. */
export interface Runner {
  readonly dryRun: boolean;
  /** @returns the program's output; '' in a dry run. @throws CommandFailed, UserError (`COMMAND_MISSING`) */
  run(command: string, args: readonly string[], options?: RunOptions): Promise<string>;
}

export function createRunner(dryRun: boolean, tell: (line: string) => void = console.log): Runner {
  return {
    dryRun,
    async run(command, args, options = {}) {
      tell(
        styleText('dim', `$ ${[command, ...args].map(quoted).join(' ')}${options.input === undefined ? '' : ' < …'}`),
      );
      return dryRun ? '' : execute(command, args, options);
    },
  };
}

export const quoted = (word: string): string =>
  /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;

function execute(command: string, args: readonly string[], { env, input, quiet }: RunOptions): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { env: env ?? personEnvironment(), stdio: ['pipe', 'pipe', 'pipe'] });
    let output = '';
    let errors = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text;
      if (!quiet) process.stdout.write(text);
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      errors += text;
      if (!quiet) process.stderr.write(text);
    });
    child.stdin.on('error', () => {}).end(input ?? '');
    child.on('error', (error: NodeJS.ErrnoException) => {
      reject(
        error.code === 'ENOENT'
          ? new UserError('COMMAND_MISSING', `${command} 이(가) 없습니다 (not found)`, '보기만 (only look): DRY_RUN=1')
          : error,
      );
    });
    child.on('close', (code) =>
      code === 0 ? resolve(output) : reject(new CommandFailed([command, ...args.slice(0, 2)].join(' '), code, errors)),
    );
  });
}
