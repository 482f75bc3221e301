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

/** A dead-letter queue with its message count. */
export interface PlaceCount {
  readonly queue: string;
  readonly count: number;
}

/** The dead-letter queues and the parked queue. */
export interface DeadLetters {
  /** The target of a redrive; `null`: each parked record names its own. `undefined`: no such queue. */
  find(queue: string): { readonly queue: string; readonly source: string | null } | undefined;
  counts(): Promise<PlaceCount[]>;
  /** The messages in each of them, at most {@link MOST_SHOWN} each. */
  inspectAll(): Promise<QueueReport[]>;
  /** @returns `undefined` if there is no such queue */
  inspect(queue: string): Promise<QueueReport | undefined>;
  /** Redrives at most {@link MOST_REDRIVEN} messages. @returns `undefined` if there is no such queue */
  redrive(
    queue: string,
    notes: Required<Pick<RedriveOptions, 'onMoving' | 'onFailed'>>,
  ): Promise<Redriven[] | undefined>;
}

/** The applications of the messages. */
export const applicationsIn = ({ messages }: QueueReport): string[] =>
  messages.flatMap(({ request_id }) => request_id ?? []);

const MOST_SHOWN = 100;
/** As many as can be redriven while a person waits for the answer. */
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
