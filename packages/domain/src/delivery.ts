import type { z } from 'zod';
import { type JudgedEvent, judgedEventSchema } from './event.ts';

/**
 * A judged event as it is delivered to a system. The synchronising endpoints of the wire contract take the ten fields
 * and nothing else as their body, so what is beside them (identity, version, outcome) travels in a header of its own,
 * signed like the body. `POST /sync/outcome` takes the whole judged event as its body.
 */
export const HEADERS = {
  /** JSON of a {@link DeliveryFacts}; ASCII only, no personal data. */
  facts: 'enterwait-event',
  /** Standard Webhooks signature of the header above, with the same id and timestamp as the body's. */
  factsSignature: 'enterwait-event-signature',
} as const;

export const deliveryFactsSchema = judgedEventSchema.omit({ application: true });
export type DeliveryFacts = z.infer<typeof deliveryFactsSchema>;

export function deliveryFactsOf(event: JudgedEvent): DeliveryFacts {
  const { application: _personal, ...facts } = event;
  return facts;
}
