import { deliveryFactsOf, deliveryFactsSchema, REQUEST_ID, statusSchema } from '@enterwait/domain';
import { jsonResponse, parseInput, problemResponse, RefusedError, type Route, requireToken } from '@enterwait/service';
import { z } from 'zod';
import type { ApplicationTable } from '../application-table.ts';

export const requestParams = z.object({
  request_id: z.string().regex(REQUEST_ID, '신청 번호가 아닙니다 / must be child_id and nursery_id'),
});

const timelineSchema = z
  .object({
    request_id: z.string(),
    status: statusSchema.nullable(),
    version: z.int().min(0),
    events: z.array(deliveryFactsSchema),
  })
  .meta({ id: 'Timeline', description: 'What the judge knows of an application; no personal data' });

/** `GET /requests/:request_id`: the authoritative state and every judged event. */
export const timelineRoute = ({ table, token }: { table: ApplicationTable; token: string }): Route => ({
  method: 'get',
  path: '/requests/:request_id',
  operation: {
    summary: '신청의 경과 · what the judge decided on an application',
    tags: ['조회 · queries'],
    security: [{ adminToken: [] }],
    requestParams: { path: requestParams },
    responses: {
      200: jsonResponse('경과 · timeline', timelineSchema),
      401: problemResponse('token-required'),
      403: problemResponse('token-invalid'),
      404: problemResponse('no-application'),
    },
  },
  handlers: [
    requireToken(token),
    async (req, res) => {
      const { request_id } = parseInput(requestParams, req.params);
      const [state, events] = await Promise.all([table.state(request_id), table.events(request_id)]);
      if (state === undefined && events.length === 0) throw new RefusedError('no-application');
      res.json({
        request_id,
        status: state?.status ?? null,
        version: state?.version ?? 0,
        events: events.map(deliveryFactsOf),
      });
    },
  ],
});
