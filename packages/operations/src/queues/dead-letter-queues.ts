import { plainQueueName } from '@enterwait/domain/protocol';
import type { PipelineQueues } from './queues.ts';

/** A queue in which messages wait for an operator, and where they came from. */
export interface DeadLetterQueue {
  /** Its name in AWS. */
  readonly name: string;
  readonly url: string;
  readonly fifo: boolean;
  /** The target of a redrive; undefined: each parked record names its own. */
  readonly source: Source | undefined;
}

export interface Source {
  readonly name: string;
  readonly url: string;
  readonly fifo: boolean;
}

const nameOf = (url: string): string => url.split('/').at(-1) ?? url;
const queueOf = (url: string): Source => ({ name: nameOf(url), url, fifo: url.endsWith('.fifo') });

export const sourcesOf = ({ queue_urls }: PipelineQueues): Source[] => Object.values(queue_urls).map(queueOf);

/** All dead-letter queues, then the parked queue. */
export function deadLetterQueuesOf(outputs: PipelineQueues): DeadLetterQueue[] {
  const dead = Object.entries(outputs.dead_letter_queue_urls).map(([key, url]): DeadLetterQueue => {
    const source = outputs.queue_urls[key];
    return { ...queueOf(url), source: source === undefined ? undefined : queueOf(source) };
  });
  return [...dead, { ...queueOf(outputs.parked_queue_url), source: undefined }];
}

export const isParked = (place: DeadLetterQueue): boolean => place.source === undefined;

/**
 * The queues that `QUEUE=` selects: `all` (never the parked queue), or the name of a queue or of its dead-letter queue.
 */
export function selectedQueues(places: readonly DeadLetterQueue[], wish: string): DeadLetterQueue[] {
  if (wish === 'all') return places.filter((place) => !isParked(place));
  const plain = (name: string) => plainQueueName(name).replace(/-dlq$/, '');
  return places.filter(({ name, source }) => plain(source?.name ?? name) === plain(wish));
}
