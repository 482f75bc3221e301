import { z } from 'zod';

/**
 * What a dead letter says about itself, in message attributes beside the original ones. SQS' own redrive policy, the
 * safety net for a function that crashed or timed out, adds none of them: the reason is then unknown.
 */
export const DEAD_LETTER_ATTRIBUTES = {
  /** Why it last failed: codes and rules, never a value. */
  reason: 'Reason',
  /** When that was; ISO 8601, UTC. */
  failedAt: 'FailedAt',
  /** How often it was received since it was sent or redriven. */
  receives: 'Receives',
  /** JSON of {@link History}. It stays with the message across redrives. */
  history: 'History',
} as const;

export const UNKNOWN_REASON = 'unknown: the function crashed or timed out';

const entrySchema = z.discriminatedUnion('what', [
  z.object({ what: z.literal('failed'), at: z.string(), reason: z.string(), receives: z.number().nullable() }),
  z.object({ what: z.literal('redriven'), at: z.string() }),
]);
/** One entry in a message's history, oldest first. */
export type DeadLetterHistoryEntry = z.infer<typeof entrySchema>;
export type History = readonly DeadLetterHistoryEntry[];

const MAX_ENTRIES = 12;
const MAX_REASON = 200;

/** The history in an attribute; an unreadable one counts as empty. */
export function parseHistory(attribute: string | undefined): DeadLetterHistoryEntry[] {
  try {
    const parsed = z.array(entrySchema).safeParse(JSON.parse(attribute ?? '[]'));
    return parsed.success ? parsed.data : [];
  } catch {
    return [];
  }
}

/** The attribute of a history with added entries. Bounded: the first entry and the latest are kept. */
export function extendHistory(history: History, ...more: DeadLetterHistoryEntry[]): string {
  const all = [...history, ...more].map((entry) =>
    entry.what === 'failed' ? { ...entry, reason: toAttributeText(entry.reason, MAX_REASON) } : entry,
  );
  const kept = all.length <= MAX_ENTRIES ? all : [...all.slice(0, 1), ...all.slice(1 - MAX_ENTRIES)];
  return JSON.stringify(kept);
}

/** A text as SQS accepts it for an attribute: never empty, no control characters, bounded. */
export const toAttributeText = (text: string, max = 256): string =>
  text
    .replace(/[\p{Cc}\p{Cs}\uFFFE\uFFFF]+/gu, ' ')
    .slice(0, max)
    .trim() || 'unknown';

/** Name of a queue's dead-letter queue, as terraform/modules/queue names it. */
export const deadLetterQueueName = (queueName: string): string =>
  queueName.endsWith('.fifo') ? `${queueName.slice(0, -'.fifo'.length)}-dlq.fifo` : `${queueName}-dlq`;
