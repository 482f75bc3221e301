import type { Route } from '@enterwait/http/app';
import { parseInput } from '@enterwait/http/body';
import { HttpError } from '@enterwait/http/errors';
import { jsonResponse, problemResponse } from '@enterwait/http/openapi';
import { z } from 'zod';
import type { Samples } from '../figures/samples.ts';
import { figuresBetween } from '../figures/view.ts';

const querySchema = z.object({
  from: z.iso.datetime({ offset: true }).optional().meta({ description: 'default: an hour before `to`' }),
  to: z.iso.datetime({ offset: true }).optional().meta({ description: 'default: now; not before `from`' }),
});
/** Described as a list of two, because OpenAPI tools disagree on tuples. */
const pointSchema = z
  .array(z.union([z.iso.datetime(), z.number(), z.null()]))
  .length(2)
  .meta({ description: 'the time, and the value; null: not known' });
const figuresSchema = z
  .object({
    from: z.iso.datetime(),
    to: z.iso.datetime(),
    step_s: z.int().meta({ description: 'seconds between two points' }),
    series: z.array(
      z.object({
        name: z.string(),
        plot: z.string(),
        kind: z.enum(['gauge', 'counter']).meta({ description: 'counter: its growth per minute' }),
        points: z.array(pointSchema),
      }),
    ),
  })
  .meta({ id: 'Figures', description: 'Kept for 30 days, every 15 s for a day, then fewer' });

const iso = (seconds: number): string => new Date(seconds * 1000).toISOString();
/** There is nothing before 1970, and times after the year 9999 cannot be written. */
const seconds = (time: string): number =>
  Math.min(Math.max(0, Math.floor(Date.parse(time) / 1000)), Date.UTC(10_000, 0) / 1000 - 1);

const turnedRound = (): HttpError => {
  const message = '끝이 시작보다 빠릅니다 / must not be before `from`';
  return new HttpError(422, 'invalid-field', message, [{ field: 'to', code: 'invalid', message }]);
};

/** `GET /figures`: depths, dead letters, outboxes and counters over time. */
export const figuresRoute = (samples: Samples, clock: () => Date = () => new Date()): Route => ({
  method: 'get',
  path: '/figures',
  access: ['operator', 'program'],
  personalData: 'none',
  operation: {
    summary: '측정값의 추이 · figures over time',
    tags: ['조회 · queries'],
    requestParams: { query: querySchema },
    responses: { 200: jsonResponse('추이 · over time', figuresSchema), 422: problemResponse('invalid-field') },
  },
  handlers: [
    async (req, res) => {
      const query = parseInput(querySchema, req.query);
      const to = query.to === undefined ? Math.floor(clock().getTime() / 1000) : seconds(query.to);
      const from = query.from === undefined ? Math.max(0, to - 3600) : seconds(query.from);
      if (from > to) throw turnedRound();
      const view = await figuresBetween(samples, from, to);
      res.json({
        from: iso(from),
        to: iso(to),
        step_s: view.step,
        series: view.plots.flatMap((plot) =>
          plot.series.map(({ name, kind, points }) => ({
            name,
            plot: plot.id,
            kind,
            points: points.map(([at, value]) => [iso(at), value]),
          })),
        ),
      });
    },
  ],
});
