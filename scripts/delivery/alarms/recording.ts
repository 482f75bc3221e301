import { keyOf, type MetricId, type Statistic } from './alarm.ts';

export const MINUTE_S = 60;

interface Minute {
  sum: number;
  least: number;
  most: number;
  count: number;
}

/** What CloudWatch has received, by metric and minute. */
export class Recording {
  readonly minutes: number;
  readonly #metrics = new Map<string, Map<number, Minute>>();

  constructor(minutes: number) {
    this.minutes = minutes;
  }

  put(metric: MetricId, minute: number, value: number): void {
    if (minute < 0 || minute >= this.minutes) return;
    const key = keyOf(metric);
    const series = this.#metrics.get(key) ?? new Map<number, Minute>();
    this.#metrics.set(key, series);
    const { sum, least, most, count } = series.get(minute) ?? { sum: 0, least: value, most: value, count: 0 };
    series.set(minute, {
      sum: sum + value,
      least: Math.min(least, value),
      most: Math.max(most, value),
      count: count + 1,
    });
  }

  samples(metric: MetricId, from: number, to: number): Minute[] {
    const series = this.#metrics.get(keyOf(metric));
    const found: Minute[] = [];
    if (series === undefined) return found;
    for (let minute = from; minute < to; minute += 1) {
      const one = series.get(minute);
      if (one !== undefined) found.push(one);
    }
    return found;
  }

  get keys(): string[] {
    return [...this.#metrics.keys()];
  }
}

export function aggregate(minutes: readonly Minute[], statistic: Statistic): number | undefined {
  if (minutes.length === 0) return undefined;
  const count = minutes.reduce((all, one) => all + one.count, 0);
  const sum = minutes.reduce((all, one) => all + one.sum, 0);
  switch (statistic) {
    case 'Sum':
      return sum;
    case 'SampleCount':
      return count;
    case 'Average':
      return sum / count;
    case 'Maximum':
      return Math.max(...minutes.map(({ most }) => most));
    case 'Minimum':
      return Math.min(...minutes.map(({ least }) => least));
  }
}
