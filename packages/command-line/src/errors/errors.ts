import { storageAdvice } from './storage-words.ts';

/** A command cannot go on. The message is for the person who ran it, and `advice` says what to do. */
export class UserError extends Error {
  override readonly name: string = 'UserError';
  readonly code: string;
  readonly advice: string | undefined;

  constructor(code: string, message: string, advice?: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    this.advice = advice;
  }
}

/** A program exited with a failure. `output` holds the last lines it printed. */
export class CommandFailed extends UserError {
  override readonly name = 'CommandFailed';
  readonly exitCode: number | null;
  readonly output: string;

  constructor(command: string, exitCode: number | null, output: string) {
    super(
      'COMMAND_FAILED',
      `${command}: 종료 코드 ${exitCode ?? '없음'} (exit code)\n${lastLines(output, 15)}`,
      storageAdvice(output),
    );
    this.exitCode = exitCode;
    this.output = output;
  }
}

/** The work was cancelled by Ctrl-C, or because another part of the same stack failed. */
export class Cancelled extends UserError {
  override readonly name = 'Cancelled';

  constructor() {
    super('CANCELLED', '중단되었습니다 (cancelled)');
  }
}

export const lastLines = (text: string, count: number): string => text.trimEnd().split('\n').slice(-count).join('\n');

export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
