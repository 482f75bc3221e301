import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Origin } from '@enterwait/domain/protocol';
import type { Role } from '@enterwait/http/access';
import { createAuthenticator } from '@enterwait/http/access';
import { accessRecordsRoute, createAccessRecords } from '@enterwait/http/access-records';
import type { Accounts, CreateAccounts, Route, SitePages } from '@enterwait/http/app';
import { createApp } from '@enterwait/http/app';
import { type Audit, auditRoute, createAudit } from '@enterwait/http/audit';
import { createSqsClient } from '@enterwait/http/aws';
import { databaseVariables, readConfig, serverVariables } from '@enterwait/http/config';
import { openPool, type Pool, type Transaction } from '@enterwait/http/database';
import { createApiKeys, keyRoutes } from '@enterwait/http/keys';
import { createLimits } from '@enterwait/http/limits';
import { createDoors, type DoorTables, doorTables, passDoors } from '@enterwait/http/maintenance';
import { createSchemaCheck, migratedOnly } from '@enterwait/http/migrations';
import type { ApiInfo } from '@enterwait/http/openapi';
import {
  createHousekeeping,
  createLiveness,
  createLogger,
  createMetrics,
  healthRoute,
  type Logger,
  type Metrics,
  metricsRoute,
  type RunningServer,
  readyRoute,
  startServer,
} from '@enterwait/http/server';
import { type Authorise, createLedger, type Ledger, type OnExpectedStatus } from '../commands/ledger.ts';
import { type LimitTables, limitTables } from '../commands/limits.ts';
import { createDeliveryReader, type DeliveryReader } from '../deliveries/signed-delivery.ts';
import { createMailFeedback } from '../mail-addresses/mail-feedback.ts';
import { mailAddressRoute } from '../mail-addresses/route.ts';
import { initRoute } from '../nurseries/init.ts';
import { nurseryRoute } from '../nurseries/route.ts';
import { SAMPLE_NURSERIES } from '../nurseries/sample-nurseries.ts';
import { createOutboxLog } from '../outbox/log.ts';
import { createRelay, measureOutbox, sendToQueue } from '../outbox/relay.ts';
import { createApplicationCounts } from '../requests/application-counts.ts';
import { requestsRoute } from '../requests/route.ts';
import { createMysqlStore } from '../tables/mysql-store.ts';

/** What the routes of a waitlist service are made of. */
export interface WaitlistParts {
  readonly pool: Pool;
  readonly ledger: Ledger;
  readonly metrics: Metrics;
  readonly deliveries: DeliveryReader;
  readonly audit: Audit;
  readonly logger: Logger;
  /** Where people reach this service. */
  readonly publicUrl: string;
  /** Of a daycare that is not registered. */
  readonly defaultCapacity: number;
  /** The people, where the service has any. */
  readonly accounts?: Accounts | undefined;
}

/** What only one of the systems has: tables, and what follows there from the expected status of an application. */
export interface OwnRules<Own extends object> {
  readonly tables: (tx: Transaction) => Own;
  readonly onExpectedStatus?: (config: { DEFAULT_CAPACITY: number }) => OnExpectedStatus<Own>;
  readonly authorise?: Authorise<Own>;
}

export interface WaitlistServiceOptions<Own extends object> {
  readonly name: Exclude<Origin, 'management'>;
  readonly info: ApiInfo;
  readonly defaultPort: number;
  /** Folder of the bundle: holds `sql/common`, `sql/<name>` and `docs`. */
  readonly root: string;
  readonly routes: (parts: WaitlistParts) => readonly Route[];
  readonly own?: OwnRules<Own>;
  readonly accounts?: CreateAccounts;
  /** How pages look; `accounts` brings the sign-in page. */
  readonly pages?: (accounts: Accounts) => SitePages;
}

/** Who may look at an application, beside the operators: those whose it can be. */
const READERS: Record<Exclude<Origin, 'management'>, readonly Role[]> = {
  enterwait: ['parent', 'operator', 'program'],
  nursery: ['staff', 'operator', 'program'],
};

/**
 * Starts one of the two systems that own a database: HTTP, ledger, outbox relay.
 * @returns undefined when it was only asked to migrate
 * @throws ConfigError
 */
