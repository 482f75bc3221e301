import { deadLetterQueuesOf } from '../../queues/dead-letter-queues.ts';
import { type Received, receive, release } from '../../queues/receiving.ts';
import type { Stores } from './stores.ts';

/**
 * A message that waits for an operator and contains the family's data: it would bring the data back, or keep it for two
 * weeks.
 */
export interface Letter {
  readonly queue: string;
  readonly message_id: string;
}

const LOOK_SECONDS = 30;
const MOST = 10_000;

/** All dead letters and parked messages that name one of these applications or addresses. Read-only. */
export async function lettersAbout(
  { sqs, queues }: Pick<Stores, 'sqs' | 'queues'>,
  words: readonly string[],
): Promise<Letter[]> {
  if (words.length === 0) return [];
  const found = await Promise.all(
    deadLetterQueuesOf(queues).map(async ({ name, url }): Promise<Letter[]> => {
      const seen = new Map<string, Received>();
      try {
        for (let before = -1; seen.size > before && seen.size < MOST; ) {
          before = seen.size;
          for (const message of await receive(sqs, url, LOOK_SECONDS)) seen.set(message.MessageId ?? '', message);
        }
      } finally {
        await release(sqs, url, [...seen.values()]);
      }
      return [...seen.values()]
        .filter(({ Body = '' }) => names(Body, words))
        .map(({ MessageId = '' }) => ({ queue: name, message_id: MessageId }));
    }),
  );
  return found.flat();
}

/**
 * A command names its application by two ids, an event by one, an account mail by its address; a parked body is JSON
 * within JSON.
 */
function names(body: string, words: readonly string[]): boolean {
  return words.some((word) =>
    /^\d{15}[A-Za-z]\d{5}$/.test(word)
      ? body.includes(word) || (body.includes(word.slice(0, 15)) && body.includes(word.slice(15)))
      : body.includes(word),
  );
}
