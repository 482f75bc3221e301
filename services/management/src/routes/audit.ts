import { SYSTEMS } from '@enterwait/domain/protocol';
import { showing } from '@enterwait/http/access-records';
import type { Route } from '@enterwait/http/app';
import { parseInput } from '@enterwait/http/body';
import { jsonResponse, problemResponse } from '@enterwait/http/openapi';
import { z } from 'zod';
import type { AuditTrail } from '../audit/trail.ts';
import { auditEntrySchema } from '../peers.ts';
import { requestParams } from './timeline.ts';

const trailSchema = z
  .object({
    deeds: z.array(auditEntrySchema.extend({ at_system: z.enum([...SYSTEMS, 'management']) })),
    missing: z.array(z.enum(SYSTEMS)).meta({ description: 'systems that did not answer' }),
  })
  .meta({ id: 'AuditTrail', description: 'Who did what to an application at all three systems, newest first' });

/** `GET /requests/:request_id/audit`: who did what to an application, at all systems. */
export const auditTrailRoute = (trail: AuditTrail): Route => ({
  method: 'get',
  path: '/requests/:request_id/audit',
  access: ['operator', 'program'],
  personalData: 'recorded',
  operation: {
    summary: '신청의 감사 기록 · who did what to an application',
    tags: ['조회 · queries'],
    requestParams: { path: requestParams },
    responses: { 200: jsonResponse('기록 · deeds', trailSchema), 422: problemResponse('invalid-field') },
  },
  handlers: [
    async (req, res) => {
      const { request_id } = parseInput(requestParams, req.params);
      const found = await trail.of(request_id);
      showing(res, [request_id]);
      res.json(found);
    },
  ],
});
