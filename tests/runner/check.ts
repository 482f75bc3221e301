import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdtempSync, openSync, rmSync } from 'node:fs';
import { constants, setPriority } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { repositoryRoot } from '@enterwait/command-line/files';
import type { Tally } from '@enterwait/command-line/output';
import { projectEnvironment, STATE_MARKER } from '@enterwait/command-line/processes';
import { follow } from './following.ts';
import type { Output } from './output.ts';

/** What a check has to work with. */
export interface CheckContext {
  readonly output: Output;
  /** Notes a failure for the summary. Of a long output only the end is kept, so the note must say why. */
  readonly fail: (what: string) => void;
  /** An empty folder of this run. Everything that a check starts has its mark, and is ended with it. */
  readonly scratch: string;
  /** Raised when the run is called off. */
  readonly signal?: AbortSignal;
  /** Whatever it starts runs at a lower priority. */
  readonly gently?: boolean;
}

export interface Check {
  readonly name: string;
  /** Nothing in it has a time limit, so it gives way to tests on a stack, which have limits. */
  readonly gently?: boolean;
  run(context: CheckContext): Promise<Tally>;
}

export interface CheckResult extends Tally {
  readonly name: string;
  readonly seconds: number;
}

/**
 * Runs a program; what it prints goes to the output of its check. It writes into files, not into pipes: its last words are there however
 * it ends, and a slow reader neither holds it up nor breaks it (seen: jest killed by its own summary, `write EINVAL`).
 * @returns exit code and standard output
 */
export async function runProgram(
  { output, scratch, signal, gently }: Pick<CheckContext, 'output' | 'scratch' | 'signal' | 'gently'>,
  command: string,
  args: readonly string[],
  options: { cwd?: string; env?: NodeJS.ProcessEnv } = {},
): Promise<{ code: number; text: string }> {
  const folder = mkdtempSync(join(scratch, 'run-'));
  const streams = ['stdout', 'stderr'].map((name) => openSync(join(folder, name), 'a'));
  let text = '';
  const followed = [
    follow(join(folder, 'stdout'), (some) => {
      text += some;
      output.write(some);
    }),
    follow(join(folder, 'stderr'), (some) => output.write(some)),
  ];
  let code: number;
  try {
    const child = spawn(command, args, {
      cwd: options.cwd ?? repositoryRoot,
      env: { ...(options.env ?? projectEnvironment()), ...COLOURS, [STATE_MARKER]: scratch },
      stdio: ['ignore', ...streams],
    });
    if (gently && child.pid !== undefined) giveWay(child.pid);
    const stop = (): void => void child.kill('SIGTERM');
    signal?.addEventListener('abort', stop, { once: true });
    if (signal?.aborted) stop();
    const [ended] = (await once(child, 'exit')) as [number | null];
    signal?.removeEventListener('abort', stop);
    // Ctrl-C goes to the program and to this process at once. The program may end first, and that is not a failure.
    if (ended === null && signal) await delay(SAME_SIGNAL_MS, undefined, { signal }).catch(() => {});
    code = ended ?? 1;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    output.write(`${command} is not there; \`make doctor\` says how to get it\n`);
    code = 127;
  } finally {
    for (const one of followed) one.end();
    for (const stream of streams) closeSync(stream);
    rmSync(folder, { recursive: true, force: true });
  }
  return { code, text };
}

/** Its children inherit the priority. It may already have ended: its exit will say so. */
function giveWay(pid: number): void {
  try {
    setPriority(pid, constants.priority.PRIORITY_BELOW_NORMAL);
  } catch {}
}

/** How long it may take until a signal that has ended a program is seen here. */
const SAME_SIGNAL_MS = 1000;

/** Programs see a file and would leave out their colours although a person is looking. */
const COLOURS: NodeJS.ProcessEnv = process.stdout.isTTY && !process.env.NO_COLOR ? { FORCE_COLOR: '1' } : {};

export const sum = (all: readonly Tally[]): Tally =>
  all.reduce(
    (total, { passed, failed, skipped }) => ({
      passed: total.passed + passed,
      failed: total.failed + failed,
      skipped: total.skipped + skipped,
    }),
    { passed: 0, failed: 0, skipped: 0 },
  );

/** A program that is a whole check. */
export const asOne = async (running: Promise<{ code: number }>): Promise<Tally> => {
  const { code } = await running;
  return { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, skipped: 0 };
};
