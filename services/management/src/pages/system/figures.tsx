import type { Route } from '@enterwait/http/app';
import { Alert, LinkButton, Section, text } from '@enterwait/pages/parts';
import { pageRoute, sendPage } from '@enterwait/pages/site';
import type { Samples } from '../../figures/samples.ts';
import { RANGES, type RangeName } from '../../figures/series.ts';
import { figuresOf } from '../../figures/view.ts';
import { PLACES } from '../places.ts';
import { Chart } from './chart.tsx';

const rangeOf = (asked: unknown): RangeName =>
  typeof asked === 'string' && Object.hasOwn(RANGES, asked) ? (asked as RangeName) : '1h';

/** Depths, dead letters, outboxes and counters over time. */
export const figuresPage = (samples: Samples, clock: () => Date = () => new Date()): Route =>
  pageRoute({
    method: 'get',
    path: PLACES.figures,
    access: ['operator'],
    personalData: 'none',
    handler: async (req, res) => {
      const range = rangeOf(req.query.range);
      const { plots, from, to } = await figuresOf(samples, range, clock());
      const isEmpty = plots.every(({ series }) => series.every(({ points }) => points.length === 0));
      sendPage(res, {
        title: text('측정값의 추이', 'Figures over time'),
        trail: [],
        body: (
          <>
            <nav aria-label="기간 (range)" class="page-btn-wrap ranges">
              {Object.entries(RANGES).map(([name, { label }]) => (
                <LinkButton
                  key={name}
                  href={PLACES.figuresOf(name)}
                  label={name === range ? text(`${label.ko} 보는 중`, `${label.en}, shown`) : text(label.ko, label.en)}
                  weight={name === range ? 'secondary' : 'tertiary'}
                  size="small"
                />
              ))}
            </nav>
            {isEmpty ? (
              <Alert
                tone="information"
                title={text(
                  '아직 측정값이 없습니다. 15초마다 하나씩 생깁니다.',
                  'There are no figures yet: one is taken every 15 s.',
                )}
              />
            ) : null}
            {plots.map((plot) => (
              <Section
                key={plot.id}
                title={text(`${plot.title.ko} (${plot.unit.ko})`, `${plot.title.en} (${plot.unit.en})`)}
              >
                <Chart plot={plot} from={from} to={to} />
              </Section>
            ))}
          </>
        ),
      });
    },
  });
