import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';

/** Counted in the namespace `Enterwait`, with the function as the dimension `service`. */
export type MetricName =
  /** Records that can never succeed and were set aside. */
  | 'ParkedRecords'
  /** Records that failed and come again. */
  | 'FailedRecords'
  /** Records that failed on their last receive and were sent to the dead-letter queue. */
  | 'DeadLetters';

export interface PipelineMetrics {
  /** Adds to a metric and writes it at once, as a line of the log that CloudWatch understands. 0 writes nothing. */
  count(name: MetricName, value: number): void;
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
