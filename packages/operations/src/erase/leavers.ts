import { openFamilyDatabase } from './database.ts';
import { EraseError } from './errors.ts';
import { type Erasure, runEraseOn, type Stores } from './run.ts';

/** What became of those who left: erased, or why not yet. */
export interface Leavers {
  readonly erased: readonly Erasure[];
  /** They are found again by the next run. */
  readonly later: readonly Late[];
}

/** Somebody who could not be erased yet. */
export interface Late {
  /** What stood in the way: the code of an EraseError. */
  readonly code: string;
  readonly leftAt: Date;
}

export interface LeaverWishes {
  readonly dryRun: boolean;
  /** How long it waits for what is in flight, milliseconds, each. */
  readonly patienceMs: number;
}

/** Erases all who closed their account by themselves (탈퇴), one after the other: one that cannot be erased yet stops nobody else. */
export async function runLeaversOn(stores: Stores, wishes: LeaverWishes): Promise<Leavers> {
  const database = openFamilyDatabase(stores.databaseUrls.enterwait, stores.actor);
  const leavers = await database.leavers().finally(() => database.close());
  const erased: Erasure[] = [];
  const later: Late[] = [];
  for (const { userId, leftAt } of leavers) {
    try {
      // They said so: nobody leaves with a place, and one that was given at that moment is given up.
      erased.push(await runEraseOn(stores, { whose: { kind: 'user', userId }, withdraw: true, ...wishes }));
    } catch (error) {
      if (!(error instanceof EraseError)) throw error;
      later.push({ code: error.code, leftAt });
    }
  }
  return { erased, later };
}
