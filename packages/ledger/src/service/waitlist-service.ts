import type { System } from '@enterwait/domain/protocol';
import type { Role } from '@enterwait/http/access';
import type { Accounts, CreateAccounts, Route, SitePages } from '@enterwait/http/app';
import type { Audit } from '@enterwait/http/audit';
import { databaseVariables, readConfig, serverVariables } from '@enterwait/http/config';
import type { Pool, Transaction } from '@enterwait/http/database';
import {
  createMaintenanceMode,
  type MaintenanceTables,
  maintenanceTables,
  refuseDuringMaintenance,
} from '@enterwait/http/maintenance';
import type { ApiInfo } from '@enterwait/http/openapi';
import { createLiveness, type Logger, type Metrics } from '@enterwait/http/server';
import { type StartedService, startService } from '@enterwait/http/service';
import type { Authorise, OnExpectedStatus } from '../commands/hooks.ts';
import { createLedger, type Ledger } from '../commands/ledger.ts';
import { type LimitTables, limitTables } from '../commands/limits.ts';
import { createDeliveryReader, type DeliveryReader } from '../deliveries/signed-delivery.ts';
import { createMailFeedback } from '../mail-addresses/mail-feedback.ts';
import { mailAddressRoute } from '../mail-addresses/route.ts';
import { initRoute } from '../nurseries/init.ts';
import { nurseryRoute } from '../nurseries/route.ts';
import { SAMPLE_NURSERIES } from '../nurseries/sample-nurseries.ts';
import { createOutboxLog } from '../outbox/log.ts';
import { createRelay, measureOutbox } from '../outbox/relay.ts';
import { sendToQueue } from '../outbox/send-to-queue.ts';
import { createApplicationCounts } from '../requests/application-counts.ts';
import { requestsRoute } from '../requests/route.ts';
import { createMysqlStore } from '../tables/mysql-store.ts';

/** What the routes of a waitlist service are built from. */
export interface WaitlistParts {
  readonly pool: Pool;
  readonly ledger: Ledger;
  readonly metrics: Metrics;
  readonly deliveries: DeliveryReader;
  readonly audit: Audit;
  readonly logger: Logger;
  /** The public URL of this service. */
  readonly publicUrl: string;
  /** Places of a daycare that is not registered. */
  readonly defaultCapacity: number;
  /** User accounts, if the service has any. */
  readonly accounts?: Accounts | undefined;
}

/** What only one of the systems has: tables, and its reaction to a change of an application's expected status. */
export interface OwnRules<Own extends object> {
  readonly tables: (tx: Transaction) => Own;
  readonly onExpectedStatus?: (config: { DEFAULT_CAPACITY: number }) => OnExpectedStatus<Own>;
  readonly authorise?: Authorise<Own>;
}

export interface WaitlistServiceOptions<Own extends object> {
  readonly name: System;
  readonly info: ApiInfo;
  readonly defaultPort: number;
  /** Folder of the bundle: contains `sql/common`, `sql/<name>` and `docs`. */
  readonly root: string;
  readonly routes: (parts: WaitlistParts) => readonly Route[];
  readonly own?: OwnRules<Own>;
  readonly accounts?: CreateAccounts;
  /** The layout of pages; `accounts` adds the sign-in page. */
  readonly pages?: (accounts: Accounts) => SitePages;
}

/** Who may read an application, besides the operators. */
const READERS: Record<System, readonly Role[]> = {
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
): Promise<StartedService | undefined> {
  const { name, info, defaultPort, root, own } = options;
  return startService(
    {
      name,
      info,
      defaultPort,
      root,
      migrations: ['common', 'access', 'accounts', name],
      readConfig: () => readConfig({ ...serverVariables, ...databaseVariables }),
    },
    (parts) => {
      const { config, logger, metrics, pool, sqs, limits, audit, publicUrl, migrationFolders } = parts;
      const closed = config.MAINTENANCE === '1';
      const maintenance = createMaintenanceMode(pool, closed);
      const store = createMysqlStore<Own & MaintenanceTables & LimitTables>(pool, (tx) =>
        Object.assign(maintenanceTables(tx, closed), limitTables(limits, tx), own?.tables(tx)),
      );
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
        // Staff decide about what they see; a parent acts for their own child, in any round.
        namesRounds: name === 'nursery',
        onOutbox: relay.wake,
        handOver: relay.handOver,
        admit: refuseDuringMaintenance,
        limit: (tables, command) => tables.countCommand(command),
        ...(own?.onExpectedStatus === undefined ? {} : { onExpectedStatus: own.onExpectedStatus(config) }),
        ...(own?.authorise === undefined ? {} : { authorise: own.authorise }),
      });
      const mailFeedback = createMailFeedback({ sqs, mailQueueUrl: config.MAIL_QUEUE_URL, pool, logger });
      const accounts = options.accounts?.({ ...parts, mailFeedback });
      const deliveries = createDeliveryReader(config.WEBHOOK_SECRET);
      const countApplications = createApplicationCounts(pool, metrics);
      return {
        accounts,
        pages: accounts === undefined ? undefined : options.pages?.(accounts),
        maintenance,
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
          requestsRoute(pool, READERS[name]),
          nurseryRoute({ pool, audit }),
          initRoute({ config, pool, migrationFolders, nurseries: SAMPLE_NURSERIES }),
        ],
        loops: [
          { name: 'outbox log', ...createOutboxLog(store, logger) },
          { name: 'relay', start: relay.start, stop: () => relay.stop() },
        ],
        isAlive: liveness.isAlive,
        async measure() {
          liveness.ageSeconds();
          metrics.maintenance.set((await maintenance.isOn()) ? 1 : 0);
          await Promise.all([measureOutbox(store, metrics), countApplications()]);
        },
      };
    },
  );
}