export async function startWaitlistService<Own extends object>(
  options: WaitlistServiceOptions<Own>,
): Promise<{ running: RunningServer; logger: Logger } | undefined> {
  const { name, info, root } = options;
  const migrationFolders = migrationFoldersOf(root, ['common', 'access', 'accounts', name]);
  if (await migratedOnly(name, migrationFolders)) return undefined;
  const config = readConfig({ ...serverVariables, ...databaseVariables });
  const logger = createLogger(name, config.LOG_LEVEL);
  const metrics = createMetrics(name);
  const pool = openPool(config);
  const closed = config.MAINTENANCE === '1';
  const doors = createDoors(pool, closed);
  const ownTables = options.own?.tables;
  const limits = createLimits(pool, { rules: config.LIMITS });
  const store = createMysqlStore<Own & DoorTables & LimitTables>(pool, (tx) =>
    Object.assign(doorTables(tx, closed), limitTables(limits, tx), ownTables?.(tx)),
  );
  const sqs = createSqsClient(config);
  const liveness = createLiveness({ loop: 'relay', logger, gauge: metrics.relayTurnAgeSeconds });
  const relay = createRelay({
    store,
    send: sendToQueue(sqs, config.QUEUE_URL, logger),
    origin: name,
    pollMs: config.RELAY_POLL_MS,
    askAgainMs: config.ASK_AGAIN_SECONDS.map((seconds) => seconds * 1000),
    logger,
    metrics,
    beat: liveness.beat,
  });
  const ledger = createLedger({
    store,
    origin: name,
    // Staff decide about what they see; a parent asks for their own child, whichever round it is.
    namesRounds: name === 'nursery',
    onOutbox: relay.wake,
    handOver: relay.handOver,
    admit: passDoors,
    limit: (tables, command) => tables.countCommand(command),
    ...(options.own?.onExpectedStatus === undefined ? {} : { onExpectedStatus: options.own.onExpectedStatus(config) }),
    ...(options.own?.authorise === undefined ? {} : { authorise: options.own.authorise }),
  });
  const audit = createAudit(pool, logger, { limits, metrics });
  const accessRecords = createAccessRecords({ pool, logger });
  const publicUrl = publicUrlOf(config, options.defaultPort);
  const mailFeedback = createMailFeedback({ sqs, mailQueueUrl: config.MAIL_QUEUE_URL, pool, logger });
  const accounts = options.accounts?.({
    service: name,
    config,
    publicUrl,
    pool,
    sqs,
    audit,
    mailFeedback,
    limits,
    logger,
  });
  const deliveries = createDeliveryReader(config.WEBHOOK_SECRET);
  const countApplications = createApplicationCounts(pool, metrics);
  const docsFolder = join(root, 'docs');
  const app = createApp({
    info,
    logger,
    metrics,
    audit,
    accessRecords,
    trustProxy: config.TRUST_PROXY,
    publicUrl,
    doors,
    authenticate: createAuthenticator({
      adminToken: config.ADMIN_TOKEN,
      keys: createApiKeys(pool),
      limits,
      session: accounts?.session,
    }),
    pages: accounts === undefined ? undefined : options.pages?.(accounts),
    docsFolder: existsSync(docsFolder) ? docsFolder : undefined,
    routes: [
      ...options.routes({
        pool,
        ledger,
        metrics,
        audit,
        logger,
        accounts,
        publicUrl,
        defaultCapacity: config.DEFAULT_CAPACITY,
        deliveries,
      }),
      mailAddressRoute({ pool, deliveries, mailFeedback }),
      ...(accounts?.routes ?? []),
      requestsRoute(pool, READERS[name]),
      auditRoute(pool),
      accessRecordsRoute(pool),
      ...keyRoutes({ pool, audit }),
      nurseryRoute({ pool, audit }),
      initRoute({
        config,
        pool,
        migrationFolders,
        nurseries: SAMPLE_NURSERIES,
      }),
      healthRoute(liveness.isAlive),
      readyRoute(createSchemaCheck(pool, migrationFolders)),
      metricsRoute(metrics, async () => {
        liveness.ageSeconds();
        metrics.maintenance.set((await doors.areClosed()) ? 1 : 0);
        await Promise.all([measureOutbox(store, metrics), countApplications()]);
      }),
    ],
  });
  const outboxLog = createOutboxLog(store, logger);
  const housekeeping = createHousekeeping({
    pool,
    limits,
    auditRetentionDays: config.AUDIT_RETENTION_DAYS,
    logger,
  });
  const running = await startServer({
    app,
    host: config.HOST,
    port: config.PORT ?? options.defaultPort,
    logger,
    closers: [
      { name: 'outbox log', close: async () => outboxLog.stop() },
      { name: 'housekeeping', close: async () => housekeeping.stop() },
      { name: 'relay', close: () => relay.stop(3_000) },
      { name: 'accounts', close: async () => accounts?.close() },
      { name: 'access records', close: () => accessRecords.close() },
      { name: 'database', close: () => pool.end() },
      { name: 'queue', close: async () => sqs.destroy() },
    ],
  });
  relay.start();
  outboxLog.start();
  housekeeping.start();
  return { running, logger };
}

/** The folders of migrations that a bundle has, of those that are asked for. */
export const migrationFoldersOf = (root: string, names: readonly string[]): string[] =>
  names.map((name) => join(root, 'sql', name)).filter((folder) => existsSync(folder));

/** Where people reach a service that was not told so. */
export const publicUrlOf = (
  { PUBLIC_URL, HOST, PORT }: { PUBLIC_URL?: string | undefined; HOST: string; PORT?: number | undefined },
  defaultPort: number,
): string => (PUBLIC_URL ?? `http://${HOST}:${PORT ?? defaultPort}`).replace(/\/+$/, '');
