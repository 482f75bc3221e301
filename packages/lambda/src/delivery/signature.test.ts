import { deliveryFactsOf, deliveryFactsSchema, HEADERS, toDelivery } from '@enterwait/domain/protocol';
import { Webhook } from 'standardwebhooks';
import { anAppliedEvent } from '../../testing/builders.ts';
import { deliveryHeaders } from './signature.ts';

const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const event = anAppliedEvent('Accept', { traceparent: `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01` });
const body = JSON.stringify(event.application);
const headers = deliveryHeaders(event, body, SECRET, new Date());
const verify = (payload: string, changes: Record<string, string> = {}) =>
  new Webhook(SECRET).verify(payload, { ...headers, ...changes });

test('the body is signed as Standard Webhooks says, under the id of the event', () => {
  expect(verify(body)).toEqual(event.application);
  expect(headers['webhook-id']).toBe(event.event_id);
});

test('the facts are signed with the same id and timestamp, and hold no personal data', () => {
  const facts = headers[HEADERS.facts] ?? '';
  const known = deliveryFactsOf(toDelivery(event).event);
  expect(verify(facts, { 'webhook-signature': headers[HEADERS.factsSignature] ?? '' })).toEqual(known);
  expect(deliveryFactsSchema.safeParse(JSON.parse(facts)).success).toBe(true);
  expect(facts).not.toMatch(/[^\x20-\x7e]|parent_|child_name/);
});

test('what the release before would refuse is signed in a header of its own', () => {
  const signature = { 'webhook-signature': headers[HEADERS.extensionSignature] ?? '' };
  expect(verify(headers[HEADERS.extension] ?? '', signature)).toEqual({ round: 1 });
});

test('neither signature stands for the other, another body or another event', () => {
  expect(() => verify(headers[HEADERS.facts] ?? '')).toThrow();
  expect(() => verify(`${body} `)).toThrow();
  expect(() => verify(body, { 'webhook-id': 'another' })).toThrow();
});

test('the trace goes on, where there is one', () => {
  expect(headers.traceparent).toBe(event.traceparent);
  expect(deliveryHeaders(anAppliedEvent('Accept'), body, SECRET, new Date())).not.toHaveProperty('traceparent');
});
