import {
  type Application,
  applicationSchema,
  type CommandType,
  type Entry,
  project,
  queueKey,
  STATUS,
  type Status,
} from '@enterwait/domain';

export const SYSTEMS = ['enterwait', 'nursery'] as const;
export type System = (typeof SYSTEMS)[number];

/** What the judge holds of an application. `event_id`: the last applied event. */
export interface Judged {
  readonly request_id: string;
  readonly status: Status;
  readonly version: number;
  readonly event_id: string;
  readonly updated_at: string;
  readonly application: Application;
  /** Its place in the line. */
  readonly entry: Entry | null;
}

/** A command without an outcome. `queued`: its outbox row is still there; `judged`: its EVENT stands in the table. */
export interface InFlight {
  readonly event_id: string;
  readonly type: CommandType;
  readonly asked_at: Date;
  readonly queued: boolean;
  readonly judged: boolean;
}

/** What one system holds of an application. */
export interface Held {
  readonly row:
    | {
        readonly status: Status | null;
        readonly version: number;
        readonly application: Application;
        readonly queue_key: string | null;
      }
    | undefined;
  /** In the order in which they were asked. */
  readonly inFlight: readonly InFlight[];
  /** Whether the child is enrolled; undefined in the system that enrols nobody. */
  readonly enrolled: boolean | undefined;
}

export type DifferenceKind =
  /** The table has it, the system has no row. */
  | 'row-missing'
  /** The row is of an earlier version. */
  | 'row-behind'
  /** The same version, but another status or other data. */
  | 'row-differs'
  /** The row claims a later version than the judge ever gave. */
  | 'row-ahead'
  /** The system has a row or a child of which the judge has never heard. */
  | 'row-unknown'
  /** The command was judged, and the system does not know. */
  | 'outcome-lost'
  /** A command was asked long ago and is neither judged nor waiting in the outbox. */
  | 'command-lost'
  /** The application is accepted and the child is not enrolled. */
  | 'child-missing'
  /** The child is enrolled and the application is not accepted. */
  | 'child-extra';

/** One thing in which a system and the table differ: ids, versions and names of fields, no personal data. */
export interface Difference {
  readonly kind: DifferenceKind;
  readonly system: System;
  readonly request_id: string;
  readonly event_id?: string;
  readonly have?: Version;
  readonly want?: Version;
  /** Names of the fields that differ. */
  readonly fields?: readonly string[];
}
interface Version {
  readonly status: Status | null;
  readonly version: number;
}

const FIELDS = Object.keys(applicationSchema.shape) as (keyof Application)[];

/** Everything in which a system and the judge differ about one application. Pure. */
export function compare(
  requestId: string,
  system: System,
  judged: Judged | undefined,
  held: Held,
  lostBefore: Date,
): Difference[] {
  const at = { system, request_id: requestId };
  return [
    ...compareRow(at, judged, held),
    ...held.inFlight.flatMap(({ event_id, judged: isJudged, queued, asked_at }): Difference[] => {
      if (isJudged) return [{ kind: 'outcome-lost', ...at, event_id }];
      return queued || asked_at > lostBefore ? [] : [{ kind: 'command-lost', ...at, event_id }];
    }),
    ...compareChild(at, judged, held),
  ];
}

type At = Pick<Difference, 'system' | 'request_id'>;
const versionOf = ({ status, version }: Version): Version => ({ status, version });

function compareRow(at: At, judged: Judged | undefined, { row, inFlight }: Held): Difference[] {
  if (judged === undefined) {
    // Entered with a command that is not judged yet; once it was refused nothing is left to say of it.
    if (row === undefined || (row.version === 0 && (row.status === null || inFlight.length > 0))) return [];
    return [{ kind: 'row-unknown', ...at, have: versionOf(row) }];
  }
  const want = versionOf(judged);
  if (row === undefined) return [{ kind: 'row-missing', ...at, want }];
  const have = versionOf(row);
  if (row.version < judged.version) return [{ kind: 'row-behind', ...at, have, want }];
  if (row.version > judged.version) return [{ kind: 'row-ahead', ...at, have, want }];
  const fields: string[] = FIELDS.filter((field) => row.application[field] !== judged.application[field]);
  if (row.status !== judged.status) fields.unshift('status');
  const queue_key = judged.entry === null ? null : queueKey(judged.request_id, judged.entry);
  if (row.queue_key !== queue_key) fields.push('queue_key');
  return fields.length === 0 ? [] : [{ kind: 'row-differs', ...at, have, want, fields }];
}

/** A child is enrolled exactly while its application is accepted, or will be once the commands in flight are judged. */
function compareChild(at: At, judged: Judged | undefined, { row, inFlight, enrolled }: Held): Difference[] {
  if (enrolled === undefined) return [];
  const types = inFlight.map(({ type }) => type);
  const expected = project(row?.status ?? null, types, at.system) === STATUS.accepted;
  if (enrolled === expected) return [];
  // Without a row there is nothing to compare with; where the judge knows it, that difference is told already.
  if (row === undefined && judged === undefined) return [{ kind: 'row-unknown', ...at }];
  return [{ kind: enrolled ? 'child-extra' : 'child-missing', ...at }];
}

/** The same difference seen twice has the same signature: what is under way changes between two looks. */
export const signatureOf = (difference: Difference): string => JSON.stringify(difference);
