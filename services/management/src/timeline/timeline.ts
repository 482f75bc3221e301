import type { JudgedEvent, Origin } from '@enterwait/domain/protocol';
import { SYSTEMS, type System } from '@enterwait/domain/protocol';
import { MAIL_CLAIM_SECONDS } from '@enterwait/judge/table';
import { blockagesOf, downOf } from './blockages.ts';
import {
  askerOf,
  type CommandTimeline,
  otherOf,
  STEPS,
  type Step,
  type StepName,
  type Timeline,
  type TimelineFacts,
} from './hops.ts';

const DAY_MS = 86_400_000;
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
      // The outcome of a refused command is delivered only to the system that sent it.
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
  const forgotten = mail === undefined && now.getTime() - Date.parse(judged_at) > MAIL_CLAIM_SECONDS * 1000;
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

/** Commands that a system has issued and the judge has not decided, as far as is known. */
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
