import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { type Command, move, toCommandMessage } from '@enterwait/domain';
import {
  type createMetrics,
  jsonResponse,
  parseInput,
  problemResponse,
  RefusedError,
  type Route,
  requireToken,
  traceparentOf,
} from '@enterwait/service';
import { v7 as uuidv7 } from 'uuid';
import { z } from 'zod';
import type { ApplicationTable } from '../application-table.ts';
import { requestParams } from './timeline.ts';

export interface CancelOptions {
  readonly table: ApplicationTable;
  readonly sqs: SQSClient;
  readonly queueUrl: string;
  readonly token: string;
  readonly metrics: ReturnType<typeof createMetrics>;
}

const acceptedSchema = z
  .object({
    request_id: z.string(),
    event_id: z.uuid(),
    type: z.literal('Cancel'),
    status: z.literal(99),
    version: z.int(),
  })
  .meta({ id: 'AcceptedCancel' });

/**
 * `POST /requests/:request_id/cancel`: an operator cancels on behalf of a parent. This system owns no row that could disagree,
 * so there is no outbox: the command counts, and is answered 202, once the queue has it.
 */
export const cancelRoute = ({ table, sqs, queueUrl, token, metrics }: CancelOptions): Route => ({
  method: 'post',
  path: '/requests/:request_id/cancel',
  operation: {
    summary: '직권 취소 · cancel on behalf of a parent',
    tags: ['명령 · commands'],
    security: [{ adminToken: [] }],
    requestParams: { path: requestParams },
    responses: {
      202: jsonResponse('접수됨, 처리 중 · accepted, in flight', acceptedSchema),
      401: problemResponse('token-required'),
      403: problemResponse('token-invalid'),
      404: problemResponse('no-application'),
      409: problemResponse('already-rejected, already-cancelled'),
      503: problemResponse('unavailable'),
    },
  },
  handlers: [
    requireToken(token),
    async (req, res) => {
      const { request_id } = parseInput(requestParams, req.params);
      const state = await table.state(request_id);
      const next = move(state?.status ?? null, 'Cancel', 'management');
      if (!next.legal || state === undefined) throw new RefusedError(next.legal ? 'no-application' : next.reason);
      const command: Command = {
        event_id: uuidv7(),
        request_id,
        type: 'Cancel',
        origin: 'management',
        occurred_at: new Date().toISOString(),
        traceparent: traceparentOf(res),
        application: state.application,
      };
      await sqs.send(
        new SendMessageCommand({
          QueueUrl: queueUrl,
          MessageBody: toCommandMessage(command),
          MessageGroupId: request_id,
          MessageDeduplicationId: command.event_id,
          MessageAttributes: { Status: { DataType: 'String', StringValue: command.type } },
        }),
      );
      metrics.commands.inc({ type: command.type, result: 'accepted' });
      res.status(202).location(`/requests/${request_id}`);
      res.json({ request_id, event_id: command.event_id, type: command.type, status: next.to, version: state.version });
    },
  ],
});
