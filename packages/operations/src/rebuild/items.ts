import { createHash } from 'node:crypto';
import { wireApplication } from '@enterwait/domain/application';
import type { Entry, JudgedEvent, Status } from '@enterwait/domain/protocol';
import { EVENT_KEY_PREFIX, IMPORTED_EVENT_KEY_PREFIX, indexKeysOf, STATE_KEY } from '@enterwait/judge/table';
import { v7 as uuidv7 } from 'uuid';
import type { ConfirmedRow, RecordedCommand } from './records.ts';

type Item = Record<string, unknown>;
type Settled = RecordedCommand & { readonly outcome: 'applied' | 'refused' };

/** What all databases have of one application. */
export interface RecordedApplication {
  /** From the two systems. */
  readonly rows: readonly ConfirmedRow[];
  /** From all three databases, each command once or more. */
  readonly commands: readonly RecordedCommand[];
  /** The daycare's current name. */
  readonly nurseryName: string | undefined;
}

/**
 * The judge's items of an application: STATE as the most up-to-date system has it (every event carries the whole body),
 * and the outcome of each answered command. No items if nobody received an answer: the commands are then judged from
 * the start.
 *
 * The history is written like an imported one, to be read and never published. Only outcomes that a system still waits
 * for are published again, by the stream, like any event: another system knows the answer, so it was given.
 */
export function itemsOf({ rows, commands, nurseryName }: RecordedApplication): Item[] {
  const [row] = rows.toSorted((one, other) => other.version - one.version || known(other.round) - known(one.round));
  if (row === undefined || row.status === null) return [];
  const settled = new Map<string, Settled>();
  for (const command of commands) if (isSettled(command)) settled.set(command.event_id, command);
  const waitedFor = new Set(commands.filter((command) => !isSettled(command)).map(({ event_id }) => event_id));
  const requests = [...settled.values()].flatMap(({ type, outcome, version }) =>
    type === 'Request' && outcome === 'applied' && version !== null ? [version] : [],
  );
  // A row from a release that counts no rounds: count as the judge does.
  const round = row.round ?? Math.max(requests.length, 1);
  const { request_id, status, version } = row;
  const application = wireApplication(row);
  const entry = entryOf(row, nurseryName);
  const last = [...settled.values()].find((one) => one.outcome === 'applied' && one.version === version);
  const updated_at = (last?.judged_at ?? row.updated_at).toISOString();
  const event_id = last?.event_id ?? eventIdOf(request_id, version, updated_at);
  const roundAt = (at: number) => Math.max(round - requests.filter((one) => one > at).length, 0);
  const events = [...settled.values()].map((command): Item => {
    const prefix = waitedFor.has(command.event_id) ? EVENT_KEY_PREFIX : IMPORTED_EVENT_KEY_PREFIX;
    const facts = eventOf(command);
    const body = facts.version === 0 ? { application: null } : { round: roundAt(facts.version), application, entry };
    return { sk: `${prefix}${command.event_id}`, ...facts, ...body };
  });
  const indexKeys = indexKeysOf({ request_id, status, application, updated_at });
  const state = { status, version, application, entry, round, event_id, updated_at };
  return [{ request_id, sk: STATE_KEY, ...state, ...indexKeys }, ...events];
}

const known = (round: number | null): number => (round === null ? 0 : 1);

const isSettled = (command: RecordedCommand): command is Settled => command.outcome !== null;

function eventOf(command: Settled): Omit<JudgedEvent, 'round' | 'application' | 'entry'> {
  const { request_id, event_id, type, origin, asked_at, judged_at, outcome, reason, status, version, note } = command;
  return {
    event_id,
    request_id,
    type,
    origin,
    occurred_at: asked_at.toISOString(),
    ...(note === null ? {} : { note }),
    judged_at: (judged_at ?? asked_at).toISOString(),
    outcome,
    reason,
    status: status as Status | null,
    version: version ?? 0,
  };
}

/** From the row. Without an entry, the judge does not know its place in the line. */
function entryOf(
  { priority_rules, priority_items, points, tie_points, requested_at }: ConfirmedRow,
  nurseryName: string | undefined,
): Entry | null {
  if (priority_rules === null || priority_items === null || requested_at === null) return null;
  return {
    requested_at: requested_at.toISOString(),
    priority: {
      rules: priority_rules,
      items: JSON.parse(priority_items),
      points: points ?? 0,
      tie_points: tie_points ?? 0,
    },
    ...(nurseryName === undefined ? {} : { nursery_name: nurseryName }),
  } as Entry;
}

/** The id of an unknown event: the same for the same version in every run. */
const eventIdOf = (requestId: string, version: number, at: string): string =>
  uuidv7({
    msecs: Date.parse(at),
    random: createHash('sha256').update(`enterwait rebuild ${requestId} ${version}`).digest().subarray(0, 16),
  });
