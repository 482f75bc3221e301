import { spawn } from 'node:child_process';
import { appendFileSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { Cancelled, CommandFailed, UserError } from '../errors/errors.ts';
import { toolEnvironment } from './environment.ts';
import { forgetProcess, rememberStarted } from './processes.ts';

export interface CommandOptions {
  cwd?: string;
  /** The whole environment, made by packages/command-line/src/processes/environment.ts; that of a tool if left out. */
  env?: NodeJS.ProcessEnv;
  /** Everything the program prints is appended here as well. */
  logFile?: string;
  /** Folder of pid files: a program that outlives a killed launcher is found again by `make down`. */
  pidDir?: string;
  /** Name of the pid file; the program's own name if left out. */
  name?: string;
  signal?: AbortSignal;
  onLine?: (line: string) => void;
  input?: string;
  /** Exit codes that are no failure; [0] if left out. */
  accept?: readonly number[];
}

export interface CommandResult {
  exitCode: number;
  stdout: string;
  stderr: string;
}

const KILL_AFTER_MS = 5_000;

/**
 * Runs a program to its end, in a process group of its own, and returns what it printed.
 * @throws CommandFailed for another exit code than those accepted, UserError (`COMMAND_MISSING`) when there is no such program,
 * Cancelled when `signal` was raised (the whole group is stopped first).
 */
export function runCommand(
  command: string,
  args: readonly string[],
  options: CommandOptions = {},
): Promise<CommandResult> {
  const { cwd, logFile, pidDir, signal, onLine } = options;
  if (signal?.aborted) return Promise.reject(new Cancelled());
  const name = options.name ?? command.split('/').at(-1) ?? command;
  if (logFile) mkdirSync(dirname(logFile), { recursive: true });

  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      ...(cwd ? { cwd } : {}),
      env: options.env ?? toolEnvironment(),
      detached: true,
      stdio: [options.input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
    });
    const { pid } = child;
    if (pid && pidDir) rememberStarted(pidDir, name, pid);

    let stdout = '';
    let stderr = '';
    let pending = '';
    let unwritable: unknown;
    const take = (text: string) => {
      try {
        if (logFile) appendFileSync(logFile, text);
      } catch (error) {
        // A full disk. Nobody would catch what is thrown here, and the program would run on.
        unwritable ??= error;
        stopGroup();
      }
      if (!onLine) return;
      const lines = (pending + text).split('\n');
      pending = lines.pop() ?? '';
      for (const line of lines) onLine(line);
    };
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
      take(text);
    });
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
      take(text);
    });
    if (options.input !== undefined) child.stdin?.on('error', () => {}).end(options.input);

    let killer: NodeJS.Timeout | undefined;
    const stopGroup = () => {
      if (!pid || killer) return;
      signalGroup(pid, 'SIGTERM');
      killer = setTimeout(() => signalGroup(pid, 'SIGKILL'), KILL_AFTER_MS);
    };
    signal?.addEventListener('abort', stopGroup, { once: true });
    const settle = () => {
      clearTimeout(killer);
      signal?.removeEventListener('abort', stopGroup);
      if (pid && pidDir) forgetProcess(pidDir, name);
    };

    child.on('error', (error: NodeJS.ErrnoException) => {
      settle();
      const missing = error.code === 'ENOENT';
      reject(missing ? new UserError('COMMAND_MISSING', `${command} 이(가) 없습니다 (not found)`) : error);
    });
    child.on('close', (exitCode) => {
      settle();
      if (signal?.aborted) reject(new Cancelled());
      else if (unwritable !== undefined) reject(unwritable);
      else if (exitCode !== null && (options.accept ?? [0]).includes(exitCode)) resolve({ exitCode, stdout, stderr });
      else reject(new CommandFailed([name, ...args.slice(0, 2)].join(' '), exitCode, `${stdout}\n${stderr}`));
    });
  });
}

/** True if the program can be started and ends well within `timeoutMs`. */
export async function commandWorks(command: string, args: readonly string[], timeoutMs = 5_000): Promise<boolean> {
  try {
    await runCommand(command, args, { signal: AbortSignal.timeout(timeoutMs) });
    return true;
  } catch {
    return false;
  }
}

function signalGroup(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(-pid, name);
  } catch {
    // The group is gone already.
  }
}
