import { REQUEST_ID } from '@enterwait/domain/application';
import {
  commandTypeSchema,
  entrySchema,
  originSchema,
  refusalReasonSchema,
  statusSchema,
} from '@enterwait/domain/protocol';
import { principalOf, type Role, requireOwn } from '@enterwait/http/access';
import { showing } from '@enterwait/http/access-records';
import type { Route } from '@enterwait/http/app';
import { parseInput } from '@enterwait/http/body';
import { inSnapshot, type Pool } from '@enterwait/http/database';
import { RefusedError } from '@enterwait/http/errors';
import { jsonResponse, problemResponse } from '@enterwait/http/openapi';
import { z } from 'zod';
import { type CommandRow, commandHistory } from '../tables/command.ts';
import { outboxOf } from '../tables/outbox.ts';
import { expectedOf, findRequest, type RequestRow, waitingBefore } from '../tables/request.ts';

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
    round: z
      .int()
      .min(0)
      .nullable()
      .meta({ description: 'how many Requests were applied; decisions name it. null: not known yet' }),
    expected: statusSchema.nullable().meta({ description: 'the status once what is in flight is judged' }),
    position: z
      .int()
      .min(1)
      .nullable()
      .meta({ description: 'place in the line of its daycare, 1 is next; null for one that does not wait' }),
    entry: entrySchema
      .omit({ nursery_name: true })
      .nullable()
      .meta({ description: 'when it was asked and how it was scored, as of the last applied Request' }),
    in_flight: z.array(
      z.object({
        event_id: z.uuid(),
        type: commandTypeSchema,
        asked_at: timeSchema,
        in_outbox: z.boolean().meta({ description: 'true until the queue has accepted it' }),
        attempts: z.int().min(0).meta({ description: 'how often the queue took it: 0 unsent, 2 and more asked again' }),
      }),
    ),
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
        note: z.string().nullable().meta({ description: 'why, in the words of who asked' }),
        round: z.int().min(0).nullable().meta({
          description:
            'the round that its requester saw; for a command of another system, the one after judging. null: none was named',
        }),
      }),
    ),
    created_at: timeSchema,
    updated_at: timeSchema,
  })
  .meta({ id: 'RequestView', description: 'An application as this system knows it; nobody’s name or address' });

/** `GET /requests/:request_id`: confirmed state, commands in flight, history. */
export const requestsRoute = (pool: Pool, access: readonly Role[]): Route => ({
  method: 'get',
  path: '/requests/:request_id',
  access,
  personalData: 'recorded',
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
      const principal = principalOf(res);
      const view = await inSnapshot(pool, async (tx) => {
        const row = await findRequest(tx, request_id);
        if (row === undefined) throw new RefusedError('no-application');
        requireOwn(principal, row);
        const { nursery_id, status, version, round, created_at, updated_at } = row;
        const history = await commandHistory(tx, request_id);
        const inFlight = history.filter(isInFlight);
        const attempts = inFlight.length === 0 ? new Map<string, number>() : await outboxOf(tx, request_id);
        const before = await waitingBefore(tx, row);
        return {
          request_id,
          nursery_id,
          status,
          version,
          round,
          expected: expectedOf(row),
          position: before === undefined ? null : before + 1,
          entry: entryOf(row),
          in_flight: inFlight.map((command) => ({ ...asked(command), ...sentOf(attempts.get(command.event_id)) })),
          history,
          created_at,
          updated_at,
        };
      });
      showing(res, [request_id]);
      res.json(view);
    },
  ],
});

/** As the judge reported it; null for an application judged before entries existed. */
function entryOf(row: RequestRow) {
  const { requested_at, priority_rules, priority_items, points, tie_points } = row;
  if (requested_at === null || priority_rules === null || points === null || tie_points === null) return null;
  const items: unknown = JSON.parse(priority_items ?? '[]');
  return { requested_at, priority: { rules: priority_rules, items, points, tie_points } };
}

const isInFlight = ({ outcome }: CommandRow): boolean => outcome === null;
/** A command without a row was sent by the previous release, which kept none. */
const sentOf = (attempts: number | undefined) => ({ in_outbox: attempts === 0, attempts: attempts ?? 1 });
const asked = ({ event_id, type, asked_at }: CommandRow) => ({ event_id, type, asked_at });
