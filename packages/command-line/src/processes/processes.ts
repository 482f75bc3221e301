import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { UserError } from '../errors/errors.ts';
import { ancestorsOfThis, environmentOf, listPids, startTimeOf } from './process-table.ts';
import { sleep, waitFor } from './wait.ts';

/**
 * Long-lived processes of a stack. Each has a pid file with the time the process was started, so that a number that the
 * system has given to somebody else since is never signalled, and each leads a process group, so that its children go with it.
 */
export const processRecordSchema = z.object({
  name: z.string(),
  pid: z.number().int().positive(),
  startedAt: z.string(),
});
export type ProcessRecord = z.infer<typeof processRecordSchema>;

/** Variable that every process of a stack carries, with the stack's state folder: what lost its pid file is found by it. */
export const STATE_MARKER = 'ENTERWAIT_STATE';

export interface DaemonOptions {
  name: string;
  command: string;
  args: readonly string[];
  cwd: string;
  /** The whole environment of the process; nothing is inherited. */
  env: Record<string, string>;
  logFile: string;
  pidDir: string;
}

const recordFile = (pidDir: string, name: string) => join(pidDir, `${name}.json`);

/** Starts a process that outlives this one; what it prints is appended to its log file. */
export function startDaemon(options: DaemonOptions): ProcessRecord {
  mkdirSync(join(options.logFile, '..'), { recursive: true });
  const log = openSync(options.logFile, 'a');
  try {
    const child = spawn(options.command, options.args, {
      cwd: options.cwd,
      env: options.env,
      detached: true,
      stdio: ['ignore', log, log],
    });
    // Without a listener a missing program would end this process; the missing pid tells it below.
    child.on('error', () => {});
    child.unref();
    if (!child.pid)
      throw new UserError('COMMAND_MISSING', `${options.command} 을(를) 시작할 수 없습니다 (cannot be started)`);
    return rememberStarted(options.pidDir, options.name, child.pid);
  } finally {
    closeSync(log);
  }
}

export function rememberProcess(pidDir: string, name: string, pid: number): ProcessRecord {
  mkdirSync(pidDir, { recursive: true });
  const record = { name, pid, startedAt: startTimeOf(pid) ?? 'gone' };
  writeFileSync(recordFile(pidDir, name), `${JSON.stringify(record)}\n`);
  return record;
}

/** The same for a process group that was just started: should its file not be written, it is not left running either. */
export function rememberStarted(pidDir: string, name: string, pid: number): ProcessRecord {
  try {
    return rememberProcess(pidDir, name, pid);
  } catch (error) {
    try {
      process.kill(-pid, 'SIGKILL');
    } catch {
      // It ended in between.
    }
    throw error;
  }
}

/** A file that cannot be removed (a read-only disk) does no harm: it names a process that is gone. */
export function forgetProcess(pidDir: string, name: string): void {
  try {
    rmSync(recordFile(pidDir, name), { force: true });
  } catch {
    // What comes next, the stop of another part or the first error, matters more.
  }
}

/** The pid file of that name, or undefined if there is none or it cannot be read. */
export function recallProcess(pidDir: string, name: string): ProcessRecord | undefined {
  try {
    return processRecordSchema.parse(JSON.parse(readFileSync(recordFile(pidDir, name), 'utf8')));
  } catch {
    return undefined;
  }
}

/** All pid files of the folder, whether their processes live or not. */
export function recallProcesses(pidDir: string): ProcessRecord[] {
  let files: string[];
  try {
    files = readdirSync(pidDir);
  } catch {
    return [];
  }
  return files
    .filter((file) => file.endsWith('.json'))
    .map((file) => recallProcess(pidDir, file.slice(0, -'.json'.length)))
    .filter((record) => record !== undefined);
}

export const isRunning = (record: ProcessRecord): boolean => startTimeOf(record.pid) === record.startedAt;

/** Sends a signal to the process and its children. Returns false if the process is gone. */
export function signalProcess(record: ProcessRecord, name: NodeJS.Signals): boolean {
  const start = startTimeOf(record.pid);
  // A pid stays reserved while its group has members: with no process of that number, the group is still ours.
  if (start !== undefined && start !== record.startedAt) return false;
  try {
    process.kill(-record.pid, name);
  } catch {
    return false;
  }
  return start !== undefined;
}

/** SIGTERM to the process alone (it ends its own children), SIGKILL to the whole group once it is gone or `graceMs` are over. */
export async function stopProcess(record: ProcessRecord, graceMs = 10_000): Promise<void> {
  if (isRunning(record)) {
    // A paused process would not hear of it.
    signalProcess(record, 'SIGCONT');
    try {
      process.kill(record.pid, 'SIGTERM');
    } catch {
      // It ended in between.
    }
    await waitFor(() => !isRunning(record), { timeoutMs: graceMs, everyMs: 20 }).catch(() => {});
  }
  killAll(record);
  // Its children end a moment later; unreaped ones may stay for good where nobody reaps.
  await waitFor(() => !groupExists(record.pid), { timeoutMs: 1_000, everyMs: 10 }).catch(() => {});
  await waitFor(() => !isRunning(record), { timeoutMs: 5_000, everyMs: 20 }).catch(() => {
    throw new UserError(
      'CANNOT_STOP',
      `${record.name} (pid ${record.pid}) 을(를) 끝낼 수 없습니다 (cannot be stopped)`,
    );
  });
}

/** The group, and the process itself should it lead none (a launcher that make has started). */
function killAll(record: ProcessRecord): void {
  signalProcess(record, 'SIGKILL');
  if (!isRunning(record)) return;
  try {
    process.kill(record.pid, 'SIGKILL');
  } catch {
    // It ended in between.
  }
}

function groupExists(pid: number): boolean {
  try {
    process.kill(-pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Stops the process of that pid file, if it lives, and removes the file. Returns whether it lived. */
export async function stopDaemon(pidDir: string, name: string, graceMs?: number): Promise<boolean> {
  const record = recallProcess(pidDir, name);
  if (!record) return false;
  const lived = isRunning(record);
  await stopProcess(record, graceMs);
  forgetProcess(pidDir, name);
  return lived;
}

/** Ends what still carries the marker of this state folder (Linux only). Returns how many processes there were. */
export async function sweepMarked(stateDir: string): Promise<number> {
  const own = ancestorsOfThis();
  const marked = listPids().filter(
    (pid) => !own.has(pid) && environmentOf(pid).includes(`${STATE_MARKER}=${stateDir}`),
  );
  for (const pid of marked) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It ended in between.
    }
  }
  await waitFor(() => marked.every((pid) => startTimeOf(pid) === undefined), { timeoutMs: 5_000 }).catch(() =>
    sleep(0),
  );
  return marked.length;
}
