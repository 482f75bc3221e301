import type { Status, System } from '@enterwait/domain/protocol';

export const DIFFERENCE_KINDS = [
  /** The table's item cannot be read, so the system cannot be compared with it. */
  'item-unreadable',
  /** The table has it, but the system has no row. */
  'row-missing',
  /** The row is of an earlier version. */
  'row-behind',
  /** The same version, but another status, round, place in the line or other data. */
  'row-differs',
  /** The row has a later version than the judge ever assigned. */
  'row-ahead',
  /** The system has a row or a place that the judge has never heard of. */
  'row-unknown',
  /** The stored expected status does not follow from the confirmed one and the commands in flight. */
  'expected-differs',
  /** The command was judged, but the system does not know. */
  'outcome-lost',
  /** The system's outcome, reason or note of a command differs from the judge's. */
  'outcome-differs',
  /** The system knows the version, but not the command that made it. */
  'history-missing',
  /** A command was asked long ago and is not judged, and no outbox row asks for it. */
  'command-lost',
  /** An unjudged command that SQS accepted, or should have, long ago. */
  'command-unanswered',
  /** The application is accepted, or may become so, but holds no place. */
  'child-missing',
  /** A place is held for an application that is not accepted. */
  'child-extra',
  /** The place is held for a child or at a daycare other than the application's. */
  'child-differs',
] as const;

export type DifferenceKind = (typeof DIFFERENCE_KINDS)[number];

/** One difference between a system and the table: ids, versions and names of fields, no personal data. */
export interface Difference {
  readonly kind: DifferenceKind;
  readonly system: System;
  readonly request_id: string;
  readonly event_id?: string;
  readonly have?: Version;
  readonly want?: Version;
  /** Names of the differing fields. */
  readonly fields?: readonly string[];
}

export interface Version {
  readonly status: Status | null;
  readonly version: number;
}

/** The same difference seen twice has the same signature: what is in flight changes between two comparisons. */
export const signatureOf = (difference: Difference): string => JSON.stringify(difference);
