import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { SQSClient } from '@aws-sdk/client-sqs';
import type { Service } from '@enterwait/domain/protocol';
import { createAuthenticator } from '../access/credentials.ts';
import { accessRecordsRoute } from '../access-records/route.ts';
import { createAccessRecords } from '../access-records/writer.ts';
import type { Accounts } from '../app/accounts.ts';
import { createApp } from '../app/app.ts';
import type { Route } from '../app/route.ts';
import type { SitePages } from '../app/site-pages.ts';
import { type Audit, createAudit } from '../audit/audit.ts';
import { auditRoute } from '../audit/route.ts';
import { createSqsClient } from '../aws/aws.ts';
import type { AccountConfig, DatabaseConnection, ServerConfig } from '../config/config.ts';
import { openPool, type Pool } from '../database/database.ts';
import { createApiKeys } from '../keys/api-keys.ts';
import { keyRoutes } from '../keys/route.ts';
import { createLimits, type NamedLimits } from '../limits/limits.ts';
import type { MaintenanceMode } from '../maintenance/maintenance.ts';
import { migratedOnly } from '../migrations/command.ts';
import { createSchemaCheck } from '../migrations/schema-check.ts';
import type { OtherDocument } from '../openapi/docs.ts';
import type { ApiInfo } from '../openapi/openapi.ts';
import { createHousekeeping } from '../server/housekeeping.ts';
import { createLogger, type Logger } from '../server/logging.ts';
import { createMetrics, type Metrics } from '../server/metrics.ts';
import { healthRoute, metricsRoute, readyRoute } from '../server/routes.ts';
import { type Closer, type RunningServer, startServer } from '../server/server.ts';

type ServiceConfig = ServerConfig & DatabaseConnection & AccountConfig;

/** What every service has, whatever it serves. */
export interface ServiceParts<Config extends ServiceConfig> {
  readonly service: Service;
  readonly config: Config;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly pool: Pool;
  readonly sqs: SQSClient;
  readonly limits: NamedLimits;
  readonly audit: Audit;
  /** Where people reach the service, without a trailing slash. */
  readonly publicUrl: string;
  /** The migration folders that the bundle contains. */
  readonly migrationFolders: readonly string[];
}

/** Background work, started once the service listens. */
interface Loop {
  readonly name: string;
  start(): void;
  stop(): Promise<void> | void;
}

/** What one service has beyond the common parts. */
export interface ServiceContent {
  readonly routes: readonly Route[];
  readonly accounts?: Accounts | undefined;
  readonly pages?: SitePages | undefined;
  readonly maintenance?: MaintenanceMode;
  /** Other systems whose API the documentation shows as well. */
  readonly otherDocuments?: readonly OtherDocument[];
  readonly loops: readonly Loop[];
  /** Whether all loops are running. */
  isAlive(): boolean;
  /** Rejects while anything other than the database's migrations is missing. */
  checkReady?(): Promise<void>;
  /** Updates the gauges that need queries. */
  measure(): Promise<void>;
  /** Closed at the very end. */
  readonly closers?: readonly Closer[];
}

export interface ServiceOptions<Config extends ServiceConfig> {
  readonly name: Service;
  readonly info: ApiInfo;
  readonly defaultPort: number;
  /** Folder of the bundle: holds `sql/<migrations>` and `docs`. */
  readonly root: string;
  /** Folders of `sql`, in their order. */
  readonly migrations: readonly string[];
  /** @throws ConfigError */
  readonly readConfig: () => Config;
}

export interface StartedService {
  readonly running: RunningServer;
  readonly logger: Logger;
}

/**
 * Starts a service: configuration, database, who may call, its routes, and the loops beside them.
 * @returns undefined when it was only asked to migrate
 * @throws ConfigError
 */
export async function startService<Config extends ServiceConfig>(
  { name, info, defaultPort, root, migrations, readConfig }: ServiceOptions<Config>,
  contentOf: (parts: ServiceParts<Config>) => ServiceContent,
): Promise<StartedService | undefined> {
  const migrationFolders = migrations.map((folder) => join(root, 'sql', folder)).filter((folder) => existsSync(folder));
  if (await migratedOnly(name, migrationFolders)) return undefined;
  const config = readConfig();
  const logger = createLogger(name, config.LOG_LEVEL);
  const metrics = createMetrics(name);
  const pool = openPool(config);
  const sqs = createSqsClient(config);
  const limits = createLimits(pool, { rules: config.LIMITS });
  const audit = createAudit(pool, logger, { limits, metrics });
  const accessRecords = createAccessRecords({ pool, logger });
  const publicUrl = publicUrlOf(config, defaultPort);
  const parts = { service: name, config, logger, metrics, pool, sqs, limits, audit, publicUrl, migrationFolders };
  const { routes, accounts, pages, maintenance, otherDocuments, ...content } = contentOf(parts);
  const checkSchema = createSchemaCheck(pool, migrationFolders);
  const docsFolder = join(root, 'docs');
  const app = createApp({
    info,
    logger,
    metrics,
    audit,
    accessRecords,
    trustProxy: config.TRUST_PROXY,
    publicUrl,
    maintenance,
    authenticate: createAuthenticator({
      adminToken: config.ADMIN_TOKEN,
      keys: createApiKeys(pool),
      limits,
      session: accounts?.session,
    }),
    pages,
    docsFolder: existsSync(docsFolder) ? docsFolder : undefined,
    ...(otherDocuments === undefined ? {} : { otherDocuments }),
    routes: [
      ...routes,
      ...(accounts?.routes ?? []),
      auditRoute(pool),
      accessRecordsRoute(pool),
      ...keyRoutes({ pool, audit }),
      healthRoute(() => content.isAlive()),
      readyRoute(async () => {
        await Promise.all([content.checkReady?.(), checkSchema()]);
      }),
      metricsRoute(metrics, () => content.measure()),
    ],
  });
  const housekeeping = createHousekeeping({ pool, limits, auditRetentionDays: config.AUDIT_RETENTION_DAYS, logger });
  const loops: readonly Loop[] = [
    { name: 'housekeeping', start: () => housekeeping.start(), stop: () => housekeeping.stop() },
    ...content.loops,
  ];
  const running = await startServer({
    app,
    host: config.HOST,
    port: config.PORT ?? defaultPort,
    logger,
    closers: [
      ...loops.map((loop) => ({ name: loop.name, close: async () => loop.stop() })),
      { name: 'accounts', close: async () => accounts?.close() },
      { name: 'access records', close: () => accessRecords.close() },
      { name: 'database', close: () => pool.end() },
      { name: 'queue', close: async () => sqs.destroy() },
      ...(content.closers ?? []),
    ],
  });
  for (const loop of loops) loop.start();
  return { running, logger };
}

/** The default public URL. */
const publicUrlOf = (
  { PUBLIC_URL, HOST, PORT }: { PUBLIC_URL?: string | undefined; HOST: string; PORT?: number | undefined },
  defaultPort: number,
): string => (PUBLIC_URL ?? `http://${HOST}:${PORT ?? defaultPort}`).replace(/\/+$/, '');
