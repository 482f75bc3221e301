import { commandTypeSchema, originSchema, REQUEST_ID, refusalReasonSchema, statusSchema } from '@enterwait/domain';
import { z } from 'zod';
import { parseInput } from '../body.ts';
import { inTransaction, type Pool } from '../database.ts';
import { RefusedError } from '../errors.ts';
import { jsonResponse, problemResponse } from '../openapi.ts';
import type { Route } from '../route.ts';
import { type CommandRow, commandHistory } from '../tables/command.ts';
import { findRequest } from '../tables/request.ts';

const paramsSchema = z.object({
  request_id: z.string().regex(REQUEST_ID, '신청 번호가 아닙니다 / must be child_id and nursery_id'),
});

const timeSchema = z.iso.datetime();
const viewSchema = z
  .object({
    request_id: z.string(),
    nursery_id: z.string(),
    status: statusSchema
      .nullable()
      .meta({ description: 'confirmed by the judge; null until it has decided for the first time' }),
    version: z.int().min(0),
    in_flight: z.array(z.object({ event_id: z.uuid(), type: commandTypeSchema, asked_at: timeSchema })),
    history: z.array(
      z.object({
        event_id: z.uuid(),
        type: commandTypeSchema,
        origin: originSchema,
        asked_at: timeSchema,
        outcome: z.enum(['applied', 'refused']).nullable(),
        reason: refusalReasonSchema.nullable(),
        status: statusSchema.nullable(),
        version: z.int().min(0).nullable(),
        judged_at: timeSchema.nullable(),
        settled_at: timeSchema.nullable(),
      }),
    ),
    created_at: timeSchema,
    updated_at: timeSchema,
  })
  .meta({ id: 'RequestView', description: 'An application as this system knows it; no personal data' });

/** `GET /requests/:request_id`: confirmed state, commands in flight, history. */
export const requestsRoute = (pool: Pool): Route => ({
  method: 'get',
  path: '/requests/:request_id',
  operation: {
    summary: '신청 상태 · state of an application',
    tags: ['조회 · queries'],
    requestParams: { path: paramsSchema },
    responses: {
      200: jsonResponse('상태 · state', viewSchema),
      404: problemResponse('no-application'),
      422: problemResponse('invalid-field'),
    },
  },
  handlers: [
    async (req, res) => {
      const { request_id } = parseInput(paramsSchema, req.params);
      const view = await inTransaction(pool, async (tx) => {
        const row = await findRequest(tx, request_id);
        if (row === undefined) throw new RefusedError('no-application');
        const { nursery_id, status, version, created_at, updated_at } = row;
        const history = await commandHistory(tx, request_id);
        return {
          request_id,
          nursery_id,
          status,
          version,
          in_flight: history.filter(isInFlight).map(asked),
          history,
          created_at,
          updated_at,
        };
      });
      res.json(view);
    },
  ],
});

const isInFlight = ({ outcome }: CommandRow): boolean => outcome === null;
const asked = ({ event_id, type, asked_at }: CommandRow) => ({ event_id, type, asked_at });
