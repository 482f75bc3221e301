import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { queuesBeside } from '@enterwait/operations';
import { leftOf, type Reconciliation, runReconcileOn, type System } from '@enterwait/operations/reconcile';
import {
  awsTimeouts,
  createLogger,
  createSqsClient,
  credentialsOf,
  type Logger,
  limitCalls,
  readConfig,
} from '@enterwait/service';
import { type ReconcileConfig, reconcileVariables } from './variables.ts';

/** Nobody waits at night: what is under way is given time to arrive. */
const PATIENCE_MS = 10 * 60_000;
/** Of one call to AWS. */
const CALL_MS = 10_000;
/** So many are told one by one. */
const TOLD = 100;

/**
 * `node main.mjs reconcile`: compares both databases with the judge's table, repairs nothing, and says in its last line how much differs
 * (`reconcileDifferences`), of which terraform/modules/alarms/reconcile.tf makes the alarm. A CronJob of the chart runs it every night.
 * @param argv of the process
 * @returns whether that was asked for; the service is not to start then
 * @throws ConfigError, or why nothing could be compared: then there is no last line, and another alarm rings
 */
export async function reconciledOnly(
  argv: readonly string[] = process.argv,
  env: NodeJS.ProcessEnv = process.env,
): Promise<boolean> {
  if (argv[2] !== 'reconcile') return false;
  const config = readConfig(reconcileVariables, env);
  const logger = createLogger('reconcile', config.LOG_LEVEL);
  const sqs = createSqsClient({ ...config, AWS_TIMEOUT_MS: CALL_MS });
  const dynamodb = limitCalls(
    new DynamoDBClient({ ...awsTimeouts(CALL_MS), region: config.REGION, ...credentialsOf(config) }),
    CALL_MS,
  );
  try {
    const run = await runReconcileOn(
      {
        sqs,
        documents: DynamoDBDocumentClient.from(dynamodb),
        tableName: config.TABLE_NAME,
        queues: queuesBeside(config.QUEUE_URL),
        databaseUrls: { enterwait: databaseUrl(config, 'enterwait'), nursery: databaseUrl(config, 'nursery') },
        readOnly: true,
      },
      { patienceMs: PATIENCE_MS },
    );
    tell(leftOf(run), logger);
  } finally {
    sqs.destroy();
    dynamodb.destroy();
  }
  return true;
}

/** Ids, versions and names of fields: nothing personal. */
export function tell(
  { differences, compared, unjudged, cut, underWay, memoryMb }: Reconciliation,
  logger: Pick<Logger, 'info' | 'warn'>,
): void {
  for (const difference of differences.slice(0, TOLD)) logger.warn({ difference }, 'differs');
  logger.info({ reconcileDifferences: differences.length, compared, unjudged, cut, underWay, memoryMb }, 'reconciled');
}

export function databaseUrl(config: ReconcileConfig, system: System): string {
  const of = system === 'enterwait' ? 'ENTERWAIT' : 'NURSERY';
  const url = new URL(`mysql://${config[`${of}_DB_HOST`]}:${config[`${of}_DB_PORT`]}`);
  url.pathname = `/${encodeURIComponent(config[`${of}_DB_NAME`])}`;
  url.username = encodeURIComponent(config[`${of}_DB_USER`]);
  url.password = encodeURIComponent(config[`${of}_DB_PASSWORD`]);
  // mysql2's name of the authorities that sign RDS' certificates.
  if (config.DB_TLS === 'rds') url.searchParams.set('ssl', 'Amazon RDS');
  return url.href;
}
