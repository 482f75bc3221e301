import { readConfig } from '@enterwait/http/config';
import { createLogger, type Logger } from '@enterwait/http/server';
import { type Leavers, runLeaversOn } from '@enterwait/operations/erase';
import { openPipeline } from './pipeline.ts';
import { nightlyVariables } from './variables.ts';

/** For what one family has in flight. */
const PATIENCE_MS = 60_000;
/** Nobody is begun after that: the last one ends, and the line is told, before the Job's time is over (`leavers.deadlineSeconds` of the chart). */
const WITHIN_MS = 45 * 60_000;
const HOUR_MS = 3_600_000;

/**
 * `node main.mjs leavers`: erases those who closed their account by themselves (탈퇴), and says in its last line how many, and for how long the
 * first of those who could not be erased yet has been waiting (`leaverAgeHours`), of which terraform/modules/alarms/leavers.tf makes the
 * alarm. A CronJob of the chart runs it every night. Exit code 1: somebody could not be erased yet; the next run tries again.
 * @param argv of the process
 * @returns whether that was asked for; the service is not to start then
 * @throws ConfigError, or why nobody could be looked for: then there is no last line, and another alarm rings
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

/** Counts and codes: no id of anybody. */
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
