import { REQUEST_ID } from '@enterwait/domain/application';
import {
  commandTypeSchema,
  deliveryFactsOf,
  deliveryFactsSchema,
  originSchema,
  refusalReasonSchema,
  SYSTEMS,
  statusSchema,
} from '@enterwait/domain/protocol';
import { showing } from '@enterwait/http/access-records';
import type { Route } from '@enterwait/http/app';
import { parseInput } from '@enterwait/http/body';
import { RefusedError } from '@enterwait/http/errors';
import { jsonResponse, problemResponse } from '@enterwait/http/openapi';
import { z } from 'zod';
import { STEP_STATES, STEPS } from '../timeline/hops.ts';
import type { TimelineLoader } from '../timeline/load.ts';
import { wordsOf } from '../timeline/words.ts';

export const requestParams = z.object({
  request_id: z.string().regex(REQUEST_ID, '신청 번호가 아닙니다 / must be child_id and nursery_id'),
});

const time = z.iso.datetime().nullable();
const system = z.enum(SYSTEMS).nullable();
const timelineSchema = z
  .object({
    request_id: z.string(),
    status: statusSchema.nullable(),
    version: z.int().min(0),
    round: z
      .int()
      .min(0)
      .nullable()
      .meta({ description: 'how many Requests were applied; null: judged before they were counted' }),
    position: z.int().min(1).nullable(),
    events: z.array(deliveryFactsSchema).meta({ description: 'what the judge decided, oldest first; the latest 200' }),
    commands: z.array(
      z.object({
        event_id: z.string(),
        type: commandTypeSchema,
        origin: originSchema,
        outcome: z.enum(['applied', 'refused']).nullable().meta({ description: 'null while it is in flight' }),
        reason: refusalReasonSchema.nullable(),
        note: z.string().nullable(),
        status: statusSchema.nullable(),
        version: z.int().nullable(),
        steps: z.array(
          z.object({
            step: z.enum(STEPS),
            system,
            state: z
              .enum(STEP_STATES)
              .meta({ description: 'withheld: the mail was not sent, because its address is suppressed' }),
            at: time,
            ms: z
              .number()
              .nullable()
              .meta({ description: 'since the judging; for the judging itself, since the command was asked' }),
          }),
        ),
      }),
    ),
    holds: z
      .array(
        z.object({
          where: z.enum([
            'outbox',
            'earlier-command',
            'judge',
            'mail',
            'delivery',
            'dead-letter',
            'parked',
            'system-down',
          ]),
          event_id: z.string().nullable(),
          type: commandTypeSchema.nullable(),
          system,
          queue: z.string().nullable(),
          reason: z.string().nullable(),
          attempts: z.int().nullable().meta({ description: 'how often the queue of the judge accepted it' }),
          since: time,
          text: z.object({ ko: z.string(), en: z.string() }),
        }),
      )
      .meta({ description: 'where something is in progress or stuck; empty when all is done' }),
    refused: z
      .object({ event_id: z.string(), reason: refusalReasonSchema.nullable() })
      .nullable()
      .meta({ description: 'last command of the operators, if it was refused within the last day' }),
    more: z.boolean().meta({ description: 'there are older events than these' }),
    unreadable: z.array(z.string()).meta({
      description: 'items of the table (`STATE`, `EVENT#<event_id>`) that cannot be read and are missing here',
    }),
  })
  .meta({ id: 'Timeline', description: 'An application across the whole pipeline; nobody’s name or address' });

/** `GET /requests/:request_id`: every command hop by hop, and where something is stuck. */
export const timelineRoute = (timelines: TimelineLoader): Route => ({
  method: 'get',
  path: '/requests/:request_id',
  access: ['operator', 'program'],
  personalData: 'recorded',
  operation: {
    summary: '신청의 경과 · an application across the whole pipeline',
    tags: ['조회 · queries'],
    requestParams: { path: requestParams },
    responses: {
      200: jsonResponse('경과 · timeline', timelineSchema),
      404: problemResponse('no-application'),
      422: problemResponse('invalid-field'),
    },
  },
  handlers: [
    async (req, res) => {
      const { request_id } = parseInput(requestParams, req.params);
      const found = await timelines.load(request_id);
      if (found === undefined) throw new RefusedError('no-application');
      const { state, events, commands, holds, refused, position, more, unreadable } = found;
      showing(res, [request_id]);
      res.json({
        request_id,
        status: state?.status ?? null,
        version: state?.version ?? 0,
        round: state === undefined ? 0 : (state.round ?? null),
        position,
        events: events.map(deliveryFactsOf),
        commands,
        holds: holds.map((hold) => ({ ...hold, text: wordsOf(hold) })),
        refused: refused === null ? null : { event_id: refused.event_id, reason: refused.reason },
        more,
        unreadable,
      });
    },
  ],
});
