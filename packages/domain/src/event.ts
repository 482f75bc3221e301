import { z } from 'zod';
import { type Application, applicationSchema, REQUEST_ID } from './application.ts';
import { type Command, commandMessageSchema } from './command.ts';
import { type Entry, entrySchema } from './entry.ts';
import { scoreAt } from './priority.ts';
import { move, refusalReasonSchema, type Status, statusSchema } from './status.ts';

/**
 * A command that the judge has decided: *applied* (the application has a new version) or *refused*.
 * The detail of the EventBridge event, the body of every delivery and mail message, and the EVENT item of the table.
 * `status`, `version`, `application` and `entry` are the state after judging; for a refused command, the state that it met.
 */
export const judgedEventSchema = z.strictObject({
  ...commandMessageSchema.pick({
    event_id: true,
    type: true,
    origin: true,
    occurred_at: true,
    traceparent: true,
    note: true,
  }).shape,
  request_id: z.string().regex(REQUEST_ID),
  judged_at: z.iso.datetime(),
  outcome: z.enum(['applied', 'refused']),
  reason: refusalReasonSchema.nullable(),
  status: statusSchema.nullable(),
  version: z.int().min(0),
  application: applicationSchema.nullable(),
  entry: entrySchema.nullable().optional(),
});
export type JudgedEvent = z.infer<typeof judgedEventSchema>;

/** What the judge knows of an application. Version 0 and no status: there is none yet. */
export interface State {
  readonly status: Status | null;
  readonly version: number;
  /** As of the last applied Request. */
  readonly application: Application | null;
  /** As of the last applied Request; null also for one that was judged before there were entries. */
  readonly entry: Entry | null;
}

export const NO_STATE: State = { status: null, version: 0, application: null, entry: null };

/** The state that an event tells. */
export const stateAfter = ({ status, version, application, entry = null }: JudgedEvent): State => ({
  status,
  version,
  application,
  entry,
});

/**
 * Decides a command. Only an applied Request brings personal data in: the other commands are known by their ids,
 * so that staff cannot rewrite a parent by accepting.
 */
export function judge(state: State, command: Command, judgedAt: Date): JudgedEvent {
  const decision = move(state.status, command.type, command.origin);
  const next: State = decision.legal
    ? {
        status: decision.to,
        version: state.version + 1,
        application: command.type === 'Request' ? command.application : state.application,
        entry: command.type === 'Request' ? entryOf(command) : state.entry,
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

/** A Request that brings no score with it is scored as one that claims nothing. */
const entryOf = ({ entry, occurred_at }: Command): Entry => ({
  ...entry,
  priority: entry?.priority ?? scoreAt(new Date(occurred_at), []),
  requested_at: occurred_at,
});
