import { z } from 'zod';
import { HttpError } from '../errors.ts';
import type { Metrics } from '../metrics.ts';
import { jsonResponse, problemResponse } from '../openapi.ts';
import { ROLES } from '../principal.ts';
import type { Route } from '../route.ts';

const TAGS = ['운영 · operations'];
const okSchema = z.object({ status: z.literal('ok') });

/** `GET /healthz`: the process answers. Says nothing about what it depends on, so that a dead database restarts no pod. */
export const healthRoute: Route = {
  method: 'get',
  path: '/healthz',
  access: 'open',
  operation: { summary: '살아 있음 · alive', tags: TAGS, responses: { 200: jsonResponse('ok', okSchema) } },
  handlers: [
    (_req, res) => {
      res.json({ status: 'ok' });
    },
  ],
};

/** `GET /readyz`: it can do its work now. @param check resolves when it can, rejects when not. */
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

/** `GET /metrics` for Prometheus. @param refresh brings gauges up to date that must be asked for; its failure leaves them as they were. */
export const metricsRoute = (metrics: Metrics, refresh: () => Promise<void> = async () => {}): Route => ({
  method: 'get',
  path: '/metrics',
  access: ROLES,
  operation: {
    summary: '측정값 · metrics',
    tags: TAGS,
    responses: { 200: { description: 'Prometheus text', content: { 'text/plain': { schema: z.string() } } } },
  },
  handlers: [
    async (_req, res) => {
      await refresh().catch(() => undefined);
      res.type(metrics.registry.contentType).send(await metrics.registry.metrics());
    },
  ],
});
