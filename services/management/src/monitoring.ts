import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { SQSClient } from '@aws-sdk/client-sqs';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { countOf, queuesBeside } from '@enterwait/operations';
import type { Audit, Logger, Metrics, Pool } from '@enterwait/service';
import { type ApplicationTable, createApplicationTable } from './application-table.ts';
import { type AuditTrail, createAuditTrail } from './audit/trail.ts';
import { type Canceller, createCanceller } from './commands/cancel.ts';
import { createDeadLetters, type DeadLetters } from './dead-letters/dead-letters.ts';
import { createLeadership, createSampler, type Sampler } from './figures/sampler.ts';
import { createSamples, type Samples } from './figures/samples.ts';
import { takeSample } from './figures/sampling.ts';
import type { HealthParts } from './health/health.ts';
import { createPeer, type Peer, type System } from './peers.ts';
import { createMailClaims } from './timeline/claims.ts';
import { createTimelineLoader, type TimelineLoader } from './timeline/load.ts';

/** What the API and the pages of an operator are made of. */
export interface Monitoring {
  readonly table: ApplicationTable;
  readonly timelines: TimelineLoader;
  readonly canceller: Canceller;
  readonly deadLetters: DeadLetters;
  readonly samples: Samples;
  readonly health: HealthParts;
  readonly trail: AuditTrail;
  readonly audit: Audit;
  readonly sampler: Sampler;
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
  };
  readonly pool: Pool;
  readonly sqs: SQSClient;
  readonly dynamodb: DynamoDBClient;
  readonly audit: Audit;
  readonly metrics: Metrics;
  readonly logger: Logger;
}

export function createMonitoring({
  config,
  pool,
  sqs,
  dynamodb,
  audit,
  metrics,
  logger,
}: MonitoringOptions): Monitoring {
  const table = createApplicationTable(dynamodb, config.TABLE_NAME);
  const queues = queuesBeside(config.QUEUE_URL);
  const peers: Record<System, Peer> = {
    enterwait: createPeer({ name: 'enterwait', url: config.ENTERWAIT_URL, key: config.PEER_KEY }),
    nursery: createPeer({ name: 'nursery', url: config.NURSERY_URL, key: config.PEER_KEY }),
  };
  const claims = createMailClaims(DynamoDBDocumentClient.from(dynamodb), config.MAIL_CLAIM_TABLE_NAME);
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
  return {
    table,
    timelines: createTimelineLoader({ table, claims, peers, sqs, queues }),
    canceller: createCanceller({ table, sqs, queueUrl: config.QUEUE_URL, metrics }),
    deadLetters,
    samples,
    health: {
      peers,
      deadLetters,
      depths,
      checkTable: () => table.check(),
      checkDatabase: async () => {
        await pool.query('SELECT 1 FROM sample LIMIT 1');
      },
    },
    trail: createAuditTrail(pool, peers),
    audit,
    sampler: createSampler({
      take: () => takeSample({ sqs, queues, peers }),
      samples,
      leadership: createLeadership(pool, `${config.DATABASE}.sampler`),
      logger,
    }),
  };
}
