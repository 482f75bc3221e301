import { REQUEST_ID } from '@enterwait/domain/application';
import { z } from 'zod';
import { showing } from '../access-records/record-accesses.ts';
import type { Route } from '../app/route.ts';
import { parseInput } from '../body/body.ts';
import { inSnapshot, type Pool } from '../database/database.ts';
import { jsonResponse, problemResponse } from '../openapi/openapi.ts';
import { findAudit } from './table.ts';

const querySchema = z.strictObject({
  request_id: z.string().regex(REQUEST_ID, '신청 번호가 아닙니다 / must be child_id and nursery_id').optional(),
  actor_id: z.string().min(1).max(64).optional(),
  before: z.coerce.number().int().min(1).optional().meta({ description: '`next` of the page before' }),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});

const entrySchema = z.object({
  seq: z.int(),
  at: z.iso.datetime(),
  actor_kind: z.enum(['person', 'key', 'token', 'none']),
  actor_id: z.string(),
  role: z.string(),
  action: z.string(),
  request_id: z.string().nullable(),
  subject: z.string().nullable(),
  outcome: z.enum(['done', 'refused']),
  code: z.string().nullable(),
  ip: z.string(),
  trace_id: z.string(),
});
const pageSchema = z
  .object({ entries: z.array(entrySchema), next: z.int().nullable().meta({ description: 'null on the last page' }) })
  .meta({ id: 'AuditPage', description: 'Who did what to which application, when, from where; newest first' });

/** `GET /audit`: what was done at this service, to an application or by an actor. */
export const auditRoute = (pool: Pool): Route => ({
  method: 'get',
  path: '/audit',
  access: ['operator', 'program', 'admin'],
  personalData: 'recorded',
  operation: {
    summary: '감사 기록 · who did what',
    tags: ['조회 · queries'],
    requestParams: { query: querySchema },
    responses: { 200: jsonResponse('기록 · entries', pageSchema), 422: problemResponse('invalid-field') },
  },
  handlers: [
    async (req, res) => {
      const { request_id: requestId, actor_id: actorId, before, limit } = parseInput(querySchema, req.query);
      const found = await inSnapshot(pool, (tx) => findAudit(tx, { requestId, actorId, before, limit: limit + 1 }));
      const entries = found.slice(0, limit);
      showing(
        res,
        entries.flatMap(({ request_id }) => request_id ?? []),
      );
      res.json({ entries, next: found.length > limit ? entries.at(-1)?.seq : null });
    },
  ],
});
