import { inTransaction, type Pool, type Transaction } from '../database/database.ts';
import { HttpError } from '../errors/errors.ts';

/** The doors of a system, as a transaction of the ledger sees them. */
export interface DoorTables {
  doorsAreClosed(): Promise<boolean>;
}

/** @param always the doors of this process are closed, whatever the database says */
export const doorTables = (tx: Transaction, always: boolean): DoorTables => ({
  doorsAreClosed: async () => always || (await tx.query('SELECT 1 FROM maintenance')).length > 0,
});

/** In the transaction of every command: no process forgets, none is asked to remember. @throws HttpError 503 `maintenance` */
export async function passDoors(tables: DoorTables): Promise<void> {
  if (!(await tables.doorsAreClosed())) return;
  throw new HttpError(
    503,
    MAINTENANCE,
    '점검 중이라 지금은 접수하지 않습니다. 잠시 후 다시 시도해 주세요 / closed for maintenance: nothing is taken for a while, please try again later',
  );
}

/** Code of the refusal while the doors are closed. */
export const MAINTENANCE = 'maintenance';

/** How long whoever is refused is told to wait, s. */
export const MAINTENANCE_RETRY_AFTER = 60;

/** The doors as pages and metrics show them: as of a second ago at most. */
export interface Doors {
  areClosed(): Promise<boolean>;
}

const FRESH_MS = 1000;

/** A database that is away says nothing about the doors: what was known last is shown. */
export function createDoors(pool: Pool, always: boolean, now: () => number = Date.now): Doors {
  let until = 0;
  let known: Promise<boolean> = Promise.resolve(always);
  return {
    areClosed() {
      if (always || now() < until) return known;
      until = now() + FRESH_MS;
      const before = known;
      known = inTransaction(pool, (tx) => doorTables(tx, always).doorsAreClosed()).catch(() => before);
      return known;
    },
  };
}
