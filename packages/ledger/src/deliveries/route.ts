import {
  type Application,
  applicationSchema,
  recordedApplicationSchema,
  requestIdOf,
} from '@enterwait/domain/application';
import { type CommandType, judgedEventSchema } from '@enterwait/domain/protocol';
import type { Route } from '@enterwait/http/app';
import { HttpError } from '@enterwait/http/errors';
import { bodyProblems, jsonResponse, problemResponse } from '@enterwait/http/openapi';
import type { Metrics } from '@enterwait/http/server';
import type { Response } from 'express';
import { z } from 'zod';
import type { Ledger } from '../commands/ledger.ts';
import type { DeliveryReader, SignedDelivery } from './signed-delivery.ts';

export interface SynchroniseOptions {
  readonly ledger: Ledger;
  readonly metrics: Metrics;
  readonly deliveries: DeliveryReader;
}

const takenSchema = z
  .object({
    result: z.enum(['applied', 'stale']).meta({ description: 'stale: that version or a later one was known already' }),
  })
  .meta({ id: 'Delivered' });

const operationOf = (summary: string, schema: z.ZodType) => ({
  summary,
  tags: ['동기화 · synchronising'],
  requestBody: { required: true, content: { 'application/json': { schema } } },
  responses: {
    200: jsonResponse('반영됨 · taken over, by version', takenSchema),
    ...bodyProblems,
    400: problemResponse('malformed-json, wrong-type, unknown-field, event-required, event-mismatch'),
    503: problemResponse('unavailable'),
  },
});

/** An endpoint of the wire contract where the pipeline reports a decision made elsewhere: the ten fields, signed. */
export const synchroniseRoute = (
  path: string,
  type: CommandType,
  summary: string,
  options: SynchroniseOptions,
): Route => ({
  method: 'post',
  path,
  access: 'signed',
  operation: operationOf(summary, applicationSchema),
  handlers: [
    ...options.deliveries.middleware,
    async (req, res) => {
      const { facts, body } = options.deliveries.read(req, recordedApplicationSchema);
      if (facts.type !== type || facts.outcome !== 'applied' || facts.request_id !== requestIdOf(body))
        throw mismatch();
      await take(options, { facts, body }, res);
    },
  ],
});

/** `POST /sync/outcome`: the outcome of a command, applied or refused; the whole judged event, signed. */
export const outcomeRoute = (options: SynchroniseOptions): Route => ({
  method: 'post',
  path: '/sync/outcome',
  access: 'signed',
  operation: operationOf('명령의 결과 · what became of a command', judgedEventSchema),
  handlers: [
    ...options.deliveries.middleware,
    async (req, res) => {
      const { facts, body } = options.deliveries.read(req, judgedEventSchema);
      const { application } = body;
      if (body.event_id !== facts.event_id || body.version !== facts.version || body.request_id !== facts.request_id)
        throw mismatch();
      if (application !== null && requestIdOf(application) !== facts.request_id) throw mismatch();
      await take(options, { facts, body: application }, res);
    },
  ],
});

async function take(
  { ledger, metrics }: SynchroniseOptions,
  { facts, body }: SignedDelivery<Application | null>,
  res: Response,
): Promise<void> {
  const result = await ledger.deliver(facts, body);
  metrics.deliveries.inc({ type: facts.type, result });
  res.json({ result });
}

const mismatch = (): HttpError =>
  new HttpError(400, 'event-mismatch', '본문과 이벤트가 서로 다릅니다 / the body does not belong to the event');
