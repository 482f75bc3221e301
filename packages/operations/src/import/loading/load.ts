import { Cancelled } from '@enterwait/command-line/errors';
import type { OldTable } from '../reading/old-schema.ts';
import type { Outcome, Staged, Staging } from '../reading/staging.ts';
import type { ImportDatabases } from './databases.ts';
import { historyOf } from './history.ts';
import type { Placed } from './new-rows.ts';
import type { ImportTable } from './table.ts';

export interface LoadParts {
  readonly staging: Staging;
  readonly table: ImportTable;
  readonly databases: ImportDatabases;
  readonly signal: AbortSignal;
  /** Writes only into the staging. */
  readonly dryRun: boolean;
  readonly onRows: (count: number) => void;
  /** Rows per page, and so the most that is repeated after a kill. */
  readonly pageSize: number;
}

export const PAGE_SIZE = 500;
/** `nursery_child` is loaded with its application. */
const ORDER = ['nursery', 'user', 'child', 'request'] as const satisfies readonly OldTable[];
type Loaded = (typeof ORDER)[number];

/**
 * Loads the rows that passed the checks, a page at a time from the mark on, and moves the mark after each page. Every page can be repeated.
 */
export async function loadAll(parts: LoadParts): Promise<void> {
  const { staging, signal, onRows, pageSize } = parts;
  const mark = staging.mark;
  const first = mark.table === undefined ? 0 : ORDER.indexOf(mark.table as Loaded);
  const nurseryNames = new Map<string, string>();
  for (const table of ORDER.slice(first)) {
    let after = table === mark.table ? (mark.after ?? '') : '';
    for (;;) {
      if (signal.aborted) throw new Cancelled();
      const page = staging.page(table, after, pageSize);
      const last = page.at(-1);
      if (last === undefined) break;
      const note = await loadPage(parts, table, page, nurseryNames);
      after = last.key;
      staging.transaction(note, { phase: 'load', table, after });
      onRows(page.length);
    }
  }
  staging.transaction(() => {}, { phase: 'done' });
}

/** @returns a function that records the result in the staging, together with the mark */
function loadPage(
  parts: LoadParts,
  table: Loaded,
  page: Staged<Loaded>[],
  names: Map<string, string>,
): Promise<() => void> {
  if (table === 'nursery') return loadNurseries(parts, page as Staged<'nursery'>[]);
  if (table === 'user') return loadUsers(parts, page as Staged<'user'>[]);
  if (table === 'child') return loadChildren(parts, page as Staged<'child'>[]);
  return loadApplications(parts, page as Staged<'request'>[], names);
}

const outcomes = (keys: readonly string[], there: ReadonlySet<string>): Map<string, Outcome> =>
  new Map(keys.map((key) => [key, there.has(key) ? 'same' : 'new']));
const keysOf = (page: readonly Staged<OldTable>[]): string[] => page.map(({ key }) => key);

async function loadNurseries(
  { staging, databases, dryRun }: LoadParts,
  page: readonly Staged<'nursery'>[],
): Promise<() => void> {
  const there = await databases.here.among('nursery', keysOf(page));
  if (!dryRun) await databases.putNurseries(page.map(({ row }) => row));
  return () => staging.setOutcome('nursery', outcomes(keysOf(page), there));
}

async function loadUsers(
  { staging, databases, dryRun }: LoadParts,
  page: readonly Staged<'user'>[],
): Promise<() => void> {
  const there = await databases.here.among('user', keysOf(page));
  if (!dryRun) await databases.putUsers(page.map(({ row }) => row));
  return () => staging.setOutcome('user', outcomes(keysOf(page), there));
}

async function loadChildren(
  { staging, databases, dryRun }: LoadParts,
  page: readonly Staged<'child'>[],
): Promise<() => void> {
  const owners = await databases.here.childrenOf(keysOf(page));
  const isTheirs = ({ key, row }: Staged<'child'>): boolean => (owners.get(key) ?? row.user_id) === row.user_id;
  const mine = page.filter(isTheirs);
  const others = keysOf(page.filter((one) => !isTheirs(one)));
  if (!dryRun) {
    await databases.putChildren(
      mine.flatMap(({ row: child }) => {
        const user = staging.find('user', child.user_id);
        return user === undefined ? [] : [{ child, user }];
      }),
    );
  }
  return () => {
    staging.setOutcome('child', outcomes(keysOf(mine), new Set(owners.keys())));
    staging.refuse('child', 'child-of-another-here', others);
    staging.refuseOfChildren(others, 'child-of-another-here');
  };
}

async function loadApplications(
  { staging, table, databases, dryRun }: LoadParts,
  page: readonly Staged<'request'>[],
  names: Map<string, string>,
): Promise<() => void> {
  const placed = page.map(({ key, row }): Placed => {
    const name = names.get(row.nursery_id) ?? staging.find('nursery', row.nursery_id)?.nursery_name ?? row.nursery_id;
    names.set(row.nursery_id, name);
    return { ...historyOf(row, name), enrolledAt: staging.find('nursery_child', key)?.enrolled_at };
  });
  const ids = keysOf(page);
  const [met, atDaycares, atParents] = await Promise.all([
    table.meet(placed),
    databases.here.among('request', ids),
    databases.here.among('request-parents', ids),
  ]);
  // The table is always written first, so an application that is missing from it was not imported.
  const isOther = (id: string): boolean =>
    met.get(id) === 'different' || (met.get(id) === 'absent' && (atDaycares.has(id) || atParents.has(id)));
  const mine = placed.filter(({ request_id }) => !isOther(request_id));
  const others = ids.filter(isOther);
  if (!dryRun) {
    await table.write(mine.filter(({ request_id }) => met.get(request_id) === 'absent'));
    await databases.putApplications(mine);
  }
  const same = new Set(
    mine
      .map(({ request_id }) => request_id)
      .filter((id) => met.get(id) === 'imported' && atDaycares.has(id) && atParents.has(id)),
  );
  return () => {
    const mineOutcomes = outcomes(
      mine.map(({ request_id }) => request_id),
      same,
    );
    staging.setOutcome('request', mineOutcomes);
    // Waiting applications have no such row, and nothing is recorded for them.
    staging.setOutcome('nursery_child', mineOutcomes);
    staging.refuse('request', 'differs-here', others);
    staging.refuse('nursery_child', 'differs-here', others);
  };
}
