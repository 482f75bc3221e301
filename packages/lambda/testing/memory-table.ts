import { type JudgedEvent, NO_STATE, type State, stateAfter } from '@enterwait/domain/protocol';
import type { ApplicationTable, Decision, Recording } from '@enterwait/judge/table';

export interface MemoryTable extends ApplicationTable {
  readonly states: Map<string, State>;
  /** By `<request_id>/<event_id>`, in the order of writing. */
  readonly events: Map<string, JudgedEvent>;
  readonly calls: string[];
}

/**
 * The table in memory, with the conditions of the real one. `pause` is awaited before and after every call takes
 * effect, so any concurrent work is interleaved there.
 */
export function memoryTable(pause: (call: string) => Promise<unknown> = async () => undefined): MemoryTable {
  const states = new Map<string, State>();
  const events = new Map<string, JudgedEvent>();
  const calls: string[] = [];

  const keyOf = (event: JudgedEvent): string => `${event.request_id}/${event.event_id}`;
  const check = ({ met, event }: Decision): Recording => {
    if (events.has(keyOf(event))) return 'repeated';
    return (states.get(event.request_id)?.version ?? 0) === met.version ? 'recorded' : 'moved';
  };
  const write = ({ event }: Decision): void => {
    events.set(keyOf(event), event);
    if (event.outcome === 'applied') states.set(event.request_id, stateAfter(event));
  };
  const call = async <T>(name: string, effect: () => T): Promise<T> => {
    calls.push(name);
    await pause(`${name} arrives`);
    const answer = effect();
    await pause(`${name} answers`);
    return answer;
  };

  return {
    states,
    events,
    calls,
    readStates: (ids) => call('read', () => new Map(ids.map((id) => [id, states.get(id) ?? NO_STATE]))),
    recorded: ({ request_id, event_id }) => call('recorded', () => events.get(`${request_id}/${event_id}`)),
    record: (decision) =>
      call('record', () => {
        const recording = check(decision);
        if (recording === 'recorded') write(decision);
        return recording;
      }),
    recordAll: (decisions) =>
      call('recordAll', () => {
        const all = decisions.every((decision) => check(decision) === 'recorded');
        if (all) decisions.forEach(write);
        return all;
      }),
  };
}
