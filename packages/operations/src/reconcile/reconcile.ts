import { setTimeout as delay } from 'node:timers/promises';
import { type Difference, SYSTEMS, type System, signatureOf } from './compare.ts';
import { examine, type Sides } from './examine.ts';

export interface ReconcileOptions {
  /** Applications that are read at a time. */
  readonly pageSize: number;
  /** A command without an event is lost after so long. */
  readonly lostAfterMs: number;
  /** A difference counts once it has stayed the same for so long … */
  readonly settleMs: number;
  /** … and the queues are empty; but after so long it counts in any case. */
  readonly patienceMs: number;
  /** How many differences are held at most; more are not looked for. */
  readonly max: number;
  /** Messages that are on their way to the judge or to the systems. */
  readonly underWay: () => Promise<number>;
}

export interface Reconciliation {
  readonly differences: readonly Difference[];
  /** Applications that were compared. */
  readonly compared: number;
  /** Of them, those that only a system knows. */
  readonly unjudged: Readonly<Record<System, number>>;
  /** There may be more differences than `max`. */
  readonly cut: boolean;
  /** Messages that were still under way when patience ended: some differences may be theirs. */
  readonly underWay: number;
  /** Most resident memory that was seen, in MB. */
  readonly memoryMb: number;
}

/**
 * Compares both databases with the table, a page at a time: first every application of the table with both databases,
 * then whatever the databases know beyond it. What differs is looked at again until it has settled: it may be under way.
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

/** Looks at the applications until what differs stays the same, or nothing does. */
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
