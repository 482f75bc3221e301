import { koreanFormat } from '@enterwait/domain/korea';
import { number, plain, T, Table, text } from '@enterwait/pages/parts';
import type { VNode } from 'preact';
import type { Plotted, PlottedSeries, Point } from '../../figures/view.ts';

const WIDTH = 720;
const HEIGHT = 240;
const LEFT = 56;
const BOTTOM = 30;
const TOP = 12;
const RIGHT = 12;
/** Distinguished by dashes as well as colour. Every colour has a contrast of at least 4.5 : 1 on white. */
const LINES = [
  { colour: '#0b50d0', dash: undefined },
  { colour: '#9c4a00', dash: '8 4' },
  { colour: '#006e4e', dash: '2 3' },
  { colour: '#8a2f8f', dash: '12 4 2 4' },
  { colour: '#58616a', dash: '4 2' },
] as const;
const lineOf = (index: number) => LINES[index % LINES.length] ?? LINES[0];

const HOUR = koreanFormat({
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
});
const DAY = koreanFormat({
  month: 'numeric',
  day: 'numeric',
  hour: '2-digit',
  hourCycle: 'h23',
});
const clockOf = (at: number, span: number): string => (span > 86_400 ? DAY : HOUR).format(new Date(at * 1000));

export interface ChartProps {
  readonly plot: Plotted;
  readonly from: number;
  readonly to: number;
}

/** A plot over time with its legend, and the same data as a table for screen readers. */
export const Chart = ({ plot, from, to }: ChartProps): VNode => {
  const highest = topOf(Math.max(0, ...plot.series.map((series) => series.highest ?? 0)));
  const x = (at: number): number => round(LEFT + ((at - from) / Math.max(1, to - from)) * (WIDTH - LEFT - RIGHT));
  const y = (value: number): number => round(HEIGHT - BOTTOM - (value / highest) * (HEIGHT - BOTTOM - TOP));
  const ticks = [0, 0.5, 1].map((part) => part * highest);
  const moments = [0, 0.25, 0.5, 0.75, 1].map((part) => from + part * (to - from));
  return (
    <>
      <svg class="plot" role="img" aria-label={describe(plot)} viewBox={`0 0 ${WIDTH} ${HEIGHT}`} width="100%">
        {ticks.map((tick) => (
          <g key={tick}>
            <line x1={LEFT} x2={WIDTH - RIGHT} y1={y(tick)} y2={y(tick)} stroke="#cdd1d5" stroke-width="1" />
            <text x={LEFT - 8} y={y(tick) + 5} font-size="13" text-anchor="end" fill="currentColor">
              {number(tick)}
            </text>
          </g>
        ))}
        {moments.map((moment, index) => (
          <text
            key={moment}
            x={x(moment)}
            y={HEIGHT - 8}
            font-size="13"
            text-anchor={index === 0 ? 'start' : index === moments.length - 1 ? 'end' : 'middle'}
            fill="currentColor"
          >
            {clockOf(moment, to - from)}
          </text>
        ))}
        {plot.series.map((series, index) => (
          <path
            key={series.name}
            d={pathOf(series.points, x, y)}
            fill="none"
            stroke={lineOf(index).colour}
            stroke-width="2"
            stroke-linecap="round"
            stroke-dasharray={lineOf(index).dash}
          />
        ))}
      </svg>
      <ul class="legend">
        {plot.series.map((series, index) => (
          <li key={series.name}>
            <svg viewBox="0 0 32 8" width="32" height="8" aria-hidden="true">
              <line
                x1="0"
                x2="32"
                y1="4"
                y2="4"
                stroke={lineOf(index).colour}
                stroke-width="3"
                stroke-dasharray={lineOf(index).dash}
              />
            </svg>{' '}
            <T {...series.label} /> <strong>{series.latest === null ? '-' : number(series.latest)}</strong>
          </li>
        ))}
      </ul>
      <details>
        <summary>
          <T ko="표로 보기" en="As a table" />
        </summary>
        <Figures plot={plot} from={from} to={to} />
      </details>
    </>
  );
};

/** The most rows in a table that people can read: of many points, every nth is shown. */
const MOST_ROWS = 24;

const Figures = ({ plot, from, to }: ChartProps): VNode => {
  const moments = [...new Set(plot.series.flatMap(({ points }) => points.map(([at]) => at)))].sort((a, b) => b - a);
  const each = Math.max(1, Math.ceil(moments.length / MOST_ROWS));
  const rows = moments.filter((_at, index) => index % each === 0);
  const valueAt = new Map(plot.series.map(({ name, points }) => [name, new Map<number, number | null>(points)]));
  const cellOf = ({ name }: PlottedSeries, at: number): string => {
    const value = valueAt.get(name)?.get(at);
    return value == null ? '-' : number(value);
  };
  return (
    <Table
      caption={text(`${plot.title.ko} (${plot.unit.ko})`, `${plot.title.en} (${plot.unit.en})`)}
      columns={[
        { label: text('시각', 'At'), header: true, cell: (at: number) => clockOf(at, to - from) },
        ...plot.series.map((series) => ({
          label: series.label,
          numeric: true,
          cell: (at: number) => cellOf(series, at),
        })),
      ]}
      rows={rows}
      rowKey={String}
      empty={
        <p>
          <T ko="아직 측정값이 없습니다." en="There are no figures yet." />
        </p>
      }
    />
  );
};

const round = (value: number): number => Math.round(value * 10) / 10;

function pathOf(points: readonly Point[], x: (at: number) => number, y: (value: number) => number): string {
  let pen = 'M';
  return points
    .flatMap(([at, value]) => {
      if (value === null) {
        pen = 'M';
        return [];
      }
      // A point between two gaps is a line of no length, which a round cap draws as a dot.
      const step = `${pen}${x(at)} ${y(value)}${pen === 'M' ? 'h0' : ''}`;
      pen = 'L';
      return [step];
    })
    .join('');
}

/** A round number at or above the highest value: 1, 2, 4 or 10 times a power of ten; at least 4. */
export function topOf(highest: number): number {
  if (highest <= 4) return 4;
  const power = 10 ** Math.floor(Math.log10(highest));
  return [1, 2, 4, 10].map((factor) => factor * power).find((top) => top >= highest) ?? highest;
}

const describe = ({ title, unit, series }: Plotted): string =>
  `${plain(title)}. ${series
    .map(({ label, latest, highest }) => `${label.ko}: 지금 ${latest ?? '-'}, 최고 ${highest ?? '-'} ${unit.ko}`)
    .join('. ')}`;
