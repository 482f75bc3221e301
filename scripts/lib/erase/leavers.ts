import { StackError } from '../../../localstack/errors.ts';
import type { Target } from '../target.ts';
import { openFamilyDatabase } from './database.ts';
import { type Erasure, runErase } from './run.ts';

/** What became of those who left: erased, or why not yet. */
export interface Leavers {
  readonly erased: readonly Erasure[];
  /** Codes of what stood in the way; they are found again by the next run. */
  readonly later: readonly string[];
}

export interface LeaverWishes {
  readonly dryRun: boolean;
  /** How long it waits for what is in flight, milliseconds, each. */
  readonly patienceMs: number;
}

/** Erases all who closed their account by themselves (탈퇴), one after the other: one that cannot be erased yet stops nobody else. */
export async function runLeavers(target: Target, wishes: LeaverWishes): Promise<Leavers> {
  const { enterwait } = await target.databaseUrls();
  const database = openFamilyDatabase(enterwait);
  const userIds = await database.leavers().finally(() => database.close());
  const erased: Erasure[] = [];
  const later: string[] = [];
  for (const userId of userIds) {
    try {
      // They said so: nobody leaves with a place, and one that was given at that moment is given up.
      erased.push(await runErase(target, { whose: { kind: 'user', userId }, withdraw: true, ...wishes }));
    } catch (error) {
      if (!(error instanceof StackError)) throw error;
      later.push(error.code);
    }
  }
  return { erased, later };
}
