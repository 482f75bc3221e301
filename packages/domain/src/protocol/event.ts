import { z } from 'zod';
import { type Application, REQUEST_ID, recordedApplicationSchema } from '../application/application.ts';
import { scoreAt } from '../priority/priority.ts';
import { type Command, type InvalidCommand, recordedTraceparentSchema } from './command.ts';
import { type Entry, recordedEntrySchema } from './entry.ts';
import {
  type CommandType,
  commandTypeSchema,
  move,
  type RefusalReason,
  refusalReasonSchema,
  type Status,
  statusSchema,
} from './status.ts';
import { type Origin, originSchema } from './systems.ts';

/**
 * A command that the judge has decided: *applied* (the application has a new version) or *refused*. It is the detail of
 * the EventBridge event, the body of every delivery and mail message, and the EVENT item of the table. `status`,
 * `version`, `application` and `entry` are the state after judging; for a refused command, the state it met.
 */
export interface JudgedEvent {
  readonly event_id: string;
  readonly type: CommandType;
  readonly origin: Origin;
  readonly occurred_at: string;
  readonly traceparent?: string | undefined;
  readonly note?: string | undefined;
  readonly request_id: string;
  readonly judged_at: string;
  readonly outcome: 'applied' | 'refused';
  readonly reason: RefusalReason | null;
  readonly status: Status | null;
  readonly version: number;
  /** Number of applied Requests so far. Absent in the release of 2026-11-25. */
  readonly round?: number | undefined;
  readonly application: Application | null;
  readonly entry?: Entry | null | undefined;
}

/** Reads a judged event written by any of our parts; additions of a later release pass through. */
export const judgedEventSchema = z.looseObject({
  event_id: z.uuid(),
  type: commandTypeSchema,
  origin: originSchema,
  occurred_at: z.iso.datetime(),
  traceparent: recordedTraceparentSchema,
  note: z.string().optional(),
  request_id: z.string().regex(REQUEST_ID),
  judged_at: z.iso.datetime(),
  outcome: z.enum(['applied', 'refused']),
  reason: refusalReasonSchema.nullable(),
  status: statusSchema.nullable(),
  version: z.int().min(0),
  round: z.int().min(0).optional(),
  application: recordedApplicationSchema.nullable(),
  entry: recordedEntrySchema.nullable().optional(),
});

/** What the judge knows of an application. Version 0 without a status: there is none yet. */
export interface State {
  readonly status: Status | null;
  readonly version: number;
  /** As of the last applied Request. */
  readonly application: Application | null;
  /** As of the last applied Request; null also for one judged before entries existed. */
  readonly entry: Entry | null;
  /** A round is one life of an application, from a Request to its end: the number of applied Requests. */
  readonly round: number;
}

export const NO_STATE: State = { status: null, version: 0, application: null, entry: null, round: 0 };

/** The state that an event of this judge describes. */
export const stateAfter = ({ status, version, application, entry = null, round = 0 }: JudgedEvent): State => ({
  status,
  version,
  application,
  entry,
  round,
});

type Decision =
  | { readonly legal: true; readonly to: Status }
  | { readonly legal: false; readonly reason: RefusalReason };

/**
 * Decides a command's outcome. A command that names a round other than the current one is refused: its requester has
 * not seen this application.
 */
function decide(state: State, command: Command | InvalidCommand): Decision {
  if ('invalid' in command) return { legal: false, reason: 'invalid' };
  const isOtherRound = command.round !== undefined && command.round !== state.round;
  if (state.status !== null && isOtherRound) return { legal: false, reason: 'other-round' };
  return move(state.status, command.type, command.origin);
}

/**
 * Decides a command. Only an applied Request brings personal data in. All other commands use only their ids, so staff
 * cannot rewrite a parent's data by accepting.
 */
export function judge(state: State, command: Command | InvalidCommand, judgedAt: Date): JudgedEvent {
  const decision = decide(state, command);
  const request = command.type === 'Request' && !('invalid' in command) ? command : undefined;
  const next: State = decision.legal
    ? {
        status: decision.to,
        version: state.version + 1,
        application: request?.application ?? state.application,
        entry: request === undefined ? state.entry : entryOf(request),
        round: request === undefined ? state.round : state.round + 1,
      }
    : state;
  return {
    event_id: command.event_id,
    request_id: command.request_id,
    type: command.type,
    origin: command.origin,
    occurred_at: command.occurred_at,
    ...(command.traceparent === undefined ? {} : { traceparent: command.traceparent }),
    ...(command.note === undefined ? {} : { note: command.note }),
    judged_at: judgedAt.toISOString(),
    outcome: decision.legal ? 'applied' : 'refused',
    reason: decision.legal ? null : decision.reason,
    ...next,
  };
}

/** A Request without a score is scored as one that claims nothing. */
const entryOf = ({ entry, occurred_at }: Command): Entry => ({
  ...entry,
  priority: entry?.priority ?? scoreAt(new Date(occurred_at), []),
  requested_at: occurred_at,
});
