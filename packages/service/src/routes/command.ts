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
        const accepted = await ledger.command(type, parseInput(applicationSchema, req.body), traceparentOf(res));
        metrics.commands.inc({ type, result: 'accepted' });
        res.status(202).location(`/requests/${accepted.request_id}`).json(accepted);
      } catch (error) {
        metrics.commands.inc({ type, result: error instanceof HttpError ? error.code : 'failed' });
        throw error;
      }
    },
  ],
});
