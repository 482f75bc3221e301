import type { SQSClient } from '@aws-sdk/client-sqs';
import {
  inspect,
  type QueueReport,
  type Redriven,
  type RedriveOptions,
  redrive,
} from '@enterwait/operations/dead-letters';
import {
  countOf,
  type DeadLetterQueue,
  deadLetterQueuesOf,
  type PipelineQueues,
  selectedQueues,
} from '@enterwait/operations/queues';

/** A queue of dead letters, by its count alone. */
export interface PlaceCount {
  readonly queue: string;
  readonly count: number;
}

/** The dead-letter queues and the parked queue. */
export interface DeadLetters {
  /** Where a redrive would send to; `null`: each parked record names its own. `undefined`: there is no such queue. */
  find(queue: string): { readonly queue: string; readonly source: string | null } | undefined;
  counts(): Promise<PlaceCount[]>;
  /** What lies in every one of them, at most {@link MOST_SHOWN} messages each. */
  inspectAll(): Promise<QueueReport[]>;
  /** @returns `undefined` where there is no such queue */
  inspect(queue: string): Promise<QueueReport | undefined>;
  /** Puts at most {@link MOST_REDRIVEN} messages back. @returns `undefined` where there is no such queue */
  redrive(
    queue: string,
    notes: Required<Pick<RedriveOptions, 'onMoving' | 'onFailed'>>,
  ): Promise<Redriven[] | undefined>;
}

/** Whose messages lie there. */
export const applicationsIn = ({ messages }: QueueReport): string[] =>
  messages.flatMap(({ request_id }) => request_id ?? []);

export const MOST_SHOWN = 100;
/** As many as are surely put back while a person waits for the answer. */
export const MOST_REDRIVEN = 100;

export function createDeadLetters(sqs: Pick<SQSClient, 'send'>, outputs: PipelineQueues): DeadLetters {
  const places = deadLetterQueuesOf(outputs);
  const placeOf = (queue: string): DeadLetterQueue | undefined =>
    queue === 'all' ? undefined : selectedQueues(places, queue)[0];
  const inspectOne = (place: DeadLetterQueue): Promise<QueueReport> =>
    inspect({ sqs }, place, MOST_SHOWN, { patient: false });
  return {
    find(queue) {
      const place = placeOf(queue);
      return place === undefined ? undefined : { queue: place.name, source: place.source?.name ?? null };
    },
    counts: () =>
      Promise.all(
        places.map(async ({ name, url }) => {
          const { visible, hidden } = await countOf(sqs, url);
          return { queue: name, count: visible + hidden };
        }),
      ),
    inspectAll: () => Promise.all(places.map(inspectOne)),
    async inspect(queue) {
      const place = placeOf(queue);
      return place === undefined ? undefined : inspectOne(place);
    },
    async redrive(queue, notes) {
      const place = placeOf(queue);
      return place === undefined ? undefined : redrive({ sqs, outputs }, place, { max: MOST_REDRIVEN, ...notes });
    },
  };
}
