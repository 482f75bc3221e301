/** What the evaluator knows about an alarm: read from Terraform's state (state.ts), never written down a second time. */
export interface Alarm {
  /** `<name>-<entry>-<which>` without the name prefix that all alarms share. */
  readonly key: string;
  /** The alarm's region: an alarm only sees its own region's metrics. */
  readonly region: string;
  readonly threshold: number;
  readonly below: boolean;
  /** Length of a datapoint, s. */
  readonly period: number;
  /** N: how many datapoints are evaluated. */
  readonly evaluationPeriods: number;
  /** M: how many of them must breach. */
  readonly datapoints: number;
  readonly missing: TreatMissing;
  /** By the names used in `expression`; a single metric if there is no expression. */
  readonly metrics: ReadonlyMap<string, WatchedMetric>;
  readonly expression: string | undefined;
}

export type TreatMissing = 'breaching' | 'notBreaching' | 'ignore';

export interface WatchedMetric extends MetricId {
  readonly statistic: Statistic;
}

export const STATISTICS = ['Average', 'Maximum', 'Minimum', 'SampleCount', 'Sum'] as const;
export type Statistic = (typeof STATISTICS)[number];

export interface MetricId {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
}

/** CloudWatch identifies a metric by namespace, name and all dimensions. */
export const keyOf = ({ namespace, name, dimensions }: MetricId): string =>
  `${namespace} ${name} ${Object.entries(dimensions)
    .map(([dimension, value]) => `${dimension}=${value}`)
    .sort()
    .join(' ')}`.trim();
