import { applicationSchema, plainText } from '@enterwait/domain/application';
import type { Route } from '@enterwait/http/app';
import type { Audit } from '@enterwait/http/audit';
import { jsonBody, parseInput } from '@enterwait/http/body';
import { inTransaction, type Pool } from '@enterwait/http/database';
import { bodyProblems, jsonResponse } from '@enterwait/http/openapi';
import { z } from 'zod';
import { putNursery } from '../tables/nursery.ts';

const paramsSchema = z.object({ nursery_id: applicationSchema.shape.nursery_id });

const nurserySchema = z
  .strictObject({
    name: plainText({ max: 100 }),
    address: plainText({ max: 200, empty: true }),
    capacity: z.int().min(0).max(65_535),
  })
  .meta({ id: 'Nursery', description: 'A daycare' });

/** `PUT /admin/nurseries/:nursery_id`: adds or changes a daycare. */
export const nurseryRoute = ({ pool, audit }: { pool: Pool; audit: Audit }): Route => ({
  method: 'put',
  path: '/admin/nurseries/:nursery_id',
  access: ['admin'],
  operation: {
    summary: '어린이집 등록 · add or change a daycare',
    tags: ['운영 · operations'],
    requestParams: { path: paramsSchema },
    requestBody: { required: true, content: { 'application/json': { schema: nurserySchema } } },
    responses: { 200: jsonResponse('ok', z.object({ status: z.literal('ok') })), ...bodyProblems },
  },
  handlers: [
    ...jsonBody,
    async (req, res) => {
      const { nursery_id } = parseInput(paramsSchema, req.params);
      const nursery = parseInput(nurserySchema, req.body);
      await inTransaction(pool, async (tx) => {
        await putNursery(tx, { nursery_id, ...nursery });
        await audit.noteIn(tx, res, { action: 'put-nursery', subject: nursery_id });
      });
      res.json({ status: 'ok' });
    },
  ],
});
