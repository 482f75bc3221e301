import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { UserError } from '../errors/errors.ts';
import { ancestorsOfThis, environmentOf, listPids, startTimeOf } from './process-table.ts';
import { sleep, waitFor } from './wait.ts';

/**
 * Long-lived processes of a stack. Each has a pid file with its start time, so that a pid the system has since reused is never signalled.
 * Each leads a process group, so that its children end with it.
 */
export const processRecordSchema = z.object({
  name: z.string(),
  pid: z.number().int().positive(),
  startedAt: z.string(),
});
export type ProcessRecord = z.infer<typeof processRecordSchema>;

/** A variable that every process of a stack carries, with the stack's state folder. It identifies processes whose pid file is lost. */
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

/** Starts a process that outlives this one. Its output is appended to its log file. */
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
    // Without a listener, a missing program would end this process. The missing pid reports it below.
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

/** The same for a process group that was just started. If its pid file cannot be written, the group is stopped. */
export function rememberStarted(pidDir: string, name: string, pid: number): ProcessRecord {
  try {
    return rememberProcess(pidDir, name, pid);
  } catch (error) {
    try {
      process.kill(-pid, 'SIGKILL');
    } catch {
      // It ended in the meantime.
    }
    throw error;
  }
}

/** A file that cannot be removed (on a read-only disk) does no harm: it names a process that is gone. */
export function forgetProcess(pidDir: string, name: string): void {
  try {
    rmSync(recordFile(pidDir, name), { force: true });
  } catch {
    // What comes next, stopping another part or reporting the first error, matters more.
  }
}

/** The pid file of that name. Undefined if there is none or it cannot be read. */
export function recallProcess(pidDir: string, name: string): ProcessRecord | undefined {
  try {
    return processRecordSchema.parse(JSON.parse(readFileSync(recordFile(pidDir, name), 'utf8')));
  } catch {
    return undefined;
  }
}

/** All pid files of the folder, whether or not their processes are alive. */
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
  // A pid stays reserved while its group has members: if no process has that number, the group is still ours.
  if (start !== undefined && start !== record.startedAt) return false;
  try {
    process.kill(-record.pid, name);
  } catch {
    return false;
  }
  return start !== undefined;
}

/**
 * Sends SIGTERM to the process alone, which ends its own children. Sends SIGKILL to the whole group once the process is gone or `graceMs`
 * have passed.
 */
export async function stopProcess(record: ProcessRecord, graceMs = 10_000): Promise<void> {
  if (isRunning(record)) {
    // A paused process would not receive it.
    signalProcess(record, 'SIGCONT');
    try {
      process.kill(record.pid, 'SIGTERM');
    } catch {
      // It ended in the meantime.
    }
    await waitFor(() => !isRunning(record), { timeoutMs: graceMs, everyMs: 20 }).catch(() => {});
  }
  killAll(record);
  // Its children end a moment later. Unreaped ones may stay for good if nothing reaps them.
  await waitFor(() => !groupExists(record.pid), { timeoutMs: 1_000, everyMs: 10 }).catch(() => {});
  await waitFor(() => !isRunning(record), { timeoutMs: 5_000, everyMs: 20 }).catch(() => {
    throw new UserError(
      'CANNOT_STOP',
      `${record.name} (pid ${record.pid}) 을(를) 끝낼 수 없습니다 (cannot be stopped)`,
    );
  });
}

/** Kills the group, and the process itself if it leads none (a launcher that make has started). */
function killAll(record: ProcessRecord): void {
  signalProcess(record, 'SIGKILL');
  if (!isRunning(record)) return;
  try {
    process.kill(record.pid, 'SIGKILL');
  } catch {
    // It ended in the meantime.
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

/** Stops the process of that pid file, if it is alive, and removes the file. Returns whether it was alive. */
export async function stopDaemon(pidDir: string, name: string, graceMs?: number): Promise<boolean> {
  const record = recallProcess(pidDir, name);
  if (!record) return false;
  const lived = isRunning(record);
  await stopProcess(record, graceMs);
  forgetProcess(pidDir, name);
  return lived;
}

/** Ends whatever still carries the marker of this state folder (Linux only). Returns the number of processes. */
export async function sweepMarked(stateDir: string): Promise<number> {
  const own = ancestorsOfThis();
  const marked = listPids().filter(
    (pid) => !own.has(pid) && environmentOf(pid).includes(`${STATE_MARKER}=${stateDir}`),
  );
  for (const pid of marked) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It ended in the meantime.
    }
  }
  await waitFor(() => marked.every((pid) => startTimeOf(pid) === undefined), { timeoutMs: 5_000 }).catch(() =>
    sleep(0),
  );
  return marked.length;
}
