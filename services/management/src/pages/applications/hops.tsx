import type { VNode } from 'preact';
import type { CommandTimeline, Step } from '../../timeline/hops.ts';
import { COMMAND_NAMES, STEP_NAMES } from '../../timeline/words.ts';
import { spanOf } from '../moments.tsx';

interface Bar {
  readonly step: Step['step'];
  readonly ms: number;
}

const WIDTH = 720;
const LABEL = 150;
const VALUE = 90;
const ROW = 26;
const HEAD = 30;
/** Each hop has its own colour and its name beside it: the colour only helps. */
const COLOURS: Record<Step['step'], string> = {
  asked: '#58616a',
  judged: '#0b50d0',
  mailed: '#8a4fbf',
  delivered: '#006e4e',
  confirmed: '#9c4a00',
};

/**
 * The duration of each command's hops, as bars on one scale; nothing if nothing is known. The table below contains the
 * same data.
 */
export const HopPlot = ({ commands }: { readonly commands: readonly CommandTimeline[] }): VNode | null => {
  const rows = commands.map((command) => ({ command, bars: barsOf(command) })).filter(({ bars }) => bars.length > 0);
  const longest = Math.max(1, ...rows.flatMap(({ bars }) => bars.map(({ ms }) => ms)));
  if (rows.length === 0) return null;
  const height = rows.reduce((sum, { bars }) => sum + HEAD + bars.length * ROW, 0);
  let y = 0;
  return (
    <svg
      class="plot"
      role="img"
      aria-label={`단계별 걸린 시간, 가장 긴 것 ${spanOf(longest)} (time per hop, at most ${spanOf(longest)})`}
      viewBox={`0 0 ${WIDTH} ${height}`}
      width="100%"
    >
      {rows.map(({ command, bars }) => {
        const top = y;
        y += HEAD + bars.length * ROW;
        const name = COMMAND_NAMES[command.type];
        return (
          <g key={command.event_id}>
            <text x="0" y={top + 20} font-size="15" font-weight="700" fill="currentColor">
              {name.ko} {name.en}
            </text>
            {bars.map(({ step, ms }, index) => {
              const line = top + HEAD + index * ROW;
              const length = Math.max(2, (ms / longest) * (WIDTH - LABEL - VALUE));
              return (
                <g key={step}>
                  <text x="10" y={line + 15} font-size="14" fill="currentColor">
                    {STEP_NAMES[step].ko} {STEP_NAMES[step].en}
                  </text>
                  <rect x={LABEL} y={line + 3} width={length} height={ROW - 10} fill={COLOURS[step]} />
                  <text x={LABEL + length + 8} y={line + 15} font-size="14" fill="currentColor">
                    {spanOf(ms)}
                  </text>
                </g>
              );
            })}
          </g>
        );
      })}
    </svg>
  );
};

const barsOf = ({ steps }: CommandTimeline): Bar[] =>
  steps.flatMap(({ step, ms }) => (ms === null ? [] : [{ step, ms }]));
