import { showing } from '@enterwait/http/access-records';
import type { Route } from '@enterwait/http/app';
import type { Audit } from '@enterwait/http/audit';
import { jsonResponse, problemResponse } from '@enterwait/http/openapi';
import { z } from 'zod';
import { applicationsIn, type DeadLetters } from '../dead-letters/dead-letters.ts';
import { redriveAndNote } from '../dead-letters/redriving.ts';

const historySchema = z.array(z.object({ what: z.enum(['failed', 'redriven']), at: z.string() }).loose());
const letterSchema = z.object({
  message_id: z.string(),
  at: z.string(),
  reason: z.string(),
  request_id: z.string().nullable(),
  event_id: z.string().nullable(),
  type: z.string().nullable(),
  receives: z.number().nullable(),
  redriven: z.number(),
  history: historySchema,
  source: z.string().optional(),
});
const placesSchema = z
  .object({
    queues: z.array(
      z.object({
        queue: z.string(),
        count: z.int(),
        oldest_age_s: z.int().nullable(),
        messages: z.array(letterSchema).meta({ description: 'at most 100; nothing of a body' }),
      }),
    ),
  })
  .meta({ id: 'DeadLetters' });
const redrivenSchema = z
  .object({
    results: z.array(
      z.object({
        queue: z.string(),
        message_id: z.string(),
        request_id: z.string().nullable(),
        event_id: z.string().nullable(),
        to: z.string().optional(),
        stays: z.string().optional().meta({ description: 'why it is still there' }),
      }),
    ),
  })
  .meta({ id: 'Redriven' });

/** `GET /dead-letters`: the messages in the dead-letter queues and the parked queue. */
export const deadLettersRoute = (letters: Pick<DeadLetters, 'inspectAll'>): Route => ({
  method: 'get',
  path: '/dead-letters',
  access: ['operator', 'program'],
  personalData: 'recorded',
  operation: {
    summary: '데드레터 · dead letters and parked records',
    tags: ['조회 · queries'],
    responses: { 200: jsonResponse('큐별 · by queue', placesSchema) },
  },
  handlers: [
    async (_req, res) => {
      const queues = await letters.inspectAll();
      showing(res, queues.flatMap(applicationsIn));
      res.json({ queues });
    },
  ],
});

/** `POST /dead-letters/:queue/redrive`: redrives the messages of one queue, at most 100 a call. */
export const redriveRoute = (parts: { deadLetters: DeadLetters; audit: Audit }): Route => ({
  method: 'post',
  path: '/dead-letters/:queue/redrive',
  access: ['operator'],
  operation: {
    summary: '재투입 · redrive dead letters, at most 100 a call',
    tags: ['명령 · commands'],
    requestParams: { path: z.object({ queue: z.string().meta({ example: 'EventToNurseryQueue-dlq' }) }) },
    responses: {
      200: jsonResponse('한 건마다 · the result for each', redrivenSchema),
      404: problemResponse('no-queue'),
      503: problemResponse('unavailable'),
    },
  },
  handlers: [
    async (req, res) => {
      res.json({ results: await redriveAndNote(res, String(req.params.queue), parts) });
    },
  ],
});
