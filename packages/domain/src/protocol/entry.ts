import { z } from 'zod';
import { prioritySchema } from '../priority/priority.ts';

/**
 * The place of an application in its line, as of its last applied Request: what is known beyond the ten wire fields.
 */
export const entrySchema = z.strictObject({
  /** When the parent asked, ISO 8601, UTC. */
  requested_at: z.iso.datetime(),
  priority: prioritySchema,
  /** Name of the daycare at that time, for mails. */
  nursery_name: z.string().min(1).max(100).optional(),
});
export type Entry = z.infer<typeof entrySchema>;

/** An entry as one of our own parts wrote it: see `recordedApplicationSchema`. */
export const recordedEntrySchema = z.looseObject({
  requested_at: z.iso.datetime(),
  priority: z.looseObject({
    rules: z.string(),
    items: z.array(z.string()),
    points: z.number(),
    tie_points: z.number(),
  }),
  nursery_name: z.string().optional(),
});

const MOST = 9999;
const digits = (value: number, width: number): string => String(value).padStart(width, '0');

/**
 * The sort key of the line as one string (ASCII, 43 characters), ascending: more points first, then more tie points,
 * then the earlier request. The id comes last, so no two are equal. One index gives the order and every position.
 */
export const queueKey = (requestId: string, { requested_at, priority }: Entry): string =>
  [
    digits(MOST - priority.points, 4),
    digits(MOST - priority.tie_points, 4),
    digits(Date.parse(requested_at), 14),
    requestId,
  ].join('');
