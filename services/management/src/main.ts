import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  createApp,
  createLogger,
  createMetrics,
  createSqsClient,
  credentialsOf,
  healthRoute,
  main,
  metricsRoute,
  readConfig,
  readyRoute,
  serverVariables,
  startServer,
} from '@enterwait/service';
import { z } from 'zod';
import { createApplicationTable } from './application-table.ts';
import { cancelRoute } from './routes/cancel.ts';
import { timelineRoute } from './routes/timeline.ts';

const variables = {
  ...serverVariables,
  TABLE_NAME: z.string().min(1).meta({ description: 'DynamoDB table of the applications' }),
};

await main(async () => {
  const config = readConfig(variables);
  const logger = createLogger('management', config.LOG_LEVEL);
  const metrics = createMetrics('management');
  const sqs = createSqsClient(config);
  const dynamodb = new DynamoDBClient({ region: config.REGION, ...credentialsOf(config) });
  const table = createApplicationTable(dynamodb, config.TABLE_NAME);
  const docsFolder = join(import.meta.dirname, 'docs');
  const app = createApp({
    info: {
      title: 'Management 입소대기 신청관리시스템',
      version: '1',
      description: '운영자의 조회와 직권 취소 · where operators watch the pipeline and cancel on behalf of a parent',
    },
    logger,
    metrics,
    docsFolder: existsSync(docsFolder) ? docsFolder : undefined,
    routes: [
      timelineRoute({ table, token: config.ADMIN_TOKEN }),
      cancelRoute({ table, sqs, queueUrl: config.QUEUE_URL, token: config.ADMIN_TOKEN, metrics }),
      healthRoute,
      readyRoute(() => table.check()),
      metricsRoute(metrics),
    ],
  });
  const running = await startServer({
    app,
    host: config.HOST,
    port: config.PORT ?? 9000,
    logger,
    closers: [async () => sqs.destroy(), async () => dynamodb.destroy()],
  });
  return { running, logger };
});
