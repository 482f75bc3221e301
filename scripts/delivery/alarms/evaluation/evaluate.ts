import type { Alarm, TreatMissing, WatchedMetric } from '../alarm.ts';
import { aggregate, MINUTE_S, type Recording } from '../recording.ts';
import { parseExpression, type Values } from './expression.ts';

export type AlarmState = 'OK' | 'ALARM';
export type Datapoint = 'breaching' | 'ok' | 'missing';

/**
 * The state after one evaluation, as CloudWatch documents it ("How alarm state is evaluated when data is missing"). CloudWatch fetches
 * more datapoints than it evaluates. If there are enough, the latest of them decide, however old they are. If there are too few,
 * `missing` fills up the rest.
 * @param range the fetched datapoints, oldest first
 */
export function stateAfter(
  range: readonly Datapoint[],
  { evaluationPeriods, datapoints, missing }: Pick<Alarm, 'evaluationPeriods' | 'datapoints' | 'missing'>,
  before: AlarmState,
): AlarmState {
  const there = range.filter((point) => point !== 'missing').slice(-evaluationPeriods);
  const breaching = there.filter((point) => point === 'breaching').length;
  const filled = evaluationPeriods - there.length;
  if (breaching + (missing === 'breaching' ? filled : 0) >= datapoints) return 'ALARM';
  // Nothing is within the threshold and too few datapoints are beyond it: the state stays as it was.
  if (missing === 'ignore' && filled > 0 && breaching === there.length) return before;
  return 'OK';
}

/**
 * How many datapoints CloudWatch fetches beyond those it evaluates depends on the period, and is only documented for one example (5 for
 * 3).
 * An alarm must ring, or stay quiet, with any of these numbers.
 */
export const EXTRA_DATAPOINTS = [0, 2, 5] as const;

/** Minutes until a figure reaches CloudWatch: AWS's own arrive about a minute late, those from log lines later. */
const LATE = { own: 1, ofLogs: 2 } as const;

export interface Ring {
  /** The minute of the recording at whose end the alarm rings. */
  readonly minute: number;
}

/**
 * Every time, in minutes, that the alarm starts to ring over a recording. Evaluation starts at `from`, with everything before it as
 * history.
 */
export function ringsOf(alarm: Alarm, recording: Recording, from: number, extra: number): Ring[] {
  const every = alarm.period / MINUTE_S;
  const begin = Math.ceil(from / every);
  const first = Math.max(0, begin - alarm.evaluationPeriods - extra);
  const points = datapointsOf(alarm, recording, first, alarm.evaluationPeriods + extra);
  const missing: TreatMissing = isOfDynamoDb(alarm) ? 'ignore' : alarm.missing;
  const late = [...alarm.metrics.values()].some(({ namespace }) => !namespace.startsWith('AWS/'))
    ? LATE.ofLogs
    : LATE.own;
  const rings: Ring[] = [];
  let state: AlarmState = 'OK';
  for (let last = begin - first; last < points.length; last += 1) {
    const range = points.slice(Math.max(0, last + 1 - alarm.evaluationPeriods - extra), last + 1);
    const after = stateAfter(range, { ...alarm, missing }, state);
    if (after === 'ALARM' && state === 'OK') rings.push({ minute: (first + last + 1) * every + late });
    state = after;
  }
  return rings;
}

/**
 * An alarm on an AWS/DynamoDB metric ignores missing data. An alarm on an expression does not, because it has no such metric of its own.
 */
const isOfDynamoDb = ({ expression, metrics }: Alarm): boolean =>
  expression === undefined && [...metrics.values()].every(({ namespace }) => namespace === 'AWS/DynamoDB');

function datapointsOf(alarm: Alarm, recording: Recording, first: number, range: number): Datapoint[] {
  const every = alarm.period / MINUTE_S;
  const count = Math.max(0, Math.floor(recording.minutes / every) - first);
  const series = [...alarm.metrics].map(([name, metric]) => ({
    name,
    values: seriesOf(metric, recording, first, count, every),
  }));
  const expression =
    alarm.expression === undefined ? undefined : parseExpression(alarm.expression, new Set(alarm.metrics.keys()));
  const lastSeen = new Map<string, number>();
  return Array.from({ length: count }, (_, at) => {
    for (const { name, values } of series) if (values[at] !== undefined) lastSeen.set(name, at);
    const value =
      expression === undefined ? series[0]?.values[at] : expression.of(valuesAt(series, at, lastSeen, range));
    if (value === undefined) return 'missing';
    return (alarm.below ? value < alarm.threshold : value > alarm.threshold) ? 'breaching' : 'ok';
  });
}

interface Series {
  readonly name: string;
  readonly values: readonly (number | undefined)[];
}

const valuesAt = (
  series: readonly Series[],
  at: number,
  lastSeen: ReadonlyMap<string, number>,
  range: number,
): Values => ({
  at: new Map(series.map(({ name, values }) => [name, values[at]])),
  silent: new Set(
    series.map(({ name }) => name).filter((name) => (lastSeen.get(name) ?? Number.NEGATIVE_INFINITY) <= at - range),
  ),
});

const seriesOf = (metric: WatchedMetric, recording: Recording, first: number, count: number, every: number) =>
  Array.from({ length: count }, (_, at) =>
    aggregate(recording.samples(metric, (first + at) * every, (first + at + 1) * every), metric.statistic),
  );
