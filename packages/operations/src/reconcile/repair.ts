import { setTimeout as delay } from 'node:timers/promises';
import { SendMessageBatchCommand, type SQSClient } from '@aws-sdk/client-sqs';
import {
  type JudgedEvent,
  judgedEventSchema,
  STATUS,
  type Status,
  SYSTEMS,
  type System,
} from '@enterwait/domain/protocol';
import { pauseMs } from '@enterwait/judge/table';
import type { Judged } from './examining/compare.ts';
import type { Difference, DifferenceKind } from './examining/difference.ts';
import type { Sides } from './examining/examine.ts';
import type { EventKey } from './table.ts';

/** Why the comparison failed: the table left keys unread, or SQS did not accept an event. */
export class ReconcileError extends Error {
  override readonly name = 'ReconcileError';
}

/** A repair in three steps: fix in place and send commands again, then decrement versions, then deliver events again. */
export interface Plan {
  /** Applications whose stored expected status and held place are derived again. */
  readonly derived: readonly Application[];
  /** Applications whose commands in flight are sent again now. */
  readonly asked: readonly (Application & { event_id: string })[];
  /** Commands whose notes are corrected to the judge's. */
  readonly notes: readonly (EventKey & { system: System })[];
  readonly distrusted: readonly (Application & { have: number; version: number })[];
  /** Applications whose state is delivered again … */
  readonly states: readonly Application[];
  /** … and events that are delivered again, so their systems learn the outcome of a command. */
  readonly outcomes: readonly (EventKey & { system: System })[];
  /** What no delivery can fix: for a person. */
  readonly left: readonly Difference[];
}
interface Application {
  readonly system: System;
  readonly request_id: string;
}

/** How each kind is repaired. `person`: a person decides. */
const REPAIRS: Record<DifferenceKind, 'state' | 'distrust' | 'derive' | 'ask' | 'outcome' | 'person'> = {
  'item-unreadable': 'person',
  'row-missing': 'state',
  'row-behind': 'state',
  'row-differs': 'distrust',
  'row-ahead': 'person',
  'row-unknown': 'person',
  'expected-differs': 'derive',
  'outcome-lost': 'outcome',
  'outcome-differs': 'outcome',
  'history-missing': 'state',
  'command-lost': 'ask',
  'command-unanswered': 'ask',
  'child-missing': 'derive',
  'child-extra': 'derive',
  'child-differs': 'derive',
};

/**
 * How to repair the differences. The receivers accept what is newer than their row. That fixes everything except a row
 * that has the right version (or a later one) and is still wrong: its version is decremented, so the delivery is newer.
 * @param force also repair rows ahead of the table: only a person knows which side is right (a table restored from a
 * backup is behind both systems)
 */
export function planRepair(differences: readonly Difference[], { force }: { readonly force: boolean }): Plan {
  const derived = new Map<string, Application>();
  const states = new Map<string, Application>();
  const asked: Plan['asked'][number][] = [];
  const notes: Plan['notes'][number][] = [];
  const distrusted: Plan['distrusted'][number][] = [];
  const outcomes: Plan['outcomes'][number][] = [];
  const left: Difference[] = [];
  for (const difference of differences) {
    const { kind, system, request_id, event_id, have, want, fields = [] } = difference;
    const application = { system, request_id };
    const key = `${system} ${request_id}`;
    const how = kind === 'row-ahead' && force ? 'distrust' : REPAIRS[kind];
    if (how === 'derive') derived.set(key, application);
    else if (how === 'state') states.set(key, application);
    else if (how === 'distrust' && have !== undefined && want !== undefined) {
      distrusted.push({ ...application, have: have.version, version: want.version - 1 });
      states.set(key, application);
    } else if (how === 'outcome' && event_id !== undefined) {
      outcomes.push({ ...application, event_id });
      // A delivery repairs everything else about an existing command.
      if (fields.includes('note')) notes.push({ ...application, event_id });
    }
    // Without its row, there is nothing to send the command with.
    else if (how === 'ask' && event_id !== undefined && have !== undefined) asked.push({ ...application, event_id });
    else left.push(difference);
  }
  return {
    derived: [...derived.values()],
    asked,
    notes,
    distrusted,
    states: [...states.values()],
    outcomes,
    left,
  };
}

const TYPES: Record<Status, JudgedEvent['type']> = {
  [STATUS.requested]: 'Request',
  [STATUS.accepted]: 'Accept',
  [STATUS.rejected]: 'Reject',
  [STATUS.cancelled]: 'Cancel',
};

