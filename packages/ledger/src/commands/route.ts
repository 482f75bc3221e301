import { applicationSchema, requestIdOf } from '@enterwait/domain/application';
import type { Priority } from '@enterwait/domain/priority';
import { type CommandType, commandTypeSchema, statusSchema } from '@enterwait/domain/protocol';
import type { Role } from '@enterwait/http/access';
import type { Route } from '@enterwait/http/app';
import { jsonBody, parseInput } from '@enterwait/http/body';
import { attempting } from '@enterwait/http/errors';
import { bodyProblems, FORBIDS, jsonResponse, problemResponse } from '@enterwait/http/openapi';
import type { Metrics } from '@enterwait/http/server';
import type { Request } from 'express';
import { z } from 'zod';
import { submitCommand } from './ask.ts';
import { idempotencyHeader, noteHeader, priorityHeader, priorityOf, roundHeader } from './command-headers.ts';
import type { Ledger } from './ledger.ts';

const acceptedSchema = z
  .object({
    request_id: z.string(),
    event_id: z.uuid(),
    type: commandTypeSchema,
    status: statusSchema.meta({
      description: 'the status that the command asks for: 1 신청, 2 승인, 88 반려, 99 취소',
    }),
    version: z.int().min(0).meta({ description: 'the confirmed version that it is based on' }),
  })
  .meta({ id: 'AcceptedCommand', description: 'A command that is stored and will be judged (처리 중)' });

const keyHeaders = z.object(idempotencyHeader);
const noteHeaders = z.object(noteHeader);
const priorityHeaders = z.object(priorityHeader);
const roundHeaders = z.object(roundHeader);

/** What a command may carry besides its body. */
export interface CommandTakes {
  /** The reason, as `Enterwait-Note`. */
  readonly note?: boolean;
  /** What the parent claims, as `Enterwait-Priority`. */
  readonly priority?: boolean;
  /** The round that the requester saw, as `Enterwait-Round`. */
  readonly round?: boolean;
  /** Codes of a 403 in addition to those of every endpoint, for its documentation. */
  readonly forbids?: string;
}

/**
 * An endpoint where a user with one of the roles sends a command on something of their own. It answers 202 once the command is committed;
 * the command is judged a moment later.
 */
export const commandRoute = (
  path: string,
  type: CommandType,
  summary: string,
  access: readonly Role[],
  parts: { readonly ledger: Ledger; readonly metrics: Metrics },
  takes: CommandTakes = {},
): Route => ({
  method: 'post',
  path,
  access,
  operation: {
    summary,
    tags: ['명령 · commands'],
    requestParams: {
      header: keyHeaders
        .extend(takes.note === true ? noteHeader : {})
        .extend(takes.priority === true ? priorityHeader : {})
        .extend(takes.round === true ? roundHeader : {}),
    },
    requestBody: { required: true, content: { 'application/json': { schema: applicationSchema } } },
    responses: {
      202: {
        ...jsonResponse('접수됨, 처리 중 · accepted, in flight', acceptedSchema),
        headers: z.object({ Location: z.string() }),
      },
      ...bodyProblems,
      ...(takes.priority === true ? { 422: problemResponse('invalid-field, unknown-priority-item') } : {}),
      ...(takes.forbids === undefined ? {} : { 403: problemResponse(`${FORBIDS}, ${takes.forbids}`) }),
      404: problemResponse('no-application'),
      409: problemResponse(
        'already-requested, already-accepted, already-rejected, already-cancelled, other-round, nursery-full, enrolled-elsewhere, too-many-applications, family-left',
      ),
      503: problemResponse('unavailable, maintenance'),
    },
  },
  handlers: [
    ...jsonBody,
    async (req, res) => {
      const accepted = await submitCommand(parts, res, type, () => {
        const { 'idempotency-key': idempotencyKey } = parseInput(keyHeaders, req.headers);
        const application = parseInput(applicationSchema, req.body);
        // submitCommand names it only once all is read: a note or a round that breaks a rule is refused before that.
        attempting(res, { action: type, requestId: requestIdOf(application) });
        return {
          application,
          idempotencyKey,
          note: takes.note === true ? parseInput(noteHeaders, req.headers)['enterwait-note'] : undefined,
          priority: takes.priority === true ? claimedIn(req) : undefined,
          round: takes.round === true ? parseInput(roundHeaders, req.headers)['enterwait-round'] : undefined,
        };
      });
      res.status(202).location(`/requests/${accepted.request_id}`).json(accepted);
    },
  ],
});

function claimedIn(req: Request): Priority | undefined {
  const codes = parseInput(priorityHeaders, req.headers)['enterwait-priority'];
  return codes === undefined ? undefined : priorityOf(codes, new Date());
}
