import { SYSTEMS, type System } from '@enterwait/domain/protocol';
import type { SystemDatabase } from '../database.ts';
import type { JudgeTable } from '../table.ts';
import { compare, type Held } from './compare.ts';
import type { Difference } from './difference.ts';

/** The two sides of the comparison. */
export interface Sides {
  readonly table: JudgeTable;
  readonly databases: Readonly<Record<System, SystemDatabase>>;
}

const CHUNK = 100;

/**
 * Compares the current state of these applications. The table is read after the databases, so a row is never ahead of
 * what was read of the table.
 * @param lostBefore commands asked before this must have been judged by now
 */
export async function examine(
  { table, databases }: Sides,
  requestIds: readonly string[],
  lostBefore: Date,
): Promise<Difference[]> {
  const differences: Difference[] = [];
  for (let start = 0; start < requestIds.length; start += CHUNK) {
    const ids = requestIds.slice(start, start + CHUNK);
    const [enterwait, nursery] = await Promise.all([databases.enterwait.held(ids), databases.nursery.held(ids)]);
    const held: Record<System, Map<string, Held>> = { enterwait, nursery };
    const keys = new Map<string, { request_id: string; event_id: string }>();
    for (const request_id of ids) {
      for (const system of SYSTEMS) {
        const { inFlight = [], settled = [] } = held[system].get(request_id) ?? {};
        for (const { event_id } of [...inFlight, ...settled]) keys.set(event_id, { request_id, event_id });
      }
    }
    const [states, events] = await Promise.all([table.states(ids), table.events([...keys.values()])]);
    for (const id of ids) {
      const isUnreadable = states.has(id) && states.get(id) === undefined;
      for (const system of SYSTEMS) {
        const one = held[system].get(id);
        if (isUnreadable) differences.push({ kind: 'item-unreadable', system, request_id: id });
        else if (one !== undefined) differences.push(...compare(id, system, states.get(id), one, events, lostBefore));
      }
    }
  }
  return differences;
}
