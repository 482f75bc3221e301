import { createHash } from 'node:crypto';
import { applicationSchema } from '@enterwait/domain/application';
import type { Route } from '@enterwait/http/app';
import type { Audit } from '@enterwait/http/audit';
import { jsonBody, parseInput } from '@enterwait/http/body';
import { inTransaction, type Pool } from '@enterwait/http/database';
import { bodyProblems, jsonResponse } from '@enterwait/http/openapi';
import { z } from 'zod';
import { enterParent } from '../family/parent.ts';

const { user_id, parent_name, parent_tel, parent_address, parent_postcode, parent_email } = applicationSchema.shape;
const contactSchema = z
  .strictObject({
    user_id,
    tel: parent_tel,
    address: parent_address,
    postcode: parent_postcode,
    name: parent_name.optional().meta({ description: 'applies only while the parent has no account' }),
    email: parent_email.optional().meta({ description: 'applies only while the parent has no account' }),
  })
  .meta({ id: 'Contact', description: 'Contact details of a parent, as the agency enters them' });

/**
 * `PUT /admin/parents`: adds or changes a parent's contact details. The parent's id is in the body, because URLs are
 * logged.
 */
export const contactRoute = ({ pool, audit }: { pool: Pool; audit: Audit }): Route => ({
  method: 'put',
  path: '/admin/parents',
  access: ['admin'],
  operation: {
    summary: '학부모 연락처 등록 · add or change the contact details of a parent',
    tags: ['운영 · operations'],
    requestBody: { required: true, content: { 'application/json': { schema: contactSchema } } },
    responses: { 200: jsonResponse('ok', z.object({ status: z.literal('ok') })), ...bodyProblems },
  },
  handlers: [
    ...jsonBody,
    async (req, res) => {
      const { user_id, name = null, email = null, ...contact } = parseInput(contactSchema, req.body);
      await inTransaction(pool, async (tx) => {
        await enterParent(tx, user_id, { ...contact, name, email }, new Date());
        await audit.noteIn(tx, res, { action: 'put-parent', subject: hashed(user_id) });
      });
      res.json({ status: 'ok' });
    },
  ],
});

/** The audit outlives a family's data: the entry can be found by the id, but does not reveal it. */
const hashed = (id: string): string => createHash('sha256').update(id).digest('hex');
