import { type Leaver, openFamilyDatabase } from './database.ts';
import { EraseError } from './errors.ts';
import { type Erasure, runEraseOn } from './run.ts';
import type { Stores } from './stores.ts';

/** What became of those who left: erased, or why not yet. */
export interface Leavers {
  readonly erased: readonly Erasure[];
  /** They are found again by the next run. */
  readonly later: readonly Late[];
}

/** Somebody who could not be erased yet. */
export interface Late {
  /** What stood in the way: the code of an EraseError, that (or the name) of an error nobody foresaw, `NOT_TRIED`. */
  readonly code: string;
  readonly leftAt: Date;
}

export interface LeaverOptions {
  readonly dryRun: boolean;
  /** How long it waits for what is in flight, milliseconds, each. */
  readonly patienceMs: number;
  /** Nobody is begun later than that, milliseconds; left out: all are. */
  readonly withinMs?: number;
  /** Told of what nobody foresaw; the next one is tried then. Left out, it ends the run. */
  readonly onUnforeseen?: (error: unknown) => void;
}

/** Erases all who closed their account by themselves (탈퇴), one after the other: one that cannot be erased yet stops nobody else. */
export async function runLeaversOn(stores: Stores, options: LeaverOptions): Promise<Leavers> {
  const database = openFamilyDatabase(stores.databaseUrls.enterwait, stores.actor);
  const leavers = await database.leavers().finally(() => database.close());
  const { dryRun } = options;
  // They said so: nobody leaves with a place, and one that was given at that moment is given up.
  const erase = (userId: string, patienceMs: number) =>
    runEraseOn(stores, { scope: { kind: 'user', userId }, withdraw: true, dryRun, patienceMs });
  return eraseEach(leavers, erase, options);
}

/** Nobody waits behind somebody whose commands have no answer: each is tried with little patience first. */
const LITTLE_PATIENCE_MS = 5_000;
/** So many in a row that nobody foresaw are no matter of one family. */
const UNFORESEEN_IN_A_ROW = 3;

/** @param erase one of them, with so much patience */
export async function eraseEach(
  leavers: readonly Leaver[],
  erase: (userId: string, patienceMs: number) => Promise<Erasure>,
  { patienceMs, withinMs = Number.POSITIVE_INFINITY, onUnforeseen }: LeaverOptions,
): Promise<Leavers> {
  const started = performance.now();
  const erased: Erasure[] = [];
  const later = new Map(leavers.map(({ userId, leftAt }) => [userId, { code: 'NOT_TRIED', leftAt }]));
  let unforeseen = 0;
  const isOver = () => unforeseen >= UNFORESEEN_IN_A_ROW || performance.now() - started >= withinMs;
  let waiting = leavers;
  for (const patience of [Math.min(LITTLE_PATIENCE_MS, patienceMs), patienceMs]) {
    for (const { userId, leftAt } of waiting) {
      if (isOver()) break;
      try {
        erased.push(await erase(userId, patience));
        later.delete(userId);
        unforeseen = 0;
      } catch (error) {
        later.set(userId, { code: codeOf(error), leftAt });
        if (error instanceof EraseError) {
          unforeseen = 0;
          continue;
        }
        if (onUnforeseen === undefined) throw error;
        unforeseen += 1;
        onUnforeseen(error);
      }
    }
    waiting = waiting.filter(({ userId }) => later.get(userId)?.code === 'IN_FLIGHT');
  }
  return { erased, later: [...later.values()] };
}

/** Never its message: that of a database may quote values. */
function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
}
