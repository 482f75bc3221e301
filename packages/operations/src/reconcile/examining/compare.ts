import { APPLICATION_FIELDS, type Application } from '@enterwait/domain/application';
import {
  type CommandInFlight,
  type Confirmed,
  type Entry,
  type JudgedEvent,
  project,
  queueKey,
  STATUS,
  type Status,
  type System,
  trail,
} from '@enterwait/domain/protocol';
import type { Difference, Version } from './difference.ts';

/** What the judge has of an application. `event_id`: the last applied event. */
export interface Judged {
  readonly request_id: string;
  readonly status: Status;
  readonly version: number;
  /** Undefined: the release of 2026-11-25 counted none. */
  readonly round: number | undefined;
  readonly event_id: string;
  readonly updated_at: string;
  readonly application: Application;
  /** Its place in the line. */
  readonly entry: Entry | null;
}

/** What the judge recorded, by event_id; undefined: it exists but cannot be read. */
export type Events = ReadonlyMap<string, JudgedEvent | undefined>;

/** A command without an outcome. */
export interface InFlight extends CommandInFlight {
  readonly event_id: string;
  readonly asked_at: Date;
  /** When SQS last accepted it or, before that, when the row was written; null: it has no row in the outbox. */
  readonly outbox: Date | null;
}

/** A command whose outcome a system knows. */
export interface Settled {
  readonly event_id: string;
  readonly outcome: 'applied' | 'refused';
  readonly reason: string | null;
  readonly status: Status | null;
  readonly version: number | null;
  readonly note: string | null;
}

/** The place in the line, as a row of `request` has it. */
export interface EntryColumns {
  readonly priority_rules: string | null;
  readonly priority_items: string | null;
  readonly points: number | null;
  readonly tie_points: number | null;
  readonly requested_at: string | null;
  readonly queue_key: string | null;
}

/** What one system has of an application. */
export interface Held {
  readonly row:
    | {
        readonly status: Status | null;
        readonly version: number;
        readonly round: number | null;
        /**
         * As the system itself reads it: the stored one if it was derived from this version, otherwise the confirmed
         * one.
         */
        readonly expected: Status | null;
        readonly application: Application;
        readonly entry: EntryColumns;
      }
    | undefined;
  /** In the order they were issued. */
  readonly inFlight: readonly InFlight[];
  /** The last settled command, and the applied one of the highest version: often the same. */
  readonly settled: readonly Settled[];
  /** The place it holds; null: none; undefined in the system without places. */
  readonly place: { readonly child_id: string; readonly nursery_id: string } | null | undefined;
}

/**
 * All differences between a system and the judge about one application. Pure.
 * @param events of the commands that `held` names
 * @param lostBefore commands asked before this must have an answer by now
 */
export function compare(
  requestId: string,
  system: System,
  judged: Judged | undefined,
  held: Held,
  events: Events,
  lostBefore: Date,
): Difference[] {
  const at = { system, request_id: requestId };
  return [
    ...compareRow(at, judged, held),
    ...compareExpected(at, held),
    ...compareInFlight(at, held, events, lostBefore),
    ...compareSettled(at, judged, held, events),
    ...comparePlace(at, judged, held),
  ];
}

type At = Pick<Difference, 'system' | 'request_id'>;
const versionOf = ({ status, version }: Version): Version => ({ status, version });

function compareRow(at: At, judged: Judged | undefined, { row, inFlight }: Held): Difference[] {
  if (judged === undefined) {
    // The row was inserted with a command that is not judged yet. If the command is refused, there is nothing to compare.
    if (row === undefined || (row.version === 0 && (row.status === null || inFlight.length > 0))) return [];
    return [{ kind: 'row-unknown', ...at, have: versionOf(row) }];
  }
  const want = versionOf(judged);
  if (row === undefined) return [{ kind: 'row-missing', ...at, want }];
  const have = versionOf(row);
  if (row.version < judged.version) return [{ kind: 'row-behind', ...at, have, want }];
  if (row.version > judged.version) return [{ kind: 'row-ahead', ...at, have, want }];
  // Without an entry, the judge does not know its place in the line; the system orders it by arrival.
  const entry = judged.entry === null ? row.entry : entryColumnsOf({ ...judged, entry: judged.entry });
  const fields = [
    ...(row.status === judged.status ? [] : ['status']),
    ...APPLICATION_FIELDS.filter((field) => row.application[field] !== judged.application[field]),
    // A judge or a process of the previous release counts no rounds, so there is nothing to compare: decisions then
    // name no round.
    ...(judged.round === undefined || row.round === null || row.round === judged.round ? [] : ['round']),
    ...ENTRY_FIELDS.filter((field) => row.entry[field] !== entry[field]),
  ];
  return fields.length === 0 ? [] : [{ kind: 'row-differs', ...at, have, want, fields }];
}

