import {
  COMMAND_QUEUE,
  DELIVERY_QUEUES,
  MAIL_QUEUE,
  type Origin,
  plainQueueName,
  SYSTEMS,
} from '@enterwait/domain/protocol';
import { askerOf, type Blockage, type CommandTimeline, type Step, type TimelineFacts } from './hops.ts';

export function blockagesOf(commands: readonly CommandTimeline[], known: TimelineFacts): Blockage[] {
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

export const downOf = ({ peers }: TimelineFacts): Blockage[] =>
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
