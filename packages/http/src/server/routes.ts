import { z } from 'zod';
import { MAINTAINERS } from '../access/principal.ts';
import type { Route } from '../app/route.ts';
import { HttpError } from '../errors/errors.ts';
import { jsonResponse, problemResponse } from '../openapi/openapi.ts';
import { within } from './deadline.ts';
import type { Metrics } from './metrics.ts';

const TAGS = ['운영 · operations'];
const okSchema = z.object({ status: z.literal('ok') });

/**
 * `GET /healthz`: the process answers and its loops are running. It says nothing about dependencies, so an unavailable
 * database restarts no pod: a loop that fails still turns.
 */
export const healthRoute = (isAlive: () => boolean): Route => ({
  method: 'get',
  path: '/healthz',
  access: 'open',
  operation: {
    summary: '살아 있음 · alive',
    tags: TAGS,
    responses: { 200: jsonResponse('ok', okSchema), 503: problemResponse('loop-stuck') },
  },
  handlers: [
    (_req, res) => {
      if (!isAlive())
        throw new HttpError(
          503,
          'loop-stuck',
          '멈춘 작업이 있어 다시 시작해야 합니다 / a loop stands still: restart it',
        );
      res.json({ status: 'ok' });
    },
  ],
});

/** `GET /readyz`: the service can do its work now. @param check resolves when it can, rejects when not */
export const readyRoute = (check: () => Promise<void>): Route => ({
  method: 'get',
  path: '/readyz',
  access: 'open',
  operation: {
    summary: '일할 준비 · ready to work',
    tags: TAGS,
    responses: { 200: jsonResponse('ok', okSchema), 503: problemResponse('not-ready') },
  },
  handlers: [
    async (_req, res) => {
      await check().catch(() => {
        throw new HttpError(503, 'not-ready', '아직 준비되지 않았습니다 / not ready');
      });
      res.json({ status: 'ok' });
    },
  ],
});

/** What is known without queries must be reported, above all while the database does not answer. */
const REFRESH_MS = 2_000;

/**
 * `GET /metrics` for Prometheus, which has a key.
 * @param refresh updates gauges that need queries; if it fails or takes more than 2 s, they keep their values
 */
export const metricsRoute = (metrics: Metrics, refresh: () => Promise<void> = async () => {}): Route => ({
  method: 'get',
  path: '/metrics',
  access: MAINTAINERS,
  personalData: 'none',
  operation: {
    summary: '측정값 · metrics',
    tags: TAGS,
    responses: { 200: { description: 'Prometheus text', content: { 'text/plain': { schema: z.string() } } } },
  },
  handlers: [
    async (_req, res) => {
      await within('refreshing the gauges', REFRESH_MS, refresh()).catch(() => undefined);
      res.type(metrics.registry.contentType).send(await metrics.registry.metrics());
    },
  ],
});
