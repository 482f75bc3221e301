import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';

/** Counted in the namespace `Enterwait`, with the function as the dimension `service`. Alarms watch some: none may be renamed alone. */
export const METRICS = [
  /** Records that can never succeed and were set aside. */
  'ParkedRecords',
  /** Records that failed and come again. */
  'FailedRecords',
  /** Records that failed on their last receive and were sent to the dead-letter queue. */
  'DeadLetters',
  /** Commands by what the judge decided; a repeat was decided before. */
  'AppliedCommands',
  'RefusedCommands',
  'RepeatedCommands',
  /** Judged events that the bus has taken. */
  'PublishedEvents',
  /** Of those, what the judge told again to whoever asked again. */
  'RetoldEvents',
  /** Judged events that a system has taken. */
  'Deliveries',
  /** Mails that SES has taken; those that were sent before or go to nobody are no mails. */
  'Mails',
  /** Mails that were held back, for their address takes none. */
  'WithheldMails',
  /** Mails that came back for good, that came back for now, and that were complained of. */
  'PermanentBounces',
  'TransientBounces',
  'Complaints',
  /** Addresses whose owner has opened a link of ours again. */
  'VerifiedAddresses',
] as const;
export type MetricName = (typeof METRICS)[number];

export interface PipelineMetrics {
  /** Adds to a metric and writes it at once, as a line of the log that CloudWatch understands. 0 writes nothing. */
  count(name: MetricName, value: number): void;
}

/** Counts things by name, each name once: a line of the log a metric. */
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
