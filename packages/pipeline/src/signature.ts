import { deliveryFactsOf, encodeFacts, HEADERS, type JudgedEvent } from '@enterwait/domain';
import { Webhook } from 'standardwebhooks';

/**
 * The headers of a delivery: Standard Webhooks over the body (id = event_id), and the facts of the event in a header of
 * their own, signed with the same id and timestamp.
 * @param secret `whsec_<base64>`
 * @see https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 */
export function deliveryHeaders(event: JudgedEvent, body: string, secret: string, now: Date): Record<string, string> {
  const webhook = new Webhook(secret);
  const facts = encodeFacts(deliveryFactsOf(event));
  return {
    'content-type': 'application/json',
    'webhook-id': event.event_id,
    'webhook-timestamp': String(Math.floor(now.getTime() / 1000)),
    'webhook-signature': webhook.sign(event.event_id, now, body),
    [HEADERS.facts]: facts,
    [HEADERS.factsSignature]: webhook.sign(event.event_id, now, facts),
    ...(event.traceparent === undefined ? {} : { traceparent: event.traceparent }),
  };
}
