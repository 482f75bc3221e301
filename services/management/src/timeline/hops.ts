import type { CommandType, JudgedEvent, Origin, RefusalReason, Status, System } from '@enterwait/domain/protocol';
import type { DeadLetter } from '@enterwait/operations/dead-letters';
import type { UnansweredCommand } from '../commands/unanswered-commands.ts';
import type { PeerView } from '../peers.ts';
import type { Mailed } from './claims.ts';

/** The hops of a command, in order. */
export const STEPS = ['asked', 'judged', 'mailed', 'delivered', 'confirmed'] as const;

export const STEP_STATES = ['done', 'waiting', 'withheld', 'none', 'unknown'] as const;

export type StepName = (typeof STEPS)[number];

/**
 * A hop. `none`: it does not exist (nobody is mailed about a refused command). `unknown`: it cannot be determined,
 * because a system does not answer or it is too long ago. `withheld`: a mail that was not sent, because its address is
 * suppressed.
 */
export interface Step {
  readonly step: StepName;
  /** The system where it ends. */
  readonly system: System | null;
  readonly state: (typeof STEP_STATES)[number];
  readonly at: string | null;
  /**
   * Since the judging; for the judging itself, since the command was asked. Several machines' clocks are involved: at
   * least 0.
   */
  readonly ms: number | null;
}

export interface CommandTimeline {
  readonly event_id: string;
  readonly type: CommandType;
  readonly origin: Origin;
  /** null while it is in flight. */
  readonly outcome: 'applied' | 'refused' | null;
  readonly reason: RefusalReason | null;
  readonly note: string | null;
  /** After judging. */
  readonly status: Status | null;
  readonly version: number | null;
  readonly steps: readonly Step[];
}

/** Where something is stuck or in progress. */
export interface Blockage {
  readonly where:
    | 'outbox'
    | 'earlier-command'
    | 'judge'
    | 'mail'
    | 'delivery'
    | 'dead-letter'
    | 'parked'
    | 'system-down';
  readonly event_id: string | null;
  readonly type: CommandType | null;
  readonly system: System | null;
  /** The queue that contains it. */
  readonly queue: string | null;
  readonly reason: string | null;
  /** For a command that waits for the judge: how often the queue accepted it; more than once means that it was sent again. */
  readonly attempts: number | null;
  /** ISO 8601, UTC. */
  readonly since: string | null;
}

export interface Timeline {
  /** Oldest first. */
  readonly commands: readonly CommandTimeline[];
  readonly holds: readonly Blockage[];
  /** The operators' last command, if it was refused within the last day. */
  readonly refused: CommandTimeline | null;
}

export type FoundLetter = DeadLetter & { readonly queue: string; readonly parked: boolean };

export interface TimelineFacts {
  readonly events: readonly JudgedEvent[];
  readonly mails: ReadonlyMap<string, Mailed>;
  readonly peers: Readonly<Record<System, PeerView | 'unknown' | 'down'>>;
  /** The operators' unanswered commands. */
  readonly asked: readonly UnansweredCommand[];
  /** Dead letters and parked records of this application. */
  readonly letters: readonly FoundLetter[];
  /** Messages in flight to each system. */
  readonly underWay: Readonly<Record<System, number>>;
  readonly now: Date;
}

export const askerOf = (origin: Origin): System => (origin === 'nursery' ? 'nursery' : 'enterwait');

export const otherOf = (system: System): System => (system === 'nursery' ? 'enterwait' : 'nursery');
