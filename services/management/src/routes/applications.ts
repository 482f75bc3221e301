import { statusSchema } from '@enterwait/domain/protocol';
import { showing } from '@enterwait/http/access-records';
import type { Route } from '@enterwait/http/app';
import { parseInput } from '@enterwait/http/body';
import { jsonResponse, problemResponse } from '@enterwait/http/openapi';
import type { StateItem } from '@enterwait/judge/table';
import { z } from 'zod';
import type { ApplicationTable } from '../application-table.ts';
import { applicationQuerySchema, applicationQueryShape } from '../applications/filter.ts';

const rowSchema = z.object({
  request_id: z.string(),
  nursery_id: z.string().nullable(),
  nursery_name: z.string().nullable(),
  child_id: z.string().nullable(),
  child_name: z.string().nullable(),
  child_birthday: z.string().nullable(),
  user_id: z.string().nullable(),
  parent_name: z.string().nullable(),
  status: statusSchema,
  version: z.int(),
  points: z.int().nullable(),
  requested_at: z.iso.datetime().nullable(),
  updated_at: z.iso.datetime(),
});
const pageSchema = z
  .object({
    applications: z.array(rowSchema),
    next: z.string().nullable().meta({ description: '`cursor` of the next page; null on the last page' }),
    looked_back_to: z
      .string()
      .nullable()
      .meta({ description: 'the page ends because it has searched back to this day (UTC); `next` searches further' }),
    unreadable: z
      .array(z.string())
      .meta({ description: 'request_ids that belong to this page and whose item cannot be read' }),
  })
  .meta({ id: 'ApplicationPage', description: 'Applications in their current state, the latest change first' });

/** `GET /applications`: by status, daycare, time and text, a page at a time. */
export const applicationsRoute = (table: Pick<ApplicationTable, 'find'>): Route => ({
  method: 'get',
  path: '/applications',
  access: ['operator', 'program'],
  personalData: 'recorded',
  operation: {
    summary: '신청 조회 · applications by status, daycare, time and text',
    tags: ['조회 · queries'],
    requestParams: { query: z.object(applicationQueryShape) },
    responses: {
      200: jsonResponse('신청 · applications', pageSchema),
      422: problemResponse('invalid-field, cursor-invalid'),
    },
  },
  handlers: [
    async (req, res) => {
      const { applications, next, lookedBackTo, unreadable } = await table.find(
        parseInput(applicationQuerySchema, req.query),
      );
      showing(res, [...applications.map(({ request_id }) => request_id), ...unreadable]);
      res.set('Cache-Control', 'no-store');
      res.json({ applications: applications.map(rowOf), next, looked_back_to: lookedBackTo, unreadable });
    },
  ],
});

function rowOf({ request_id, application, entry, status, version, updated_at }: StateItem): z.infer<typeof rowSchema> {
  return {
    request_id,
    nursery_id: application?.nursery_id ?? null,
    nursery_name: entry?.nursery_name ?? null,
    child_id: application?.child_id ?? null,
    child_name: application?.child_name ?? null,
    child_birthday: application?.child_birthday ?? null,
    user_id: application?.user_id ?? null,
    parent_name: application?.parent_name ?? null,
    status,
    version,
    points: entry?.priority.points ?? null,
    requested_at: entry?.requested_at ?? null,
    updated_at,
  };
}
