import type { z } from 'zod';
import { type JudgedEvent, judgedEventSchema } from './event.ts';

/**
 * A judged event as it is delivered to a system. The synchronising endpoints of the wire contract take the ten fields
 * and nothing else as their body, so what is beside them (identity, version, outcome) travels in a header of its own,
 * signed like the body. `POST /sync/outcome` takes the whole judged event as its body.
 */
export const HEADERS = {
  /** JSON of a {@link DeliveryFacts} in ASCII. What the family claims and why it was rejected is in it: it is never logged. */
  facts: 'enterwait-event',
  /** Standard Webhooks signature of the header above, with the same id and timestamp as the body's. */
  factsSignature: 'enterwait-event-signature',
} as const;

export const deliveryFactsSchema = judgedEventSchema.omit({ application: true });
export type DeliveryFacts = z.infer<typeof deliveryFactsSchema>;

/** As the header has it: JSON in ASCII, for a note or a name may hold any letter. */
export const encodeFacts = (facts: DeliveryFacts): string =>
  JSON.stringify(facts).replaceAll(
    /[\u007f-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );

export function deliveryFactsOf(event: JudgedEvent): DeliveryFacts {
  const { application: _personal, ...facts } = event;
  return facts;
}
