import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { accountsOf } from '@enterwait/accounts';
import {
  auditRoute,
  createApiKeys,
  createApp,
  createAudit,
  createAuthenticator,
  createLogger,
  createMetrics,
  createSqsClient,
  credentialsOf,
  healthRoute,
  initRoute,
  keyRoutes,
  main,
  metricsRoute,
  migratedOnly,
  migrationFoldersOf,
  openPool,
  publicUrlOf,
  readConfig,
  readyRoute,
  startServer,
} from '@enterwait/service';
import { createMonitoring } from './monitoring.ts';
import { operatorPages } from './pages/index.ts';
import { operatorSite } from './pages/site.ts';
import { apiRoutes } from './routes.ts';
import { variables } from './variables.ts';

const DEFAULT_PORT = 9000;

await main(async () => {
  const root = import.meta.dirname;
  const migrationFolders = migrationFoldersOf(root, ['common/access', 'accounts', 'management']);
  if (await migratedOnly('management', migrationFolders)) return undefined;
  const config = readConfig(variables);
  const logger = createLogger('management', config.LOG_LEVEL);
  const metrics = createMetrics('management');
  const pool = openPool(config);
  const sqs = createSqsClient(config);
  const dynamodb = new DynamoDBClient({ region: config.REGION, ...credentialsOf(config) });
  const audit = createAudit(pool, logger);
  const monitoring = createMonitoring({ config, pool, sqs, dynamodb, audit, metrics, logger });
  const accounts = accountsOf({ role: 'operator', signUp: false, oidc: false })({
    service: 'management',
    config,
    publicUrl: publicUrlOf(config, DEFAULT_PORT),
    pool,
    sqs,
    audit,
    logger,
  });
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
    trustProxy: config.TRUST_PROXY,
    authenticate: createAuthenticator({
      adminToken: config.ADMIN_TOKEN,
      keys: createApiKeys(pool),
      session: accounts.session,
    }),
    pages: operatorSite(join(root, 'assets'), accounts),
    docsFolder: existsSync(docsFolder) ? docsFolder : undefined,
    routes: [
      ...apiRoutes(monitoring),
      ...operatorPages(monitoring),
      ...accounts.routes,
      auditRoute(pool),
      ...keyRoutes({ pool, audit }),
      initRoute({
        config,
        pool,
        migrationFolders,
        nurseries: [],
      }),
      healthRoute,
      readyRoute(async () => {
        await Promise.all([monitoring.table.check(), pool.query('SELECT 1 FROM schema_migration LIMIT 1')]);
      }),
      metricsRoute(metrics),
    ],
  });
  const running = await startServer({
    app,
    host: config.HOST,
    port: config.PORT ?? DEFAULT_PORT,
    logger,
    closers: [
      () => monitoring.sampler.stop(),
      () => accounts.close(),
      () => pool.end(),
      async () => sqs.destroy(),
      async () => dynamodb.destroy(),
    ],
  });
  monitoring.sampler.start();
  return { running, logger };
});
