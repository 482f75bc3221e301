import { deliveryFactsOf, encodeFacts, HEADERS, type JudgedEvent, toDelivery } from '@enterwait/domain/protocol';
import { Webhook } from 'standardwebhooks';

/**
 * The headers of a delivery: Standard Webhooks over the body (id = event_id); the facts of the event in a second
 * header, signed with the same id and timestamp; and what the release of 2026-11-25 would refuse there in a third.
 * @param secret `whsec_<base64>`
 * @see https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 */
export function deliveryHeaders(event: JudgedEvent, body: string, secret: string, now: Date): Record<string, string> {
  const webhook = new Webhook(secret);
  const delivery = toDelivery(event);
  const facts = encodeFacts(deliveryFactsOf(delivery.event));
  const extension = encodeFacts(delivery.extension);
  return {
    ...noticeHeaders(event.event_id, body, secret, now),
    [HEADERS.facts]: facts,
    [HEADERS.factsSignature]: webhook.sign(event.event_id, now, facts),
    [HEADERS.extension]: extension,
    [HEADERS.extensionSignature]: webhook.sign(event.event_id, now, extension),
    ...(event.traceparent === undefined ? {} : { traceparent: event.traceparent }),
  };
}

/** Standard Webhooks over a body only. */
export const noticeHeaders = (id: string, body: string, secret: string, now: Date): Record<string, string> => ({
  'content-type': 'application/json',
  'webhook-id': id,
  'webhook-timestamp': String(Math.floor(now.getTime() / 1000)),
  'webhook-signature': new Webhook(secret).sign(id, now, body),
});
