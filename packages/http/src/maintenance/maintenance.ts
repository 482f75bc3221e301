import { inTransaction, type Pool, type Transaction } from '../database/database.ts';
import { HttpError } from '../errors/errors.ts';

/** The maintenance mode of a system, as a transaction of the ledger sees it. */
export interface MaintenanceTables {
  isUnderMaintenance(): Promise<boolean>;
}

/** @param always this process is under maintenance, whatever the database says */
export const maintenanceTables = (tx: Transaction, always: boolean): MaintenanceTables => ({
  isUnderMaintenance: async () => always || (await tx.query('SELECT 1 FROM maintenance')).length > 0,
});

/** Checked in the transaction of every command, so it holds for all processes at once. @throws HttpError 503 `maintenance` */
export async function refuseDuringMaintenance(tables: MaintenanceTables): Promise<void> {
  if (!(await tables.isUnderMaintenance())) return;
  throw new HttpError(
    503,
    MAINTENANCE,
    '점검 중이라 지금은 접수하지 않습니다. 잠시 후 다시 시도해 주세요 / closed for maintenance: nothing is taken for a while, please try again later',
  );
}

/** Error code of a command that is refused during maintenance. */
export const MAINTENANCE = 'maintenance';

/** `Retry-After` of that refusal, in seconds. */
export const MAINTENANCE_RETRY_AFTER = 60;

/** The maintenance mode as pages and metrics show it, at most a second old. */
export interface MaintenanceMode {
  isOn(): Promise<boolean>;
}

const FRESH_MS = 1000;

/** While the database is unreachable, the last known state is shown. */
export function createMaintenanceMode(pool: Pool, always: boolean, now: () => number = Date.now): MaintenanceMode {
  let until = 0;
  let known: Promise<boolean> = Promise.resolve(always);
  return {
    isOn() {
      if (always || now() < until) return known;
      until = now() + FRESH_MS;
      const before = known;
      known = inTransaction(pool, (tx) => maintenanceTables(tx, always).isUnderMaintenance()).catch(() => before);
      return known;
    },
  };
}
