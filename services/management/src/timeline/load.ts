import type { SQSClient } from '@aws-sdk/client-sqs';
import { DELIVERY_QUEUES, SYSTEMS, type System } from '@enterwait/domain/protocol';
import type { StateItem } from '@enterwait/judge/table';
import { inspect } from '@enterwait/operations/dead-letters';
import {
  countOf,
  type DeadLetterQueue,
  deadLetterQueuesOf,
  isParked,
  type PipelineQueues,
} from '@enterwait/operations/queues';
import type { ApplicationTable } from '../application-table.ts';
import type { UnansweredCommand } from '../commands/unanswered-commands.ts';
import type { Peer } from '../peers.ts';
import type { MailClaimReader } from './claims.ts';
import type { FoundLetter, Timeline, TimelineFacts } from './hops.ts';
import { timelineOf } from './timeline.ts';

export interface LoadedTimeline extends Timeline {
  /** undefined: nothing was applied yet. */
  readonly state: StateItem | undefined;
  readonly events: TimelineFacts['events'];
  /** There are older events than those shown. */
  readonly more: boolean;
  /** Items of the table (`STATE`, `EVENT#<event_id>`) that cannot be read and are missing here. */
  readonly unreadable: readonly string[];
  /** Place in the daycare's line; null: it does not wait, or the nursery system does not say. */
  readonly position: number | null;
}

export interface TimelineLoader {
  /** Everything that is known of an application; `undefined` if nobody knows it. */
  load(requestId: string): Promise<LoadedTimeline | undefined>;
}

export interface TimelineParts {
  readonly table: Pick<ApplicationTable, 'history'>;
  readonly claims: MailClaimReader;
  readonly peers: Readonly<Record<System, Pick<Peer, 'look'>>>;
  readonly asked: (requestId: string) => Promise<readonly UnansweredCommand[]>;
  readonly sqs: Pick<SQSClient, 'send'>;
  readonly queues: PipelineQueues;
  readonly clock?: () => Date;
}

/** Dead letters to search for one application. */
const MOST_LETTERS = 200;
/** A hop faster than this is not searched for among the dead letters. */
const PATIENCE_MS = 5000;

export function createTimelineLoader(parts: TimelineParts): TimelineLoader {
  const { table, claims, peers, asked, sqs, queues, clock = () => new Date() } = parts;
  const depth = async (name: string): Promise<number> => {
    const url = queues.queue_urls[name];
    if (url === undefined) return 0;
    const { visible, hidden } = await countOf(sqs, url).catch(() => ({ visible: 0, hidden: 0 }));
    return visible + hidden;
  };

  return {
    async load(requestId) {
      // Commands in flight are read before the table: one that is answered in between is shown as judged, so no command
      // is missing from both.
      const [open, ...views] = await Promise.all([
        asked(requestId),
        ...SYSTEMS.map((system) => peers[system].look(requestId)),
      ]);
      const { state, events, more, unreadable } = await table.history(requestId);
      const [enterwait = 'down', nursery = 'down'] = views;
      const isJudged = state !== undefined || events.length > 0 || unreadable.length > 0;
      if (!isJudged && typeof enterwait === 'string' && typeof nursery === 'string') return undefined;
      const isDown = enterwait === 'down' || nursery === 'down';
      const applied = events.filter(({ outcome }) => outcome === 'applied');
      const [mails, toEnterwait, toNursery] = await Promise.all([
        claims.of(applied),
        isDown ? depth(DELIVERY_QUEUES.enterwait) : 0,
        isDown ? depth(DELIVERY_QUEUES.nursery) : 0,
      ]);
      const known: TimelineFacts = {
        events,
        mails,
        peers: { enterwait, nursery },
        asked: open,
        underWay: { enterwait: toEnterwait, nursery: toNursery },
        letters: [],
        now: clock(),
      };
      const first = timelineOf(known);
      const late = first.holds.some(
        ({ since }) => since === null || known.now.getTime() - Date.parse(since) > PATIENCE_MS,
      );
      const timeline = late ? timelineOf({ ...known, letters: await findLetters(parts, requestId) }) : first;
      const waits = typeof nursery === 'string' ? null : (nursery.position ?? null);
      return { ...timeline, state, events, more, unreadable, position: waits };
    },
  };
}

async function findLetters({ sqs, queues }: TimelineParts, requestId: string): Promise<FoundLetter[]> {
  const inPlace = async (place: DeadLetterQueue): Promise<FoundLetter[]> => {
    const report = await inspect({ sqs }, place, MOST_LETTERS, { patient: false }).catch(() => undefined);
    const parked = isParked(place);
    return (report?.messages ?? [])
      .filter(({ request_id }) => request_id === requestId)
      .map((letter) => ({ ...letter, queue: place.name, parked }));
  };
  return (await Promise.all(deadLetterQueuesOf(queues).map(inPlace))).flat();
}
