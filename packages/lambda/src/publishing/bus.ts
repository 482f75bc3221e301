import { setTimeout as sleep } from 'node:timers/promises';
import { type EventBridgeClient, PutEventsCommand, type PutEventsRequestEntry } from '@aws-sdk/client-eventbridge';
import type { JudgedEvent } from '@enterwait/domain/protocol';
import { PublishError } from '@enterwait/judge/errors';

/** Source of every event on the bus; the rules match it. */
const EVENT_SOURCE = 'enterwait.judge';

/** Limits of one PutEvents call. */
const MAX_ENTRIES = 10;
const MAX_BYTES = 262_144;
/** The size that EventBridge counts for `Time`. */
const TIME_BYTES = 14;

const MAX_TRIES = 3;
const PAUSE_MS = 50;

/** Refusals of the entry itself: the same event will always be refused. */
const PERMANENT_CODES: ReadonlySet<string | undefined> = new Set(['InvalidArgument', 'MalformedDetail']);

/** An event that EventBridge will never accept. */
interface RejectedEvent {
  readonly event: JudgedEvent;
  readonly reason: string;
}

export interface EventBus {
  /**
   * Publishes events in order, with as few calls as the limits allow.
   * @returns those that can never be published
   * @throws PublishError, or the error of AWS, when not all the others were accepted: publish them all again, repeats
   * are harmless
   */
  publish(events: readonly JudgedEvent[]): Promise<RejectedEvent[]>;
}

export interface EventBusDependencies {
  readonly client: Pick<EventBridgeClient, 'send'>;
  readonly busName: string;
  readonly random: () => number;
}

interface Publication {
  readonly event: JudgedEvent;
  readonly entry: PutEventsRequestEntry;
  readonly bytes: number;
}

export function createEventBus({ client, busName, random }: EventBusDependencies): EventBus {
  /** The publications that must be retried, and those that will never succeed. */
  const put = async (chunk: readonly Publication[]) => {
    const { Entries: answers = [] } = await client.send(
      new PutEventsCommand({ Entries: chunk.map((one) => one.entry) }),
    );
    const failed: Publication[] = [];
    const rejected: RejectedEvent[] = [];
    for (const [index, publication] of chunk.entries()) {
      const answer = answers[index];
      if (answer?.EventId !== undefined && answer.ErrorCode === undefined) continue;
      if (PERMANENT_CODES.has(answer?.ErrorCode)) {
        rejected.push({ event: publication.event, reason: `EventBridge refused: ${answer?.ErrorCode}` });
      } else failed.push(publication);
    }
    return { failed, rejected };
  };

  const putAll = async (chunk: readonly Publication[]): Promise<RejectedEvent[]> => {
    const rejected: RejectedEvent[] = [];
    let waiting = chunk;
    for (let attempt = 1; waiting.length > 0; attempt += 1) {
      if (attempt > MAX_TRIES) throw new PublishError(`${waiting.length} of ${chunk.length} events were not taken`);
      if (attempt > 1) await sleep(PAUSE_MS * attempt * random());
      const answer = await put(waiting);
      rejected.push(...answer.rejected);
      waiting = answer.failed;
    }
    return rejected;
  };

  return {
    async publish(events) {
      const publications = events.map((event) => toPublication(event, busName));
      const tooLarge = publications.filter(({ bytes }) => bytes > MAX_BYTES);
      const rejected = tooLarge.map(({ event }) => ({ event, reason: 'event is too large for EventBridge' }));
      for (const chunk of chunksOf(publications.filter(({ bytes }) => bytes <= MAX_BYTES))) {
        rejected.push(...(await putAll(chunk)));
      }
      return rejected;
    },
  };
}

function toPublication(event: JudgedEvent, busName: string): Publication {
  const detail = JSON.stringify(event);
  return {
    event,
    bytes: TIME_BYTES + Buffer.byteLength(EVENT_SOURCE) + Buffer.byteLength(event.type) + Buffer.byteLength(detail),
    entry: {
      EventBusName: busName,
      Source: EVENT_SOURCE,
      DetailType: event.type,
      Detail: detail,
      Time: new Date(event.judged_at),
    },
  };
}

function chunksOf(publications: readonly Publication[]): Publication[][] {
  const chunks: Publication[][] = [];
  let bytes = Number.POSITIVE_INFINITY;
  for (const publication of publications) {
    const last = chunks.at(-1);
    bytes += publication.bytes;
    if (last === undefined || last.length === MAX_ENTRIES || bytes > MAX_BYTES) {
      chunks.push([publication]);
      bytes = publication.bytes;
    } else last.push(publication);
  }
  return chunks;
}
