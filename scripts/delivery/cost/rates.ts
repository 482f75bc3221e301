import type { Size } from '../chart/check.ts';
import { LIMITS } from '../scale/assumptions.ts';
import type { Sizes } from '../scale/sizes.ts';

export interface Hop {
  readonly hop: string;
  /** Commands per second that it can sustain. */
  readonly rate: number;
  readonly because: string;
  readonly remedy: string;
  /** Whether anything faster waits in a queue, late but not refused. */
  readonly waits: boolean;
}

/** A size's own settings that limit a hop. */
export interface Room {
  /** Pods of one service while nothing is busy. */
  readonly pods: number;
  /** Batches delivered to one system at the same time. */
  readonly deliveryBatches: number;
}

/** The maximum rate of every hop, narrowest first. */
export function ratesOf(size: Size, { laterWrites }: Sizes, { pods, deliveryBatches }: Room): Hop[] {
  const hops: Hop[] = [
    {
      hop: 'SES',
      rate: LIMITS.sesMails,
      because: `${LIMITS.sesMails} mails a second of a new account, one mail per command`,
      remedy: `ask AWS for more (${LIMITS.sesMailsRaised} and above are common), then raise mail_concurrency`,
      waits: true,
    },
    {
      hop: 'Databases',
      // The command and the delivery of its outcome; the relay commits ten at a time.
      rate: LIMITS.transactions[size] / 2.1,
      because: `${LIMITS.transactions[size]} transactions a second, 2.1 per command in the system that asks`,
      remedy:
        size === 'small'
          ? 'env/production.tfvars'
          : 'the next instance_class; then one database a region of the agency',
      waits: false,
    },
    {
      hop: 'Relay of the outbox',
      rate: LIMITS.relayedPerPod * pods,
      because: `${LIMITS.relayedPerPod} a second per pod, ${pods} pods`,
      remedy: 'more pods: relays share the outbox (SKIP LOCKED)',
      waits: true,
    },
    {
      hop: 'IntegrateEventQueue',
      rate: LIMITS.fifoCalls * LIMITS.batch,
      because: `${LIMITS.fifoCalls} calls a second in high throughput, ten messages each`,
      remedy: 'a higher quota',
      waits: true,
    },
    {
      hop: 'Index ByDay',
      rate: LIMITS.partitionWrites / 2,
      because: `${LIMITS.partitionWrites} write units a second per partition, and a whole day is one: 2 per command`,
      remedy: 'spread the day over ten partitions (ix_day of the application’s last digit) and read all ten',
      waits: true,
    },
    {
      hop: 'EnterwaitApplications',
      rate: LIMITS.freshTableWrites / laterWrites,
      because: `${LIMITS.freshTableWrites} write units a second of a fresh on-demand table, ${laterWrites} per command`,
      remedy: 'warm_throughput before the line opens; an on-demand table doubles by itself within minutes',
      waits: true,
    },
    {
      hop: 'Stream and DynamoDBToEventBridge',
      rate: LIMITS.publishedPerShard * LIMITS.freshShards,
      because: `${LIMITS.publishedPerShard} a second per shard, ${LIMITS.freshShards} shards`,
      remedy: 'parallelization_factor up to 10: the order per application stays',
      waits: true,
    },
    {
      hop: 'IntegrateEventBus',
      rate: Math.min(LIMITS.eventBridgePuts, LIMITS.eventBridgeInvocations / 3),
      because: `${LIMITS.eventBridgeInvocations} targets a second, three per command (${LIMITS.eventBridgePuts} entries put)`,
      remedy: 'a higher quota (Service Quotas, granted in days)',
      waits: true,
    },
    {
      hop: 'SQSToNursery, SQSToEnterwait',
      rate: LIMITS.deliveredPerBatch * deliveryBatches,
      because: `${deliveryBatches} batches at once, ${LIMITS.deliveredPerBatch} deliveries a second each`,
      remedy: 'raise delivery_concurrency, and check the connections of the databases',
      waits: true,
    },
  ];
  return hops.sort((a, b) => a.rate - b.rate);
}
