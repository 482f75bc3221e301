import { readFileSync } from 'node:fs';
import { lastLines, storageAdvice, UserError } from '@enterwait/command-line/errors';
import { isRunning, type ProcessRecord } from '@enterwait/command-line/processes';

/** The error of a process that ended while it was waited for, with the end of its log; undefined while it runs. */
export function failedStart(what: string, record: ProcessRecord, logFile: string): UserError | undefined {
  if (isRunning(record)) return undefined;
  let log = '';
  try {
    log = lastLines(readFileSync(logFile, 'utf8'), 12);
  } catch {
    // It died before it wrote anything.
  }
  return new UserError(
    'DIED_AT_START',
    `${what} 이(가) 시작하다가 끝났습니다 (ended while starting)\n${log}`,
    [storageAdvice(log), `기록 (log): ${logFile}`].filter(Boolean).join(' · '),
  );
}