/** The last applied event, reconstructed from STATE, if the event itself is gone. */
export function eventOfState(state: Judged): JudgedEvent {
  const { request_id, event_id, status, version, round, updated_at, application, entry } = state;
  const type = TYPES[status];
  return judgedEventSchema.parse({
    event_id,
    request_id,
    type,
    origin: type === 'Request' || type === 'Cancel' ? 'enterwait' : 'nursery',
    occurred_at: updated_at,
    judged_at: updated_at,
    outcome: 'applied',
    reason: null,
    status,
    version,
    ...(round === undefined ? {} : { round }),
    application,
    entry,
  });
}

/** The queues that deliver events to the systems. */
export type DeliveryQueues = Readonly<Record<System, string>>;

const CHUNK = 100;

/** What was done. */
export interface Repaired {
  /** Events delivered again. */
  readonly sent: number;
  /** Commands sent again. */
  readonly asked: number;
  /** Expected statuses, places and notes fixed in place. */
  readonly corrected: number;
}

/** Executes a plan. */
export async function carryOut(
  plan: Plan,
  { table, databases }: Sides,
  sqs: Pick<SQSClient, 'send'>,
  queues: DeliveryQueues,
): Promise<Repaired> {
  for (const { system, request_id } of plan.derived) await databases[system].derive(request_id);
  for (const chunk of chunksOf(plan.notes, CHUNK)) {
    const events = await table.events(chunk.map(({ request_id, event_id }) => ({ request_id, event_id })));
    for (const { system, event_id } of chunk) {
      const event = events.get(event_id);
      if (event !== undefined) await databases[system].correctNote(event_id, event.note ?? null);
    }
  }
  let asked = 0;
  const applications = new Map(plan.asked.map((one) => [`${one.system} ${one.request_id}`, one]));
  for (const { system, request_id } of applications.values()) asked += await databases[system].askAgain(request_id);
  for (const { system, request_id, have, version } of plan.distrusted) {
    await databases[system].distrust(request_id, have, version);
  }
  let sent = 0;
  for (const system of SYSTEMS) {
    const mine = plan.states.filter((one) => one.system === system).map(({ request_id }) => request_id);
    for (const ids of chunksOf(mine, CHUNK)) {
      const states = [...(await table.states(ids)).values()].filter((state) => state !== undefined);
      const events = await table.events(states);
      sent += await send(
        sqs,
        queues[system],
        states.map((state) => eventOf(state, events.get(state.event_id))),
      );
    }
    const keys = plan.outcomes.filter((one) => one.system === system);
    for (const chunk of chunksOf(keys, CHUNK)) {
      const events = await table.events(chunk.map(({ request_id, event_id }) => ({ request_id, event_id })));
      sent += await send(
        sqs,
        queues[system],
        [...events.values()].filter((event) => event !== undefined),
      );
    }
  }
  return { sent, asked, corrected: plan.derived.length + plan.notes.length };
}

/** An event of another version is not the one that STATE was last changed by. The release of 2026-11-25 left the round out. */
const eventOf = (state: Judged, event: JudgedEvent | undefined): JudgedEvent =>
  event?.outcome === 'applied' && event.version === state.version
    ? { ...event, ...(state.round === undefined ? {} : { round: state.round }) }
    : eventOfState(state);

/** Retries for entries that SQS does not accept at once. */
const TRIES = 6;

async function send(sqs: Pick<SQSClient, 'send'>, url: string, events: readonly JudgedEvent[]): Promise<number> {
  for (const chunk of chunksOf(events, 10)) {
    let left = chunk;
    for (let attempt = 1; left.length > 0; attempt += 1) {
      if (attempt > 1) await delay(pauseMs(attempt, Math.random()));
      const { Failed: failed = [] } = await sqs.send(
        new SendMessageBatchCommand({
          QueueUrl: url,
          Entries: left.map((event, index) => ({ Id: String(index), MessageBody: JSON.stringify(event) })),
        }),
      );
      // SQS will never accept an entry that is the sender's fault.
      if (failed.some(({ SenderFault }) => SenderFault) || (failed.length > 0 && attempt === TRIES)) {
        throw new ReconcileError(`SQS: ${failed.length} 개를 받지 않음 (not taken): ${failed[0]?.Code}`);
      }
      const places = new Set(failed.map(({ Id }) => Id));
      left = left.filter((_event, index) => places.has(String(index)));
    }
  }
  return events.length;
}

function chunksOf<T>(all: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(all.length / size) }, (_, index) =>
    all.slice(index * size, (index + 1) * size),
  );
}
