import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { System } from '@enterwait/domain/protocol';
import { awsTimeouts, createSqsClient, credentialsOf, limitCalls } from '@enterwait/http/aws';
import { queuesBeside } from '@enterwait/operations/queues';
import type { NightlyConfig } from './variables.ts';

/** For one call to AWS. */
const CALL_MS = 10_000;

/** The pipeline and both databases, as the operations need them; `close` it afterwards. */
export function openPipeline(config: NightlyConfig) {
  const sqs = createSqsClient({ ...config, AWS_TIMEOUT_MS: CALL_MS });
  const dynamodb = limitCalls(
    new DynamoDBClient({ ...awsTimeouts(CALL_MS), region: config.REGION, ...credentialsOf(config) }),
    CALL_MS,
  );
  return {
    pipeline: {
      sqs,
      documents: DynamoDBDocumentClient.from(dynamodb, { marshallOptions: { removeUndefinedValues: true } }),
      tableName: config.TABLE_NAME,
      queues: queuesBeside(config.QUEUE_URL),
      databaseUrls: { enterwait: databaseUrl(config, 'enterwait'), nursery: databaseUrl(config, 'nursery') },
    },
    close(): void {
      sqs.destroy();
      dynamodb.destroy();
    },
  };
}

export function databaseUrl(config: NightlyConfig, system: System): string {
  const of = system === 'enterwait' ? 'ENTERWAIT' : 'NURSERY';
  const url = new URL(`mysql://${config[`${of}_DB_HOST`]}:${config[`${of}_DB_PORT`]}`);
  url.pathname = `/${encodeURIComponent(config[`${of}_DB_NAME`])}`;
  url.username = encodeURIComponent(config[`${of}_DB_USER`]);
  url.password = encodeURIComponent(config[`${of}_DB_PASSWORD`]);
  // mysql2's name for the authorities that sign RDS' certificates.
  if (config.DB_TLS === 'rds') url.searchParams.set('ssl', 'Amazon RDS');
  return url.href;
}
