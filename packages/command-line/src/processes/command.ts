import { spawn } from 'node:child_process';
import { appendFileSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { Cancelled, CommandFailed, UserError } from '../errors/errors.ts';
import { toolEnvironment } from './environment.ts';
import { forgetProcess, rememberStarted } from './processes.ts';

export interface CommandOptions {
  cwd?: string;
  /** The whole environment, made by packages/command-line/src/processes/environment.ts. If left out, that of a tool. */
  env?: NodeJS.ProcessEnv;
  /** Everything the program prints is also appended here. */
  logFile?: string;
  /** Folder of pid files, so that `make down` finds a program that outlives a killed launcher. */
  pidDir?: string;
  /** Name of the pid file; the program's own name if left out. */
  name?: string;
  signal?: AbortSignal;
  onLine?: (line: string) => void;
  input?: string;
  /** Exit codes that count as success; [0] if left out. */
  accept?: readonly number[];
}

export interface CommandResult {
  exitCode: number;
  stdout: string;
  stderr: string;
}

const KILL_AFTER_MS = 5_000;

/**
 * Runs a program to its end, in its own process group, and returns what it printed.
 * @throws CommandFailed for any other exit code, UserError (`COMMAND_MISSING`) when there is no such program, Cancelled when `signal`
 * aborted (the whole group is stopped first)
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
        // The disk is full. Nothing would catch an error thrown here, and the program would keep running.
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

/** True if the program starts and succeeds within `timeoutMs`. */
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
