import { requestIdOf } from '@enterwait/domain/application';
import { deliveryFactsOf, encodeFacts, HEADERS, type JudgedEvent } from '@enterwait/domain/protocol';
import { Webhook } from 'standardwebhooks';
import { v7 as uuidv7 } from 'uuid';
import { anApplication } from './samples.ts';

export const TEST_SECRET = `whsec_${Buffer.from('a secret of the unit tests, 32 b').toString('base64')}`;

/** Applications of the running test file that no judge has seen. */
export const inventedIds = new Set<string>();

/** A judged event: an applied Request from the parents unless told otherwise. */
export function anEvent(overrides: Partial<JudgedEvent> = {}): JudgedEvent {
  const application =
    overrides.application === undefined || overrides.application === null ? anApplication() : overrides.application;
  const now = new Date().toISOString();
  const request_id = requestIdOf(application);
  inventedIds.add(request_id);
  return {
    event_id: uuidv7(),
    request_id,
    type: 'Request',
    origin: 'enterwait',
    occurred_at: now,
    judged_at: now,
    outcome: 'applied',
    reason: null,
    status: 1,
    version: 1,
    application,
    ...overrides,
  };
}

/** The headers of a synchronising call, made here from the specification and not with the code under test. */
export function signedHeaders(
  event: JudgedEvent,
  body: string,
  { secret = TEST_SECRET, at = new Date() } = {},
): Record<string, string> {
  const webhook = new Webhook(secret);
  const facts = encodeFacts(deliveryFactsOf(event));
  return {
    'webhook-id': event.event_id,
    'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
    'webhook-signature': webhook.sign(event.event_id, at, body),
    [HEADERS.facts]: facts,
    [HEADERS.factsSignature]: webhook.sign(event.event_id, at, facts),
  };
}
