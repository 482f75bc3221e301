import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';

/**
 * Counted in the namespace `Enterwait`, with the function as the dimension `service`. Alarms watch some of them: rename
 * both together.
 */
export const METRICS = [
  /** Records that can never succeed and were parked. */
  'ParkedRecords',
  /** Records that failed and are retried. */
  'FailedRecords',
  /** Records that failed on their last receive and were sent to the dead-letter queue. */
  'DeadLetters',
  /** Commands by the judge's decision; a repeat was decided before. */
  'AppliedCommands',
  'RefusedCommands',
  'RepeatedCommands',
  /** Judged events that the bus accepted. */
  'PublishedEvents',
  /** Of those, the ones that were republished for a repeated command. */
  'RetoldEvents',
  /** Judged events that a system accepted. */
  'Deliveries',
  /** Mails that SES accepted; repeats and mails without a recipient do not count. */
  'Mails',
  /** Mails that were withheld because their address is suppressed. */
  'WithheldMails',
  /** Permanent bounces, transient bounces, and complaints. */
  'PermanentBounces',
  'TransientBounces',
  'Complaints',
  /** Addresses whose owner has verified them again by opening a link. */
  'VerifiedAddresses',
] as const;
export type MetricName = (typeof METRICS)[number];

export interface PipelineMetrics {
  /** Adds to a metric and writes it at once, as a log line in CloudWatch's embedded metric format. 0 writes nothing. */
  count(name: MetricName, value: number): void;
}

/** Counts things by name and writes one log line per metric. */
export function countAll(metrics: PipelineMetrics, names: readonly (MetricName | undefined)[]): void {
  const known = names.filter((name) => name !== undefined);
  for (const [name, all] of Map.groupBy(known, (one) => one)) metrics.count(name, all.length);
}

export function createMetrics(): PipelineMetrics {
  const metrics = new Metrics({ namespace: 'Enterwait' });
  return {
    count(name, value) {
      if (value === 0) return;
      metrics.addMetric(name, MetricUnit.Count, value);
      metrics.publishStoredMetrics();
    },
  };
}
