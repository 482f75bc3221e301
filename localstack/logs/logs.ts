import { mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { StackPaths } from '../state/paths.ts';

/** How many earlier runs' logs to keep, so that the cause of the last crash can be read. */
const EARLIER_RUNS = 3;

/** The logs of an earlier run: 1 is the last one. */
export const earlierLogs = (paths: Pick<StackPaths, 'logs'>, run: number): string =>
  join(paths.logs, 'earlier', String(run));

/** Puts the logs of the last run aside and removes those of the oldest. */
export function putLogsAside(paths: Pick<StackPaths, 'logs'>): void {
  mkdirSync(join(paths.logs, 'earlier'), { recursive: true });
  const files = readdirSync(paths.logs).filter((file) => file.endsWith('.log'));
  if (files.length === 0) return;
  rmSync(earlierLogs(paths, EARLIER_RUNS), { recursive: true, force: true });
  for (let run = EARLIER_RUNS - 1; run > 0; run -= 1) {
    try {
      renameSync(earlierLogs(paths, run), earlierLogs(paths, run + 1));
    } catch {
      // There were fewer runs.
    }
  }
  mkdirSync(earlierLogs(paths, 1));
  for (const file of files) renameSync(join(paths.logs, file), join(earlierLogs(paths, 1), file));
}
