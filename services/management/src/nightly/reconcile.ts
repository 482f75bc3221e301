import { readConfig } from '@enterwait/http/config';
import { createLogger, type Logger } from '@enterwait/http/server';
import { leftOf, type Reconciliation, runReconcileOn } from '@enterwait/operations/reconcile';
import { openPipeline } from './pipeline.ts';
import { nightlyVariables } from './variables.ts';

/** Nobody waits at night, so commands in flight get time to arrive. */
const PATIENCE_MS = 10 * 60_000;
/** How many are logged one by one. */
const TOLD = 100;

/**
 * `node main.mjs reconcile`: compares both databases with the judge's table and repairs nothing. Its last log line says
 * how much differs (`reconcileDifferences`); terraform/modules/alarms/reconcile.tf alarms on it. A CronJob of the chart
 * runs it every night.
 * @param argv of the process
 * @returns whether that was asked for; the service must not start then
 * @throws ConfigError, or why the comparison failed: then there is no last line, and another alarm rings
 */
export async function reconciledOnly(
  argv: readonly string[] = process.argv,
  env: NodeJS.ProcessEnv = process.env,
): Promise<boolean> {
  if (argv[2] !== 'reconcile') return false;
  const config = readConfig(nightlyVariables, env);
  const logger = createLogger('reconcile', config.LOG_LEVEL);
  const { pipeline, close } = openPipeline(config);
  try {
    tell(leftOf(await runReconcileOn({ ...pipeline, readOnly: true }, { patienceMs: PATIENCE_MS })), logger);
  } finally {
    close();
  }
  return true;
}

/** Ids, versions and field names: nothing personal. */
export function tell(
  { differences, compared, unjudged, cut, underWay, memoryMb }: Reconciliation,
  logger: Pick<Logger, 'info' | 'warn'>,
): void {
  for (const difference of differences.slice(0, TOLD)) logger.warn({ difference }, 'differs');
  logger.info({ reconcileDifferences: differences.length, compared, unjudged, cut, underWay, memoryMb }, 'reconciled');
}
