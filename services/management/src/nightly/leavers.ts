import { readConfig } from '@enterwait/http/config';
import { createLogger, type Logger } from '@enterwait/http/server';
import { type Leavers, runLeaversOn } from '@enterwait/operations/erase';
import { openPipeline } from './pipeline.ts';
import { nightlyVariables } from './variables.ts';

/** For one family's commands in flight. */
const PATIENCE_MS = 60_000;
/**
 * Nobody is started after this: the last erasure ends, and the line is logged, before the Job's deadline
 * (`leavers.deadlineSeconds` of the chart).
 */
const WITHIN_MS = 45 * 60_000;
const HOUR_MS = 3_600_000;

/**
 * `node main.mjs leavers`: erases people who closed their account (탈퇴). Its last log line says how many, and how long
 * the first one who could not be erased yet has been waiting (`leaverAgeHours`); terraform/modules/alarms/leavers.tf
 * alarms on it. A CronJob of the chart runs it every night. Exit code 1: somebody could not be erased yet; the next run
 * tries again.
 * @param argv of the process
 * @returns whether that was asked for; the service must not start then
 * @throws ConfigError, or why the search failed: then there is no last line, and another alarm rings
 */
export async function leaversErasedOnly(
  argv: readonly string[] = process.argv,
  env: NodeJS.ProcessEnv = process.env,
): Promise<boolean> {
  if (argv[2] !== 'leavers') return false;
  const config = readConfig(nightlyVariables, env);
  const logger = createLogger('leavers', config.LOG_LEVEL);
  const { pipeline, close } = openPipeline(config);
  try {
    const run = await runLeaversOn(
      { ...pipeline, actor: 'leavers' },
      {
        dryRun: false,
        patienceMs: PATIENCE_MS,
        withinMs: WITHIN_MS,
        onUnforeseen: (err) => logger.warn({ err }, 'somebody could not be erased'),
      },
    );
    tell(run, new Date(), logger);
    if (run.later.length > 0) process.exitCode = 1;
  } finally {
    close();
  }
  return true;
}

/** Counts and codes; no person's id. */
export function tell({ erased, later }: Leavers, now: Date, logger: Pick<Logger, 'info'>): void {
  const codes: Record<string, number> = {};
  for (const { code } of later) codes[code] = (codes[code] ?? 0) + 1;
  const longestMs = Math.max(0, ...later.map(({ leftAt }) => now.getTime() - leftAt.getTime()));
  logger.info(
    {
      leaverAgeHours: Math.round((longestMs / HOUR_MS) * 10) / 10,
      erased: erased.length,
      applications: erased.reduce((sum, { applications }) => sum + applications.length, 0),
      later: later.length,
      codes,
    },
    'leavers erased',
  );
}
