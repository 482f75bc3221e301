import { applicationSchema } from '@enterwait/domain/application';
import { z } from 'zod';
import { ROLES } from '../access/principal.ts';
import type { Route } from '../app/route.ts';
import type { Audit } from '../audit/audit.ts';
import { parseInput } from '../body/body.ts';
import { jsonBody } from '../body/json-body.ts';
import { inTransaction, type Pool } from '../database/database.ts';
import { HttpError } from '../errors/errors.ts';
import { bodyProblems, jsonResponse, problemResponse } from '../openapi/openapi.ts';
import { putApiKey, revokeApiKey } from './table.ts';

const paramsSchema = z.object({
  name: z
    .string()
    .regex(
      /^[a-z0-9][a-z0-9._-]{0,63}$/,
      '소문자, 숫자, . _ - 로 64자까지입니다 / takes up to 64 small letters, digits and . _ -',
    ),
});

const keySchema = z
  .strictObject({
    role: z.enum(ROLES).exclude(['admin']),
    sha256: z
      .string()
      .regex(/^[0-9a-f]{64}$/, '16진수 64자입니다 / must be 64 hexadecimal digits')
      .meta({ description: 'SHA-256 of the whole key (`ew_…`): the key itself is never sent' }),
    user_id: applicationSchema.shape.user_id.optional(),
    nursery_id: applicationSchema.shape.nursery_id.optional(),
    expires_at: z.iso.datetime().optional(),
  })
  .refine(({ role, user_id }) => (role === 'parent') === (user_id !== undefined), {
    path: ['user_id'],
    error: '학부모의 키에만 필요합니다 / is required for a parent, and for nobody else',
  })
  .refine(({ role, nursery_id }) => (role === 'staff') === (nursery_id !== undefined), {
    path: ['nursery_id'],
    error: '교직원의 키에만 필요합니다 / is required for staff, and for nobody else',
  })
  .meta({ id: 'ApiKey', description: 'A key of another program' });

const doneSchema = z.object({ status: z.literal('ok') });
const TAGS = ['운영 · operations'];

export interface KeyOptions {
  readonly pool: Pool;
  readonly audit: Audit;
}

/**
 * `PUT` and `DELETE /admin/keys/:name`: add, replace or revoke an API key. A revoked key is refused within two seconds.
 */
export const keyRoutes = ({ pool, audit }: KeyOptions): readonly Route[] => [
  {
    method: 'put',
    path: '/admin/keys/:name',
    access: ['admin'],
    operation: {
      summary: 'API 키 등록 · add or replace an API key',
      tags: TAGS,
      requestParams: { path: paramsSchema },
      requestBody: { required: true, content: { 'application/json': { schema: keySchema } } },
      responses: { 200: jsonResponse('ok', doneSchema), ...bodyProblems, 409: problemResponse('key-taken') },
    },
    handlers: [
      ...jsonBody,
      async (req, res) => {
        const { name } = parseInput(paramsSchema, req.params);
        const key = parseInput(keySchema, req.body);
        const entered = await inTransaction(pool, async (tx) => {
          const put = await putApiKey(tx, { name, ...key }, new Date());
          if (put) await audit.noteIn(tx, res, { action: 'put-key', subject: name });
          return put;
        });
        if (!entered)
          throw new HttpError(409, 'key-taken', '다른 이름으로 등록된 키입니다 / this key has another name already');
        res.json({ status: 'ok' });
      },
    ],
  },
  {
    method: 'delete',
    path: '/admin/keys/:name',
    access: ['admin'],
    operation: {
      summary: 'API 키 취소 · revoke an API key',
      tags: TAGS,
      requestParams: { path: paramsSchema },
      responses: { 200: jsonResponse('ok', doneSchema), 404: problemResponse('no-key') },
    },
    handlers: [
      async (req, res) => {
        const { name } = parseInput(paramsSchema, req.params);
        const found = await inTransaction(pool, async (tx) => {
          const revoked = await revokeApiKey(tx, name, new Date());
          if (revoked) await audit.noteIn(tx, res, { action: 'revoke-key', subject: name });
          return revoked;
        });
        if (!found) throw new HttpError(404, 'no-key', '없는 키입니다 / there is no key of that name');
        res.json({ status: 'ok' });
      },
    ],
  },
];
