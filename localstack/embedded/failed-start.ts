import { readFileSync } from 'node:fs';
import { lastLines, storageAdvice, UserError } from '@enterwait/command-line/errors';
import { isRunning, type ProcessRecord } from '@enterwait/command-line/processes';

/** The error for a process that ended during its start, with the end of its log. Undefined while the process runs. */
export function failedStart(what: string, record: ProcessRecord, logFile: string): UserError | undefined {
  if (isRunning(record)) return undefined;
  let log = '';
  try {
    log = lastLines(readFileSync(logFile, 'utf8'), 12);
  } catch {
    // The process died before it wrote anything.
  }
  return new UserError(
    'DIED_AT_START',
    `${what} 이(가) 시작하다가 끝났습니다 (ended while starting)\n${log}`,
    [storageAdvice(log), `기록 (log): ${logFile}`].filter(Boolean).join(' · '),
  );
}
