import { spawn } from 'node:child_process';
import { appendFileSync, mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { styleText } from 'node:util';
import { ZodError } from 'zod';
import { Cancelled, UserError } from '../errors/errors.ts';
import { storageFailure } from '../errors/storage-failure.ts';
import { defaultStateDir } from '../files/repository.ts';
import { projectEnvironment } from '../processes/environment.ts';

export interface MainOptions {
  /** Explains a failure that no command foresaw: of a disk, of the network, of a part that is down. */
  readonly explain: (error: unknown) => Promise<unknown>;
  /** A script that ends what the process with a given id has begun, used when that process exits at once. */
  readonly putAway: string;
  /** Prints the likely reason before the message. */
  readonly onFailure?: ((error: unknown) => Promise<void>) | undefined;
}

/**
 * Runs a command of the Makefile. An error becomes a message and exit code 1, never a stack trace. Ctrl-C or SIGTERM aborts `signal`, so
 * that the command can clean up what it started. A second Ctrl-C ends it at once.
 */
export async function runMain(
  command: (signal: AbortSignal) => Promise<number | undefined>,
  { explain, putAway, onFailure }: MainOptions,
): Promise<void> {
  const controller = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(name, () => {
      if (controller.signal.aborted) {
        // Only a second Ctrl-C means impatience: a closed terminal sends more than one signal.
        if (name === 'SIGINT') leaveAtOnce(putAway, 130);
        return;
      }
      process.stderr.write('\n중단합니다: 시작한 것을 정리합니다 (stopping what was started) …\n');
      controller.abort();
    });
  }
  process.stderr.on('error', () => controller.abort());
  let broken: unknown;
  // An error thrown where nothing awaits it still stops what was started.
  process.on('uncaughtException', (error) => {
    if (broken === undefined) process.stderr.write(`${describe(storageFailure(error) ?? error)}\n`);
    broken ??= error;
    controller.abort();
    setTimeout(() => leaveAtOnce(putAway, 1), PATIENCE_MS).unref();
  });
  // The reader of the output (`make up | head`) may go away at any time. That must not leave half a stack behind.
  process.stdout.on('error', () => controller.abort());
  try {
    process.exitCode = (await command(controller.signal)) ?? 0;
  } catch (error) {
    if (broken === undefined) {
      await onFailure?.(error);
      process.stderr.write(`${describe(await explain(error))}\n`);
    }
    process.exitCode = error instanceof Cancelled ? 130 : 1;
  }
  if (broken !== undefined) process.exitCode = 1;
  // Nothing may keep a finished command alive.
  process.exit();
}

/** How long a failed command has to clean up what it started. Longer than the slowest part takes to stop. */
const PATIENCE_MS = 60_000;

/** Another process cleans up in the background what was begun. */
function leaveAtOnce(script: string, code: number): never {
  spawn(process.execPath, [script, String(process.pid)], {
    detached: true,
    stdio: 'ignore',
    env: projectEnvironment(),
  }).unref();
  process.exit(code);
}

/** The message of an error for a person. An unforeseen error goes to a log with its stack. */
export function describe(error: unknown): string {
  if (error instanceof UserError) {
    const all = error.code.endsWith('_MISSING') ? '모두 보기 (all that is missing): make doctor' : undefined;
    const advice = [error.advice, all]
      .filter((line) => line !== undefined)
      .map((line) => `\n${styleText('yellow', '→')} ${line}`);
    return `${styleText('red', '✗')} ${error.message}${advice.join('')}`;
  }
  const message =
    error instanceof ZodError
      ? '알 수 없는 모양의 답 (an answer of an unknown shape)'
      : error instanceof Error
        ? error.message
        : String(error);
  return `${styleText('red', '✗')} 예상하지 못한 오류 (unexpected): ${message}\n${styleText('yellow', '→')} ${keep(error)}`;
}

/** Logs an unforeseen error. @returns where it was written, or that it could not be written */
function keep(error: unknown): string {
  const log = join(resolve(defaultStateDir), 'logs', 'unexpected.log');
  try {
    mkdirSync(join(log, '..'), { recursive: true });
    appendFileSync(log, `${new Date().toISOString()} ${error instanceof Error ? error.stack : String(error)}\n`);
    return log;
  } catch (failure) {
    return `기록도 쓸 수 없습니다 (nor can its log be written): ${(storageFailure(failure) ?? (failure as Error)).message}`;
  }
}
