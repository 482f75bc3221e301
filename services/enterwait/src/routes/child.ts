import { applicationSchema } from '@enterwait/domain/application';
import type { Route } from '@enterwait/http/app';
import type { Audit } from '@enterwait/http/audit';
import { jsonBody, parseInput } from '@enterwait/http/body';
import { inTransaction, type Pool } from '@enterwait/http/database';
import { HttpError } from '@enterwait/http/errors';
import { bodyProblems, jsonResponse, problemResponse } from '@enterwait/http/openapi';
import { z } from 'zod';
import { type ChildrenLimit, putChild } from '../family/family.ts';

const { child_id, user_id, child_name, child_birthday, parent_address, parent_postcode } = applicationSchema.shape;
const paramsSchema = z.object({ child_id });
const childSchema = z
  .strictObject({
    user_id,
    name: child_name,
    birthday: child_birthday,
    address: parent_address,
    postcode: parent_postcode,
  })
  .meta({ id: 'Child', description: 'A child as a parent registers it' });

interface ChildRouteParts {
  readonly pool: Pool;
  readonly audit: Audit;
  readonly limits: ChildrenLimit;
}

/** `PUT /admin/children/:child_id`: adds or changes a parent's child. */
export const childRoute = ({ pool, audit, limits }: ChildRouteParts): Route => ({
  method: 'put',
  path: '/admin/children/:child_id',
  access: ['admin'],
  operation: {
    summary: '아동 등록 · add or change a child',
    tags: ['운영 · operations'],
    requestParams: { path: paramsSchema },
    requestBody: { required: true, content: { 'application/json': { schema: childSchema } } },
    responses: {
      200: jsonResponse('ok', z.object({ status: z.literal('ok') })),
      ...bodyProblems,
      409: problemResponse('child-taken, too-many-children, family-left'),
    },
  },
  handlers: [
    ...jsonBody,
    async (req, res) => {
      const { child_id } = parseInput(paramsSchema, req.params);
      const child = parseInput(childSchema, req.body);
      const entered = await inTransaction(pool, async (tx) => {
        const put = await putChild(tx, { child_id, ...child }, limits.MAX_CHILDREN, new Date());
        if (put) await audit.noteIn(tx, res, { action: 'put-child', subject: child_id });
        return put;
      });
      if (!entered)
        throw new HttpError(409, 'child-taken', '다른 학부모의 아동입니다 / this is the child of another parent');
      res.json({ status: 'ok' });
    },
  ],
});
