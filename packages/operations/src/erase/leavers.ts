import { EraseError } from './errors.ts';
import { type Erasure, runEraseOn } from './run.ts';
import { type Leaver, openFamilyDatabase } from './stores/database.ts';
import type { Stores } from './stores/stores.ts';

/** The result for people who closed their accounts: erased, or why not yet. */
export interface Leavers {
  readonly erased: readonly Erasure[];
  /** The next run finds them again. */
  readonly later: readonly Late[];
}

/** A person who could not be erased yet. */
interface Late {
  /** Why: the code of an EraseError, the code (or the name) of an unexpected error, or `NOT_TRIED`. */
  readonly code: string;
  readonly leftAt: Date;
}

export interface LeaverOptions {
  readonly dryRun: boolean;
  /** How long to wait for commands in flight, in milliseconds per person. */
  readonly patienceMs: number;
  /** Starts no more people after this many milliseconds. If absent, everybody is tried. */
  readonly withinMs?: number;
  /** Called with an unexpected error; the next person is tried then. If absent, the error ends the run. */
  readonly onUnforeseen?: (error: unknown) => void;
}

/** Erases everybody who closed their account (탈퇴), one after another. A person who cannot be erased yet does not block the others. */
export async function runLeaversOn(stores: Stores, options: LeaverOptions): Promise<Leavers> {
  const database = openFamilyDatabase(stores.databaseUrls.enterwait, stores.actor);
  const leavers = await database.leavers().finally(() => database.close());
  const { dryRun } = options;
  // They asked for it. Nobody can close an account while holding a place, and a place given at that very moment is released.
  const erase = (userId: string, patienceMs: number) =>
    runEraseOn(stores, { scope: { kind: 'user', userId }, withdraw: true, dryRun, patienceMs });
  return eraseEach(leavers, erase, options);
}

/** Everybody is first tried with little patience, so nobody waits behind a person with unanswered commands. */
const LITTLE_PATIENCE_MS = 5_000;
/** This many unexpected errors in a row are not one family's problem. */
const UNFORESEEN_IN_A_ROW = 3;

/** @param erase erases one person, with this much patience */
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

/** Never the message: a database error may quote values. */
function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
}
