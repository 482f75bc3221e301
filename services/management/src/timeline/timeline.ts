import type { CommandType, JudgedEvent, Origin, RefusalReason, Status } from '@enterwait/domain/protocol';
import {
  COMMAND_QUEUE,
  DELIVERY_QUEUES,
  MAIL_QUEUE,
  plainQueueName,
  SYSTEMS,
  type System,
} from '@enterwait/domain/protocol';
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
  /**
   * For a command that waits for the judge: how often the queue accepted it; more than once means that it was asked
   * again.
   */
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

const askerOf = (origin: Origin): System => (origin === 'nursery' ? 'nursery' : 'enterwait');
const otherOf = (system: System): System => (system === 'nursery' ? 'enterwait' : 'nursery');
const DAY_MS = 86_400_000;
const CLAIM_MS = 30 * DAY_MS;
/** How many of its latest commands a system reports. */
const HISTORY = 100;

/** The history of every command of an application, hop by hop, and where something waits. Pure. */
export function timelineOf(known: TimelineFacts): Timeline {
  const judged = known.events.map((event) => judgedCommand(event, known));
  const ids = new Set(known.events.map(({ event_id }) => event_id));
  const asked = inFlight(known).filter(({ event_id }) => !ids.has(event_id));
  const commands = [...judged, ...asked];
  return {
    commands,
    holds: [...blockagesOf(commands, known), ...downOf(known)],
    refused: refusedOf(known.events, judged, known.now),
  };
}

/** Operators get no mail about it: the page must show it, whatever has happened to the application since. */
function refusedOf(
  events: readonly JudgedEvent[],
  commands: readonly CommandTimeline[],
  now: Date,
): CommandTimeline | null {
  const last = events.findLast(({ origin }) => origin === 'management');
  if (last?.outcome !== 'refused' || now.getTime() - Date.parse(last.judged_at) > DAY_MS) return null;
  return commands.find(({ event_id }) => event_id === last.event_id) ?? null;
}

function judgedCommand(event: JudgedEvent, known: TimelineFacts): CommandTimeline {
  const { event_id, type, origin, outcome, reason, note = null, status, version, occurred_at, judged_at } = event;
  const applied = outcome === 'applied';
  const asker = askerOf(origin);
  const since = (at: string | null, from: string): number | null =>
    at === null ? null : Math.max(0, Date.parse(at) - Date.parse(from));
  const none = (step: StepName): Step => ({ step, system: null, state: 'none', at: null, ms: null });
  const arrival = (step: StepName, system: System): Step => {
    const { state, at } = arrivalOf(event, system, known);
    return { step, system, state, at, ms: since(at, judged_at) };
  };
  return {
    event_id,
    type,
    origin,
    outcome,
    reason,
    note,
    status,
    version,
    steps: [
      { step: 'asked', system: origin === 'management' ? null : asker, state: 'done', at: occurred_at, ms: null },
      { step: 'judged', system: null, state: 'done', at: judged_at, ms: since(judged_at, occurred_at) },
      applied ? mailStep(event, known, since) : none('mailed'),
      // The outcome of a refused command is delivered only to the system that asked.
      applied ? arrival('delivered', otherOf(asker)) : none('delivered'),
      arrival('confirmed', asker),
    ],
  };
}

function mailStep(
  { event_id, judged_at }: JudgedEvent,
  { mails, now }: TimelineFacts,
  since: (at: string | null, from: string) => number | null,
): Step {
  const mail = mails.get(event_id);
  const at = mail === undefined || mail.state === 'being-sent' ? null : mail.at;
  const forgotten = mail === undefined && now.getTime() - Date.parse(judged_at) > CLAIM_MS;
  const state = forgotten ? 'unknown' : MAIL_STATES[mail?.state ?? 'being-sent'];
  return { step: 'mailed', system: null, state, at, ms: since(at, judged_at) };
}

const MAIL_STATES = { sent: 'done', withheld: 'withheld', 'being-sent': 'waiting' } as const;

/** Whether a system has applied an event, as far as it reports. */
function arrivalOf(event: JudgedEvent, system: System, known: TimelineFacts): Pick<Step, 'state' | 'at'> {
  const view = known.peers[system];
  if (view === 'unknown') return { state: 'waiting', at: null };
  if (view === 'down') {
    // The system does not say what it has. If messages are in flight to it, it surely lacks the event that was judged
    // last.
    const isLast = event.event_id === known.events.at(-1)?.event_id;
    return { state: isLast && known.underWay[system] > 0 ? 'waiting' : 'unknown', at: null };
  }
  const command = view.history.find(({ event_id }) => event_id === event.event_id);
  if (command?.outcome != null) return { state: 'done', at: command.settled_at };
  return { state: command === undefined && view.history.length >= HISTORY ? 'unknown' : 'waiting', at: null };
}

