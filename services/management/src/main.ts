import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { accountsOf } from '@enterwait/accounts';
import { createAuthenticator } from '@enterwait/http/access';
import { accessRecordsRoute, createAccessRecords } from '@enterwait/http/access-records';
import { createApp } from '@enterwait/http/app';
import { auditRoute, createAudit } from '@enterwait/http/audit';
import { awsTimeouts, createSqsClient, credentialsOf, limitCalls } from '@enterwait/http/aws';
import { readConfig } from '@enterwait/http/config';
import { openPool } from '@enterwait/http/database';
import { createApiKeys, keyRoutes } from '@enterwait/http/keys';
import { createLimits } from '@enterwait/http/limits';
import { createSchemaCheck, migratedOnly } from '@enterwait/http/migrations';
import {
  createHousekeeping,
  createLiveness,
  createLogger,
  createMetrics,
  healthRoute,
  main,
  metricsRoute,
  readyRoute,
  startServer,
} from '@enterwait/http/server';
import { createMailFeedback } from '@enterwait/ledger/mail-addresses';
import { initRoute } from '@enterwait/ledger/nurseries';
import { createOutboxLog, measureOutbox } from '@enterwait/ledger/outbox';
import { migrationFoldersOf, publicUrlOf } from '@enterwait/ledger/service';
import { accessRecordsOnly } from '@enterwait/operations/access-records';
import { createMonitoring } from './monitoring.ts';
import { leaversErasedOnly } from './nightly/leavers.ts';
import { reconciledOnly } from './nightly/reconcile.ts';
import { accessRecordPages } from './pages/access-records.tsx';
import { operatorPages } from './pages/index.ts';
import { operatorSite } from './pages/site.ts';
import { apiRoutes } from './routes.ts';
import { variables } from './variables.ts';

const DEFAULT_PORT = 9000;
/** It turns every 15 s, and a turn asks queues, both systems and the database, each up to its own time-out. */
const SAMPLER_LIMIT_MS = 180_000;

await main(async () => {
  const root = import.meta.dirname;
  const migrationFolders = migrationFoldersOf(root, ['access', 'accounts', 'management']);
  if (await migratedOnly('management', migrationFolders)) return undefined;
  if (await reconciledOnly()) return undefined;
  if (await leaversErasedOnly()) return undefined;
  if (await accessRecordsOnly('management')) return undefined;
  const config = readConfig(variables);
  const logger = createLogger('management', config.LOG_LEVEL);
  const metrics = createMetrics('management');
  const pool = openPool(config);
  const sqs = createSqsClient(config);
  const dynamodb = limitCalls(
    new DynamoDBClient({ ...awsTimeouts(config.AWS_TIMEOUT_MS), region: config.REGION, ...credentialsOf(config) }),
    config.AWS_TIMEOUT_MS,
  );
  const limits = createLimits(pool, { rules: config.LIMITS });
  const audit = createAudit(pool, logger, { limits, metrics });
  const accessRecords = createAccessRecords({ pool, logger });
  const liveness = {
    relay: createLiveness({ loop: 'relay', logger, gauge: metrics.relayTurnAgeSeconds }),
    answers: createLiveness({ loop: 'answers', logger }),
    sampler: createLiveness({ loop: 'sampler', limitMs: SAMPLER_LIMIT_MS, logger }),
  };
  const monitoring = createMonitoring({
    config,
    pool,
    sqs,
    dynamodb,
    audit,
    limits,
    metrics,
    logger,
    beats: {
      relay: liveness.relay.beat,
      answers: liveness.answers.beat,
      sampler: liveness.sampler.beat,
    },
  });
  const publicUrl = publicUrlOf(config, DEFAULT_PORT);
  const accounts = accountsOf({ role: 'operator', signUp: false, oidc: false })({
    service: 'management',
    config,
    publicUrl,
    pool,
    sqs,
    audit,
    mailFeedback: createMailFeedback({ sqs, mailQueueUrl: config.MAIL_QUEUE_URL, pool, logger }),
    limits,
    logger,
  });
  const checkSchema = createSchemaCheck(pool, migrationFolders);
  const docsFolder = join(root, 'docs');
  const app = createApp({
    info: {
      title: 'Management 입소대기 신청관리시스템',
      version: '1',
      description: '운영자의 조회와 직권 취소 · where operators watch the pipeline and cancel on behalf of a parent',
    },
    logger,
    metrics,
    audit,
    accessRecords,
    trustProxy: config.TRUST_PROXY,
    publicUrl,
    authenticate: createAuthenticator({
      adminToken: config.ADMIN_TOKEN,
      keys: createApiKeys(pool),
      limits,
      session: accounts.session,
    }),
    pages: operatorSite(join(root, 'assets'), accounts),
    docsFolder: existsSync(docsFolder) ? docsFolder : undefined,
    // Operators sign in here alone: what the two systems are asked by is shown to them here.
    otherDocuments: monitoring.peers.map(({ name, document }) => ({ name, read: document })),
    routes: [
      ...apiRoutes(monitoring),
      ...operatorPages(monitoring),
      ...accessRecordPages(pool),
      ...accounts.routes,
      auditRoute(pool),
      accessRecordsRoute(pool),
      ...keyRoutes({ pool, audit }),
      initRoute({
        config,
        pool,
        migrationFolders,
        nurseries: [],
      }),
      healthRoute(() => Object.values(liveness).every(({ isAlive }) => isAlive())),
      readyRoute(async () => {
        await Promise.all([monitoring.table.check(), checkSchema()]);
      }),
      metricsRoute(metrics, () => {
        liveness.relay.ageSeconds();
        return measureOutbox(monitoring.store, metrics);
      }),
    ],
  });
  const outboxLog = createOutboxLog(monitoring.store, logger);
  const housekeeping = createHousekeeping({
    pool,
    limits,
    auditRetentionDays: config.AUDIT_RETENTION_DAYS,
    logger,
  });
  const running = await startServer({
    app,
    host: config.HOST,
    port: config.PORT ?? DEFAULT_PORT,
    logger,
    closers: [
      { name: 'outbox log', close: async () => outboxLog.stop() },
      { name: 'housekeeping', close: async () => housekeeping.stop() },
      { name: 'relay', close: () => monitoring.relay.stop(3_000) },
      { name: 'answers', close: () => monitoring.answers.stop() },
      { name: 'sampler', close: () => monitoring.sampler.stop() },
      { name: 'accounts', close: () => accounts.close() },
      { name: 'access records', close: () => accessRecords.close() },
      { name: 'database', close: () => pool.end() },
      { name: 'queue', close: async () => sqs.destroy() },
      { name: 'table', close: async () => dynamodb.destroy() },
    ],
  });
  monitoring.sampler.start();
  monitoring.relay.start();
  monitoring.answers.start();
  outboxLog.start();
  housekeeping.start();
  return { running, logger };
});
