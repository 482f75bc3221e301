import { z } from 'zod';
import { wireApplication } from '../application/application.ts';
import type { Entry } from './entry.ts';
import { type JudgedEvent, judgedEventSchema } from './event.ts';

/**
 * A judged event as it is delivered to a system. The synchronising endpoints of the wire contract accept only the ten
 * fields as their body, so everything else (identity, version, outcome) travels in a separate header, signed like the
 * body. `POST /sync/outcome` takes the whole judged event as its body.
 *
 * The release of 2026-11-25 refuses unknown fields, so later additions travel in a second header. Body and first header
 * stay unchanged, and each release can deliver to the other.
 */
export const HEADERS = {
  /**
   * JSON of a {@link DeliveryFacts} in ASCII. Never logged: it contains what the family claims and why it was rejected.
   */
  facts: 'enterwait-event',
  /** Standard Webhooks signature of the header above, with the same id and timestamp as the body's. */
  factsSignature: 'enterwait-event-signature',
  /** JSON of a {@link DeliveryExtension} in ASCII. */
  extension: 'enterwait-event-extension',
  extensionSignature: 'enterwait-event-extension-signature',
} as const;

export const deliveryFactsSchema = judgedEventSchema.omit({ application: true });
export type DeliveryFacts = Omit<JudgedEvent, 'application'>;

/** The parts of an event that the release of 2026-11-25 did not know. */
export const deliveryExtensionSchema = z.looseObject({ round: z.int().min(0).optional() });
export type DeliveryExtension = Pick<JudgedEvent, 'round'>;

/** As a header value: ASCII JSON, because a note or a name may contain any letter. */
export const encodeFacts = (facts: DeliveryFacts | DeliveryExtension): string =>
  JSON.stringify(facts).replaceAll(
    /[\u007f-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );

export function deliveryFactsOf(event: JudgedEvent): DeliveryFacts {
  const { application: _personal, ...facts } = event;
  return facts;
}

/** Splits an event into the form of the release of 2026-11-25 and the rest. */
export function toDelivery(event: JudgedEvent): { event: JudgedEvent; extension: DeliveryExtension } {
  const { traceparent, note, entry, application, round } = event;
  return {
    event: {
      event_id: event.event_id,
      type: event.type,
      origin: event.origin,
      occurred_at: event.occurred_at,
      ...(traceparent === undefined ? {} : { traceparent }),
      ...(note === undefined ? {} : { note }),
      request_id: event.request_id,
      judged_at: event.judged_at,
      outcome: event.outcome,
      reason: event.reason,
      status: event.status,
      version: event.version,
      application: application === null ? null : wireApplication(application),
      ...(entry === undefined ? {} : { entry: entry === null ? null : wireEntry(entry) }),
    },
    extension: round === undefined ? {} : { round },
  };
}

const wireEntry = ({ requested_at, priority, nursery_name }: Entry): Entry => ({
  requested_at,
  priority: {
    rules: priority.rules,
    items: priority.items,
    points: priority.points,
    tie_points: priority.tie_points,
  },
  ...(nursery_name === undefined ? {} : { nursery_name }),
});
