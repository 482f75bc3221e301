import { applicationSchema, type CommandType, commandTypeSchema, statusSchema } from '@enterwait/domain';
import { z } from 'zod';
import { parseInput } from '../body.ts';
import { HttpError } from '../errors.ts';
import { jsonBody } from '../json-body.ts';
import type { Ledger } from '../ledger.ts';
import type { Metrics } from '../metrics.ts';
import { bodyProblems, jsonResponse, problemResponse } from '../openapi.ts';
import { traceparentOf } from '../request-context.ts';
import type { Route } from '../route.ts';

const acceptedSchema = z
  .object({
    request_id: z.string(),
    event_id: z.uuid(),
    type: commandTypeSchema,
    status: statusSchema.meta({
      description: 'the status that the command asks for: 1 신청, 2 승인, 88 반려, 99 취소',
    }),
    version: z.int().min(0).meta({ description: 'the confirmed version that it was asked upon' }),
  })
  .meta({ id: 'AcceptedCommand', description: 'A command that is kept and will be judged (처리 중)' });

const headersSchema = z.object({
  'idempotency-key': z
    .string()
    .regex(
      /^[\x21-\x7e]{1,255}$/,
      'Idempotency-Key는 공백 없는 ASCII 1~255자입니다 / must be 1 to 255 visible ASCII characters',
    )
    .optional()
    .meta({ description: 'the same key with the same body is answered the same, without a second effect' }),
});

/** An endpoint by which a person asks for something: 202 once it is committed, judged a moment later. */
export const commandRoute = (
  path: string,
  type: CommandType,
  summary: string,
  { ledger, metrics }: { ledger: Ledger; metrics: Metrics },
): Route => ({
  method: 'post',
  path,
  operation: {
    summary,
    tags: ['명령 · commands'],
    requestParams: { header: headersSchema },
    requestBody: { required: true, content: { 'application/json': { schema: applicationSchema } } },
    responses: {
      202: {
        ...jsonResponse('접수됨, 처리 중 · accepted, in flight', acceptedSchema),
        headers: z.object({ Location: z.string() }),
      },
      ...bodyProblems,
      404: problemResponse('no-application'),
      409: problemResponse('already-requested, already-accepted, already-rejected, already-cancelled, nursery-full'),
      503: problemResponse('unavailable'),
    },
  },
  handlers: [
    ...jsonBody,
    async (req, res) => {
      try {
        const { 'idempotency-key': idempotencyKey } = parseInput(headersSchema, req.headers);
        const application = parseInput(applicationSchema, req.body);
        const accepted = await ledger.command(type, application, { traceparent: traceparentOf(res), idempotencyKey });
        metrics.commands.inc({ type, result: 'accepted' });
        res.status(202).location(`/requests/${accepted.request_id}`).json(accepted);
      } catch (error) {
        metrics.commands.inc({ type, result: error instanceof HttpError ? error.code : 'failed' });
        throw error;
      }
    },
  ],
});