const ENTRY_FIELDS = [
  'priority_rules',
  'priority_items',
  'points',
  'tie_points',
  'requested_at',
  'queue_key',
] as const satisfies (keyof EntryColumns)[];

/** What a row must contain for its place in the line, as packages/ledger/src/tables/request.ts writes it. */
function entryColumnsOf({ request_id, entry: { priority, requested_at } }: Judged & { entry: Entry }): EntryColumns {
  return {
    priority_rules: priority.rules,
    priority_items: JSON.stringify(priority.items),
    points: priority.points,
    tie_points: priority.tie_points,
    requested_at: new Date(requested_at).toISOString(),
    queue_key: queueKey(request_id, { priority, requested_at }),
  };
}

function compareExpected(at: At, { row, inFlight }: Held): Difference[] {
  if (row === undefined || row.expected === project(row, inFlight, at.system)) return [];
  return [{ kind: 'expected-differs', ...at, have: versionOf(row) }];
}

/** Only the oldest command of an application is ever sent. The others wait for its answer, and an orphaned one gets a row again. */
function compareInFlight(at: At, { row, inFlight }: Held, events: Events, lostBefore: Date): Difference[] {
  const have = row === undefined ? {} : { have: versionOf(row) };
  return inFlight.flatMap(({ event_id, outbox, asked_at }, index): Difference[] => {
    if (events.has(event_id)) return [{ kind: 'outcome-lost', ...at, event_id }];
    if (outbox === null) return asked_at > lostBefore ? [] : [{ kind: 'command-lost', ...at, event_id, ...have }];
    return index > 0 || outbox > lostBefore ? [] : [{ kind: 'command-unanswered', ...at, event_id, ...have }];
  });
}

function compareSettled(
  at: At,
  judged: Judged | undefined,
  { row, inFlight, settled }: Held,
  events: Events,
): Difference[] {
  const differing = settled.flatMap((command): Difference[] => {
    // Deleted, or imported: nothing to compare with.
    const event = events.get(command.event_id);
    if (event === undefined) return [];
    const fields = [
      ...(['outcome', 'reason', 'status', 'version'] as const).filter((field) => command[field] !== event[field]),
      ...(command.note === (event.note ?? null) ? [] : ['note']),
    ];
    return fields.length === 0 ? [] : [{ kind: 'outcome-differs', ...at, event_id: command.event_id, fields }];
  });
  if (judged === undefined || row === undefined || row.version !== judged.version) return differing;
  // A lost outcome is already reported.
  const isKnown = [...settled, ...inFlight].some(({ event_id }) => event_id === judged.event_id);
  return isKnown ? differing : [...differing, { kind: 'history-missing', ...at, event_id: judged.event_id }];
}

/** The confirmed state if there is no row. */
const NOTHING: Confirmed = { status: null, round: null };

/**
 * A place is held while any status the application goes through is accepted: its own, or one that a command in flight
 * asks for.
 */
function comparePlace(at: At, judged: Judged | undefined, { row, inFlight, place }: Held): Difference[] {
  if (place === undefined) return [];
  const holds = trail(row ?? NOTHING, inFlight, at.system).includes(STATUS.accepted);
  if (place === null) return holds ? [{ kind: 'child-missing', ...at }] : [];
  if (!holds) {
    // Without a row there is nothing to compare with; if the judge knows it, that difference is already reported.
    return [{ kind: row === undefined && judged === undefined ? 'row-unknown' : 'child-extra', ...at }];
  }
  const own = placeOf(at.request_id);
  const fields = (['child_id', 'nursery_id'] as const).filter((field) => place[field] !== own[field]);
  return fields.length === 0 ? [] : [{ kind: 'child-differs', ...at, fields }];
}

/** The child and the daycare of an application: its id is made of both. */
export const placeOf = (requestId: string): { readonly child_id: string; readonly nursery_id: string } => ({
  child_id: requestId.slice(0, 15),
  nursery_id: requestId.slice(15),
});