/** Commands that a system has asked and the judge has not decided, as far as is known. */
function inFlight({ peers, asked }: TimelineFacts): CommandTimeline[] {
  const ofSystems = SYSTEMS.flatMap((system) => {
    const view = peers[system];
    if (typeof view === 'string') return [];
    return view.in_flight.map((command) => ({ ...command, origin: system, note: null }));
  });
  const found = [...ofSystems, ...asked.map((command) => ({ ...command, origin: 'management' as const }))];
  found.sort((a, b) => a.asked_at.localeCompare(b.asked_at));
  return found.map(({ event_id, type, asked_at, origin, note }) => ({
    event_id,
    type,
    origin,
    outcome: null,
    reason: null,
    note,
    status: null,
    version: null,
    steps: STEPS.map((step) => ({
      step,
      system: systemOfStep(step, origin),
      state: step === 'asked' ? 'done' : 'waiting',
      at: step === 'asked' ? asked_at : null,
      ms: null,
    })),
  }));
}

function systemOfStep(step: StepName, origin: Origin): System | null {
  if (step === 'asked' && origin === 'management') return null;
  if (step === 'asked' || step === 'confirmed') return askerOf(origin);
  return step === 'delivered' ? otherOf(askerOf(origin)) : null;
}

function blockagesOf(commands: readonly CommandTimeline[], known: TimelineFacts): Blockage[] {
  return commands.flatMap((command) => {
    const waiting = command.steps.filter(({ state }) => state === 'waiting');
    // Nothing else can happen before it is judged.
    const first = command.outcome === null ? waiting.filter(({ step }) => step === 'judged') : waiting;
    return first.map((step) => blockageOf(command, step, known));
  });
}

function blockageOf(
  { event_id, type, origin, steps }: CommandTimeline,
  { step, system }: Step,
  known: TimelineFacts,
): Blockage {
  const queue =
    step === 'judged'
      ? plainQueueName(COMMAND_QUEUE)
      : step === 'mailed'
        ? MAIL_QUEUE
        : DELIVERY_QUEUES[system ?? 'nursery'];
  const letter = known.letters.find(
    (one) => one.event_id === event_id && (one.parked || one.queue.startsWith(`${queue}-dlq`)),
  );
  const since = steps.find((one) => one.step === (step === 'judged' ? 'asked' : 'judged'))?.at ?? null;
  const hold = { event_id, type, system, queue, reason: null, attempts: null, since };
  if (letter !== undefined) {
    const where = letter.parked ? 'parked' : 'dead-letter';
    return { ...hold, where, queue: letter.queue, reason: letter.reason, since: letter.at };
  }
  if (step === 'mailed') return { ...hold, where: 'mail' };
  if (step !== 'judged') return { ...hold, where: 'delivery' };
  const open = openOf(origin, known);
  const own = open.find((one) => one.event_id === event_id);
  if (own?.in_outbox !== true) return { ...hold, where: 'judge', attempts: own?.attempts ?? null };
  const asker = origin === 'management' ? null : askerOf(origin);
  // One command at a time: it is sent once the previous one is answered.
  return { ...hold, where: own === open[0] ? 'outbox' : 'earlier-command', system: asker, queue: null };
}

/** The unanswered commands of an origin's system, oldest first. */
function openOf(
  origin: Origin,
  { asked, peers }: TimelineFacts,
): readonly {
  readonly event_id: string;
  readonly in_outbox?: boolean | undefined;
  readonly attempts?: number | undefined;
}[] {
  if (origin === 'management') return asked.map((command) => ({ ...command, in_outbox: command.attempts === 0 }));
  const asker = peers[askerOf(origin)];
  return typeof asker === 'string' ? [] : asker.in_flight;
}

const downOf = ({ peers }: TimelineFacts): Blockage[] =>
  SYSTEMS.filter((system) => peers[system] === 'down').map((system) => ({
    where: 'system-down',
    event_id: null,
    type: null,
    system,
    queue: null,
    reason: null,
    attempts: null,
    since: null,
  }));
