import { type DeadLetterQueue, deadLetterQueuesOf, isParked } from '../queues/dead-letter-queues.ts';
import { countOf, type Received, receive, release } from '../queues/receiving.ts';
import { type DeadLetter, letterOf } from './letter.ts';
import type { Target } from './redriving.ts';

/** A dead-letter queue as it was found. */
export interface QueueReport {
  readonly queue: string;
  /** Number of messages as SQS counts them; at least the number seen. */
  readonly count: number;
  /** Age of the oldest message seen; null: none. */
  readonly oldest_age_s: number | null;
  readonly messages: readonly DeadLetter[];
}

/** How long a message is hidden during the inspection: it is released at once; this is for a crash in between. */
const LOOK_SECONDS = 30;

/** Inspects every dead-letter queue and the parked queue, at most `max` messages each. */
export const inspectAll = (target: Target, max: number): Promise<QueueReport[]> =>
  Promise.all(deadLetterQueuesOf(target.outputs).map((place) => inspect(target, place, max)));

/**
 * Receives messages and releases them. From a FIFO queue, only the messages that a consumer would get next are visible.
 * @param options.patient repeats until SQS returns nothing new, which takes a second longer; otherwise it stops at SQS'
 * own count
 */
export async function inspect(
  { sqs }: Pick<Target, 'sqs'>,
  place: DeadLetterQueue,
  max: number,
  { patient = true }: { readonly patient?: boolean } = {},
): Promise<QueueReport> {
  const { visible, hidden } = await countOf(sqs, place.url);
  const most = patient ? max : Math.min(max, visible);
  const seen = new Map<string, Received>();
  try {
    while (seen.size < most) {
      const messages = await receive(sqs, place.url, LOOK_SECONDS, most - seen.size);
      const before = seen.size;
      for (const message of messages) seen.set(message.MessageId ?? message.ReceiptHandle, message);
      // Nothing new: an inspection that takes longer than messages stay hidden would otherwise not end.
      if (seen.size === before) break;
    }
  } finally {
    await release(sqs, place.url, [...seen.values()]);
  }
  const messages = [...seen.values()].map((message) => letterOf(message, isParked(place)));
  messages.sort((a, b) => a.at.localeCompare(b.at));
  const oldest = [...seen.values()].map(({ Attributes }) => Number(Attributes?.SentTimestamp)).filter(Number.isFinite);
  return {
    queue: place.name,
    count: Math.max(visible + hidden, messages.length),
    oldest_age_s: oldest.length === 0 ? null : Math.max(0, Math.round((Date.now() - Math.min(...oldest)) / 1000)),
    messages,
  };
}
