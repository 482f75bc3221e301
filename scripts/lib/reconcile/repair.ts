import { SendMessageBatchCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { type JudgedEvent, judgedEventSchema, STATUS, type Status } from '@enterwait/domain';
import { StackError } from '../../../localstack/errors.ts';
import { type Difference, type Judged, SYSTEMS, type System } from './compare.ts';
import type { Sides } from './examine.ts';
import type { EventKey } from './table.ts';

/** What a repair does: versions that are taken back first, then events that are delivered again. */
export interface Plan {
  readonly distrusted: readonly { system: System; request_id: string; have: number; version: number }[];
  /** The state of these applications is delivered again … */
  readonly states: readonly { system: System; request_id: string }[];
  /** … and these events, by which their systems learn what became of a command. */
  readonly outcomes: readonly (EventKey & { system: System })[];
  /** What no delivery can mend, for an operator. */
  readonly left: readonly Difference[];
}

/**
 * What to do about the differences. The receivers take what is newer than their row, and look at the enrolment of a
 * child with every delivery, also with one that is not newer: that mends all but a row that has the right version (or a
 * later one) and is wrong nevertheless. Its version is taken back by one, and the delivery is newer.
 * @param force also rows ahead of the table: who is right there, only a person knows (a table restored from a backup
 * is behind both systems)
 */
export function planRepair(differences: readonly Difference[], { force }: { readonly force: boolean }): Plan {
  const distrusted: Plan['distrusted'][number][] = [];
  const states = new Map<string, { system: System; request_id: string }>();
  const outcomes: Plan['outcomes'][number][] = [];
  const left: Difference[] = [];
  for (const difference of differences) {
    const { kind, system, request_id, event_id, have, want } = difference;
    const isHopeless = kind === 'row-unknown' || kind === 'command-lost' || (kind === 'row-ahead' && !force);
    if (isHopeless) {
      left.push(difference);
      continue;
    }
    if (kind === 'outcome-lost') {
      if (event_id !== undefined) outcomes.push({ system, request_id, event_id });
      continue;
    }
    if ((kind === 'row-differs' || kind === 'row-ahead') && have !== undefined && want !== undefined) {
      distrusted.push({ system, request_id, have: have.version, version: want.version - 1 });
    }
    states.set(`${system} ${request_id}`, { system, request_id });
  }
  return { distrusted, states: [...states.values()], outcomes, left };
}

const TYPES: Record<Status, JudgedEvent['type']> = {
  [STATUS.requested]: 'Request',
  [STATUS.accepted]: 'Accept',
  [STATUS.rejected]: 'Reject',
  [STATUS.cancelled]: 'Cancel',
};

/** The last applied event as STATE tells it, for when the event itself is gone. */
export function eventOfState(state: Judged): JudgedEvent {
  const { request_id, event_id, status, version, updated_at, application, entry } = state;
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
    application,
    entry,
  });
}

/** The queues by which events are delivered to the systems. */
export type DeliveryQueues = Readonly<Record<System, string>>;

const CHUNK = 100;

/** Carries a plan out. @returns how many events were sent */
export async function carryOut(
  plan: Plan,
  { table, databases }: Sides,
  sqs: Pick<SQSClient, 'send'>,
  queues: DeliveryQueues,
): Promise<number> {
  for (const { system, request_id, have, version } of plan.distrusted) {
    await databases[system].distrust(request_id, have, version);
  }
  let sent = 0;
  for (const system of SYSTEMS) {
    const mine = plan.states.filter((one) => one.system === system).map(({ request_id }) => request_id);
    for (const ids of chunksOf(mine, CHUNK)) {
      const states = [...(await table.states(ids)).values()];
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
  return sent;
}

/** An event of another version is not the one that STATE was last changed by. */
const eventOf = (state: Judged, event: JudgedEvent | undefined): JudgedEvent =>
  event?.outcome === 'applied' && event.version === state.version ? event : eventOfState(state);

async function send(sqs: Pick<SQSClient, 'send'>, url: string, events: readonly JudgedEvent[]): Promise<number> {
  for (const chunk of chunksOf(events, 10)) {
    const { Failed: failed = [] } = await sqs.send(
      new SendMessageBatchCommand({
        QueueUrl: url,
        Entries: chunk.map((event, index) => ({ Id: String(index), MessageBody: JSON.stringify(event) })),
      }),
    );
    if (failed.length > 0) {
      throw new StackError('NOT_SENT', `SQS: ${failed.length} 개를 받지 않음 (not taken): ${failed[0]?.Code}`);
    }
  }
  return events.length;
}

function chunksOf<T>(all: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(all.length / size) }, (_, index) =>
    all.slice(index * size, (index + 1) * size),
  );
}
