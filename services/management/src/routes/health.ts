import type { Route } from '@enterwait/http/app';
import { jsonResponse } from '@enterwait/http/openapi';
import { z } from 'zod';
import { type HealthParts, healthOf, overallOf } from '../health/health.ts';

const state = z.enum(['well', 'attention', 'down']);
const text = z.object({ ko: z.string(), en: z.string() });
const healthSchema = z
  .object({
    at: z.iso.datetime(),
    state,
    parts: z.array(z.object({ part: z.string(), name: text, state, says: text })),
  })
  .meta({ id: 'PartsHealth', description: 'attention: it works, and somebody should look' });

/** `GET /health/parts`: every part as this system sees it now. */
export const partsHealthRoute = (parts: HealthParts): Route => ({
  method: 'get',
  path: '/health/parts',
  access: ['operator', 'program'],
  personalData: 'none',
  operation: {
    summary: '부분별 상태 · health of each part',
    tags: ['조회 · queries'],
    responses: { 200: jsonResponse('상태 · health', healthSchema) },
  },
  handlers: [
    async (_req, res) => {
      const health = await healthOf(parts);
      res.json({ at: new Date().toISOString(), state: overallOf(health), parts: health });
    },
  ],
});
