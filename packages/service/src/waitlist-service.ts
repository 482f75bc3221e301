import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Origin } from '@enterwait/domain';
import { createApp } from './app.ts';
import { createSqsClient } from './aws.ts';
import { databaseVariables, readConfig, serverVariables } from './config.ts';
import { inTransaction, openPool, type Pool, type Transaction } from './database.ts';
import { createLedger, type Ledger, type OnExpectedStatus } from './ledger.ts';
import { createLogger, type Logger } from './logging.ts';
import { createMetrics, type Metrics } from './metrics.ts';
import type { ApiInfo } from './openapi.ts';
import { createRelay, measureOutbox, sendToQueue } from './relay.ts';
import type { Route } from './route.ts';
import { initRoute } from './routes/init.ts';
import { healthRoute, metricsRoute, readyRoute } from './routes/operations.ts';
import { requestsRoute } from './routes/requests.ts';
import { type RunningServer, startServer } from './server.ts';
import { createDeliveryReader, type DeliveryReader } from './signed-delivery.ts';
import { createMysqlStore } from './tables/mysql-store.ts';

/** What the routes of a waitlist service are made of. */
export interface WaitlistParts {
  readonly pool: Pool;
  readonly ledger: Ledger;
  readonly metrics: Metrics;
  readonly deliveries: DeliveryReader;
}

/** What only one of the systems has: tables, and what follows there from the expected status of an application. */
export interface OwnRules<Own extends object> {
  readonly tables: (tx: Transaction) => Own;
  readonly onExpectedStatus: (config: { DEFAULT_CAPACITY: number }) => OnExpectedStatus<Own>;
}

export interface WaitlistServiceOptions<Own extends object> {
  readonly name: Exclude<Origin, 'management'>;
  readonly info: ApiInfo;
  readonly defaultPort: number;
  /** Folder of the bundle: holds `sql/common`, `sql/<name>` and `docs`. */
  readonly root: string;
  readonly routes: (parts: WaitlistParts) => readonly Route[];
  readonly own?: OwnRules<Own>;
}

/** Starts one of the two systems that own a database: HTTP, ledger, outbox relay. @throws ConfigError */
export async function startWaitlistService<Own extends object>(
  options: WaitlistServiceOptions<Own>,
): Promise<{ running: RunningServer; logger: Logger }> {
  const { name, info, root } = options;
  const config = readConfig({ ...serverVariables, ...databaseVariables });
  const logger = createLogger(name, config.LOG_LEVEL);
  const metrics = createMetrics(name);
  const pool = openPool(config);
  const store = createMysqlStore<Own>(pool, options.own?.tables);
  const sqs = createSqsClient(config);
  const relay = createRelay({
    store,
    send: sendToQueue(sqs, config.QUEUE_URL, logger),
    pollMs: config.RELAY_POLL_MS,
    logger,
    metrics,
  });
  const ledger = createLedger({
    store,
    origin: name,
    onOutbox: relay.wake,
    ...(options.own === undefined ? {} : { onExpectedStatus: options.own.onExpectedStatus(config) }),
  });
  const docsFolder = join(root, 'docs');
  const app = createApp({
    info,
    logger,
    metrics,
    docsFolder: existsSync(docsFolder) ? docsFolder : undefined,
    routes: [
      ...options.routes({ pool, ledger, metrics, deliveries: createDeliveryReader(config.WEBHOOK_SECRET) }),
      requestsRoute(pool),
      initRoute({
        config,
        pool,
        migrationFolders: [join(root, 'sql/common'), join(root, 'sql', name)].filter((folder) => existsSync(folder)),
      }),
      healthRoute,
      readyRoute(() => checkSchema(pool)),
      metricsRoute(metrics, () => measureOutbox(store, metrics)),
    ],
  });
  const running = await startServer({
    app,
    host: config.HOST,
    port: config.PORT ?? options.defaultPort,
    logger,
    closers: [() => relay.stop(3_000), () => pool.end(), async () => sqs.destroy()],
  });
  relay.start();
  return { running, logger };
}

/** Reachable and migrated: the tables of the last common migration answer. */
const checkSchema = (pool: Pool): Promise<void> =>
  inTransaction(pool, async (tx) => {
    await tx.query('SELECT 1 FROM schema_migration LIMIT 1');
  });
