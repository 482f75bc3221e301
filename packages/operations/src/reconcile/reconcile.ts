import { setTimeout as delay } from 'node:timers/promises';
import { SYSTEMS, type System } from '@enterwait/domain/protocol';
import { type Difference, signatureOf } from './examining/difference.ts';
import { examine, type Sides } from './examining/examine.ts';

export interface ReconcileOptions {
  /** Applications read at a time. */
  readonly pageSize: number;
  /** A command without an event counts as lost after this time. */
  readonly lostAfterMs: number;
  /** A difference counts once it has been stable for this time … */
  readonly settleMs: number;
  /** … and the queues are empty; after this time it counts in any case. */
  readonly patienceMs: number;
  /** The most differences to keep; the search stops there. */
  readonly max: number;
  /** Counts the messages in flight to the judge or to the systems. */
  readonly underWay: () => Promise<number>;
}

export interface Reconciliation {
  readonly differences: readonly Difference[];
  /** Applications compared. */
  readonly compared: number;
  /** Those that only a system knows. */
  readonly unjudged: Readonly<Record<System, number>>;
  /** There may be more differences than `max`. */
  readonly cut: boolean;
  /** Messages still in flight when the time was up: they may explain some differences. */
  readonly underWay: number;
  /** Peak resident memory, in MB. */
  readonly memoryMb: number;
}

/**
 * Compares both databases with the table, a page at a time: first every application of the table with both databases,
 * then what only the databases have. Differences are checked again until they are stable, because they may be in
 * flight.
 */
export async function reconcile(sides: Sides, options: ReconcileOptions): Promise<Reconciliation> {
  const { pageSize, max } = options;
  const suspects = new Set<string>();
  let compared = 0;
  let memoryMb = 0;
  const look = async (ids: readonly string[]): Promise<void> => {
    for (const { request_id } of await examine(sides, ids, lostBefore(options))) suspects.add(request_id);
    compared += ids.length;
    memoryMb = Math.max(memoryMb, Math.round(process.memoryUsage.rss() / 1_048_576));
  };

  for await (const ids of sides.table.ids(pageSize)) {
    if (suspects.size >= max) break;
    await look(ids);
  }
  const unjudged: Record<System, number> = { enterwait: 0, nursery: 0 };
  for (const system of SYSTEMS) {
    for await (const ids of sides.databases[system].ids(pageSize)) {
      if (suspects.size >= max) break;
      const states = await sides.table.states(ids);
      const unknown = ids.filter((id) => !states.has(id));
      unjudged[system] += unknown.length;
      await look(unknown);
    }
  }
  const { differences, underWay } = await settle(sides, [...suspects], options);
  return { differences, compared, unjudged, cut: suspects.size >= max, underWay, memoryMb };
}

const lostBefore = ({ lostAfterMs }: ReconcileOptions): Date => new Date(Date.now() - lostAfterMs);

const LOOK_EVERY_MS = 500;

/** Compares the applications until the differences are stable, or there are none. */
export async function settle(
  sides: Sides,
  requestIds: readonly string[],
  options: Pick<ReconcileOptions, 'lostAfterMs' | 'settleMs' | 'patienceMs' | 'underWay'>,
): Promise<{ differences: Difference[]; underWay: number }> {
  const started = performance.now();
  const firstSeen = new Map<string, number>();
  let ids = requestIds;
  for (;;) {
    const now = performance.now();
    const differences = await examine(sides, ids, new Date(Date.now() - options.lostAfterMs));
    ids = [...new Set(differences.map(({ request_id }) => request_id))];
    if (ids.length === 0) return { differences: [], underWay: 0 };
    const signatures = new Set(differences.map(signatureOf));
    for (const known of firstSeen.keys()) if (!signatures.has(known)) firstSeen.delete(known);
    for (const signature of signatures) if (!firstSeen.has(signature)) firstSeen.set(signature, now);
    const settled = [...firstSeen.values()].every((since) => now - since >= options.settleMs);
    const underWay = await options.underWay();
    if ((settled && underWay === 0) || now - started >= options.patienceMs) return { differences, underWay };
    await delay(LOOK_EVERY_MS);
  }
}
