import { createHash } from 'node:crypto';
import { type Application, applicationSchema, requestIdOf } from '@enterwait/domain/application';
import { scoreAt } from '@enterwait/domain/priority';
import {
  type CommandType,
  type JudgedEvent,
  NO_STATE,
  type Origin,
  STATUS,
  type State,
  type Status,
  stateAfter,
} from '@enterwait/domain/protocol';
import type { OldRows } from '../reading/old-schema.ts';

/** An application of the old system in the form it has here after the import. */
export interface Imported {
  readonly request_id: string;
  readonly application: Application;
  /** What must have happened, in order. The old system stored only the final state and two times. */
  readonly events: readonly [JudgedEvent, ...JudgedEvent[]];
  readonly state: State & { readonly status: Status };
  readonly event_id: string;
  /** ISO 8601, UTC. */
  readonly updated_at: string;
}

const LAST_STEP: Readonly<Record<Status, { type: CommandType; origin: Origin } | undefined>> = {
  [STATUS.requested]: undefined,
  [STATUS.accepted]: { type: 'Accept', origin: 'nursery' },
  [STATUS.rejected]: { type: 'Reject', origin: 'nursery' },
  [STATUS.cancelled]: { type: 'Cancel', origin: 'enterwait' },
};

/** The same row always gives the same result, including the event ids. The old system had no scores, so the line is ordered by time. */
export function historyOf(
  { status, requested_at, updated_at, ...fields }: OldRows['request'],
  nurseryName: string,
): Imported {
  const application = applicationSchema.parse(fields);
  const request_id = requestIdOf(application);
  const entry = { requested_at, priority: scoreAt(new Date(requested_at), []), nursery_name: nurseryName };
  const step = (type: CommandType, origin: Origin, at: string, to: Status, version: number): JudgedEvent => ({
    event_id: eventIdOf(request_id, type, at),
    request_id,
    type,
    origin,
    occurred_at: at,
    judged_at: at,
    outcome: 'applied',
    reason: null,
    status: to,
    version,
    application,
    entry,
  });
  const requested = step('Request', 'enterwait', requested_at, STATUS.requested, 1);
  const last = LAST_STEP[status];
  const decided = last === undefined ? [] : [step(last.type, last.origin, updated_at, status, 2)];
  const latest = decided[0] ?? requested;
  return {
    request_id,
    application,
    events: [requested, ...decided],
    state: { ...NO_STATE, ...stateAfter(latest), status },
    event_id: latest.event_id,
    updated_at: latest.judged_at,
  };
}

/** A UUIDv7 with that time, whose other bits are derived from the step, so a step has the same id in every run. */
export function eventIdOf(requestId: string, type: CommandType, at: string): string {
  const time = Date.parse(at).toString(16).padStart(12, '0');
  const hash = hashOf(`${requestId} ${type} ${at}`);
  const variant = '89ab'[Number.parseInt(hash.slice(3, 4), 16) % 4];
  return `${time.slice(0, 8)}-${time.slice(8)}-7${hash.slice(0, 3)}-${variant}${hash.slice(4, 7)}-${hash.slice(7, 19)}`;
}

/** The id of an account: the same for the same user, but it reveals nothing about them. */
export function accountIdOf(userId: string): string {
  const hash = hashOf(`account ${userId}`);
  return `${hash.slice(0, 8)}-${hash.slice(8, 12)}-8${hash.slice(13, 16)}-8${hash.slice(17, 20)}-${hash.slice(20, 32)}`;
}

const hashOf = (text: string): string => createHash('sha256').update(`enterwait import ${text}`).digest('hex');
