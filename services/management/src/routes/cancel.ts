import { noteSchema } from '@enterwait/domain/application';
import type { Route } from '@enterwait/http/app';
import { jsonBody, parseInput } from '@enterwait/http/body';
import { attempting } from '@enterwait/http/errors';
import { bodyProblems, jsonResponse, problemResponse } from '@enterwait/http/openapi';
import type { Metrics } from '@enterwait/http/server';
import { submit } from '@enterwait/ledger/commands';
import { z } from 'zod';
import type { Canceller } from '../commands/cancel.ts';
import { requestParams } from './timeline.ts';

const bodySchema = z.strictObject({
  note: noteSchema.optional(),
  round: z.int().min(0).optional().meta({
    description:
      'the round that you have seen (`round` of GET /requests/{request_id}): in any other round it is refused as other-round. If absent: the current one',
  }),
});

const acceptedSchema = z
  .object({
    request_id: z.string(),
    event_id: z.uuid(),
    type: z.literal('Cancel'),
    status: z.literal(99),
    version: z.int(),
  })
  .meta({ id: 'AcceptedCancel' });

/** `POST /requests/:request_id/cancel`: an operator cancels on behalf of a parent. */
export const cancelRoute = ({ canceller, metrics }: { canceller: Canceller; metrics: Metrics }): Route => ({
  method: 'post',
  path: '/requests/:request_id/cancel',
  access: ['operator'],
  operation: {
    summary: '직권 취소 · cancel on behalf of a parent',
    tags: ['명령 · commands'],
    requestParams: { path: requestParams },
    requestBody: { required: false, content: { 'application/json': { schema: bodySchema } } },
    responses: {
      202: jsonResponse('접수됨, 처리 중 · accepted, in flight', acceptedSchema),
      ...bodyProblems,
      404: problemResponse('no-application'),
      409: problemResponse('already-rejected, already-cancelled, other-round'),
      503: problemResponse('unavailable'),
    },
  },
  handlers: [
    ...jsonBody,
    async (req, res) => {
      const { request_id } = parseInput(requestParams, req.params);
      attempting(res, { action: 'Cancel', requestId: request_id });
      const { note, round } = parseInput(bodySchema, req.body ?? {});
      const accepted = await submit(metrics, res, 'Cancel', (asker) =>
        canceller.cancel(request_id, { ...asker, note, round }),
      );
      res.status(202).location(`/requests/${request_id}`).json(accepted);
    },
  ],
});
