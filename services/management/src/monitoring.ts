import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { SQSClient } from '@aws-sdk/client-sqs';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { System } from '@enterwait/domain/protocol';
import type { Audit } from '@enterwait/http/audit';
import type { Pool } from '@enterwait/http/database';
import type { NamedLimits } from '@enterwait/http/limits';
import type { Logger, Metrics } from '@enterwait/http/server';
import { limitTables } from '@enterwait/ledger/commands';
import { createRelay, type Relay, sendToQueue } from '@enterwait/ledger/outbox';
import { createMysqlStore, type OutboxTables, type Store } from '@enterwait/ledger/tables';
import { countOf, queuesBeside } from '@enterwait/operations/queues';
import { type ApplicationTable, createApplicationTable } from './application-table.ts';
import { type AuditTrail, createAuditTrail } from './audit/trail.ts';
import { type AnswerPoller, createAnswerPoller } from './commands/answer-poller.ts';
import { type Canceller, createCanceller } from './commands/cancel.ts';
import { createUnansweredCommands } from './commands/unanswered-commands.ts';
import { createDeadLetters, type DeadLetters } from './dead-letters/dead-letters.ts';
import { createLeadership, createSampler, type Sampler } from './figures/sampler.ts';
import { createSamples, type Samples } from './figures/samples.ts';
import { takeSample } from './figures/sampling.ts';
import type { HealthParts } from './health/health.ts';
import { allKnow, createPeer, type Peer } from './peers.ts';
import { createMailClaimReader } from './timeline/claims.ts';
import { createTimelineLoader, type TimelineLoader } from './timeline/load.ts';

/** Dependencies of the operators' API and pages. */
export interface Monitoring {
  readonly table: ApplicationTable;
  readonly timelines: TimelineLoader;
  readonly canceller: Canceller;
  /** Sends the operators' commands, and collects their answers. */
  readonly relay: Relay;
  readonly answers: AnswerPoller;
  readonly store: Store<OutboxTables>;
  readonly deadLetters: DeadLetters;
  readonly samples: Samples;
  readonly health: HealthParts;
  /** The two systems that keep applications. */
  readonly peers: readonly Peer[];
  readonly trail: AuditTrail;
  readonly audit: Audit;
  readonly sampler: Sampler;
  readonly metrics: Metrics;
}

export interface MonitoringOptions {
  readonly config: {
    readonly TABLE_NAME: string;
    readonly MAIL_CLAIM_TABLE_NAME: string;
    readonly QUEUE_URL: string;
    readonly ENTERWAIT_URL: string;
    readonly NURSERY_URL: string;
    readonly PEER_KEY: string;
    readonly DATABASE: string;
    readonly RELAY_POLL_MS: number;
    readonly ASK_AGAIN_SECONDS: readonly number[];
  };
  readonly pool: Pool;
  readonly sqs: SQSClient;
  readonly dynamodb: DynamoDBClient;
  readonly audit: Audit;
  readonly limits: NamedLimits;
  readonly metrics: Metrics;
  readonly logger: Logger;
  /** Each is called on every turn of the loop with its name. */
  readonly beats: Readonly<Record<'relay' | 'answers' | 'sampler', () => void>>;
}

/** Only the next command of the same application waits for it. */
const ANSWERS_EVERY_MS = 1_000;

export function createMonitoring({
  config,
  pool,
  sqs,
  dynamodb,
  audit,
  limits,
  metrics,
  logger,
  beats,
}: MonitoringOptions): Monitoring {
  const table = createApplicationTable(dynamodb, config.TABLE_NAME, { logger });
  const queues = queuesBeside(config.QUEUE_URL);
  const peers: Record<System, Peer> = {
    enterwait: createPeer({ name: 'enterwait', url: config.ENTERWAIT_URL, key: config.PEER_KEY }),
    nursery: createPeer({ name: 'nursery', url: config.NURSERY_URL, key: config.PEER_KEY }),
  };
  const store = createMysqlStore(pool, (tx) => limitTables(limits, tx));
  const relay = createRelay({
    store,
    send: sendToQueue(sqs, config.QUEUE_URL, logger),
    origin: 'management',
    pollMs: config.RELAY_POLL_MS,
    askAgainMs: config.ASK_AGAIN_SECONDS.map((seconds) => seconds * 1000),
    logger,
    metrics,
    beat: beats.relay,
  });
  const claims = createMailClaimReader(DynamoDBDocumentClient.from(dynamodb), config.MAIL_CLAIM_TABLE_NAME, logger);
  const deadLetters = createDeadLetters(sqs, queues);
  const samples = createSamples(pool);
  const depths = async () =>
    Object.fromEntries(
      await Promise.all(
        Object.entries(queues.queue_urls).map(async ([name, url]) => {
          const { visible, hidden } = await countOf(sqs, url);
          return [name, visible + hidden] as const;
        }),
      ),
    );
  const ownOutbox = () => store.transaction((tables) => tables.outboxDepth());
  return {
    table,
    timelines: createTimelineLoader({ table, claims, peers, asked: createUnansweredCommands(pool), sqs, queues }),
    canceller: createCanceller({
      table,
      store,
      limit: (tables, command) => tables.countCommand(command),
      onOutbox: relay.wake,
    }),
    relay,
    store,
    answers: createAnswerPoller({
      store,
      eventsOf: async (requestId) => (await table.events(requestId)).events,
      isTold: (requestId, version) => allKnow(Object.values(peers), requestId, version),
      everyMs: ANSWERS_EVERY_MS,
      onAnswer: relay.wake,
      beat: beats.answers,
      logger,
    }),
    deadLetters,
    samples,
    peers: Object.values(peers),
    health: {
      peers,
      deadLetters,
      depths,
      ownOutbox,
      checkTable: () => table.check(),
      checkDatabase: async () => {
        await pool.query('SELECT 1 FROM sample LIMIT 1');
      },
    },
    trail: createAuditTrail(pool, peers),
    audit,
    metrics,
    sampler: createSampler({
      take: () => takeSample({ sqs, queues, peers, ownOutbox }),
      samples,
      leadership: createLeadership(pool, `${config.DATABASE}.sampler`),
      beat: beats.sampler,
      logger,
    }),
  };
}
