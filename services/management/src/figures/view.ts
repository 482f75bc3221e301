import type { Sample, Samples } from './samples.ts';
import { PLOTS, type Plot, RANGES, type RangeName, type Series } from './series.ts';

/** A value at a time (seconds since 1970); null: not known. */
export type Point = readonly [at: number, value: number | null];

export interface PlottedSeries extends Series {
  readonly points: readonly Point[];
  readonly latest: number | null;
  readonly highest: number | null;
}

export interface Plotted extends Omit<Plot, 'series'> {
  readonly series: readonly PlottedSeries[];
}

export interface FiguresView {
  readonly from: number;
  readonly to: number;
  /** Seconds between two points. */
  readonly step: number;
  readonly plots: readonly Plotted[];
}

/** The longest gap between two samples, in seconds, before the time in between counts as unknown. */
const GAP = 3;
/** The most points in a plot. */
const MOST_POINTS = 288;
/** What resolution is kept up to which age; a longer period is shown in coarser steps. */
const STEPS = [15, 60, 300, 1800, 3600, 7200, 21_600, 86_400];

export async function figuresOf(samples: Samples, range: RangeName, now: Date): Promise<FiguresView> {
  const { seconds, step } = RANGES[range];
  const to = Math.floor(now.getTime() / 1000);
  return figuresBetween(samples, to - seconds, to, step);
}

/** @param step seconds between two points; default: as many points as a plot can show */
export async function figuresBetween(
  samples: Samples,
  from: number,
  to: number,
  step = STEPS.find((one) => (to - from) / one <= MOST_POINTS) ?? 86_400,
): Promise<FiguresView> {
  // One step earlier, so a counter's first point has a predecessor.
  const found = await samples.between(from - step, to, step);
  const plots = PLOTS.map((plot) => ({
    ...plot,
    series: plot.series.map((series) => plotted(series, found, from, step)),
  }));
  return { from, to, step, plots };
}

function plotted(series: Series, samples: readonly Sample[], from: number, step: number): PlottedSeries {
  const all = series.kind === 'counter' ? ratesOf(series.name, samples, step) : levelsOf(series.name, samples);
  const points = withGaps(
    all.filter(([at]) => at >= from),
    step,
  );
  const values = points.flatMap(([, value]) => (value === null ? [] : [value]));
  return {
    ...series,
    points,
    latest: points.at(-1)?.[1] ?? null,
    highest: values.length === 0 ? null : Math.max(...values),
  };
}

const levelsOf = (name: string, samples: readonly Sample[]): Point[] =>
  samples.map(({ at, figures }) => [at, figures[name] ?? null]);

/** A counter's growth per minute. A value lower than the previous one means that its process restarted. */
function ratesOf(name: string, samples: readonly Sample[], step: number): Point[] {
  return samples.slice(1).map(({ at, figures }, index) => {
    const before = samples[index];
    const now = figures[name];
    const then = before?.figures[name];
    if (before === undefined || now === undefined || then === undefined || at - before.at > GAP * step)
      return [at, null];
    const grown = now >= then ? now - then : now;
    return [at, Math.round((grown / (at - before.at)) * 600) / 10];
  });
}

/** The line breaks where samples are missing. */
function withGaps(points: readonly Point[], step: number): Point[] {
  return points.flatMap((point, index) => {
    const before = points[index - 1];
    const broken = before !== undefined && point[0] - before[0] > GAP * step;
    return broken ? [[before[0] + step, null] as Point, point] : [point];
  });
}
