/** What the evaluator knows of an alarm: read out of Terraform's state (state.ts), never written down again. */
export interface Alarm {
  /** `<name>-<entry>-<which>` without the name that all begin with. */
  readonly key: string;
  /** Where it stands: figures are seen by alarms of their own region only. */
  readonly region: string;
  readonly threshold: number;
  readonly below: boolean;
  /** Seconds of a datapoint. */
  readonly period: number;
  /** N: how many datapoints are looked at. */
  readonly evaluationPeriods: number;
  /** M: how many of them have to breach. */
  readonly datapoints: number;
  readonly missing: TreatMissing;
  /** By the names that stand in `expression`; a single one, where there is none. */
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

/** CloudWatch knows a metric by namespace, name and all dimensions. */
export const keyOf = ({ namespace, name, dimensions }: MetricId): string =>
  `${namespace} ${name} ${Object.entries(dimensions)
    .map(([dimension, value]) => `${dimension}=${value}`)
    .sort()
    .join(' ')}`.trim();
