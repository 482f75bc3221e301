import { bind, inTransaction, type Pool, type Transaction } from '@enterwait/http/database';
import { LEDGER_OPERATIONS, type LedgerTables, OUTBOX_OPERATIONS, type OutboxTables, type Store } from './store.ts';

/** The operations that both systems have. */
const COMMON = { ...LEDGER_OPERATIONS, ...OUTBOX_OPERATIONS };

/** @param ownTables tables that only this system has, in the same transaction */
export const createMysqlStore = <Own extends object = object>(
  pool: Pool,
  ownTables?: (tx: Transaction) => Own,
): Store<LedgerTables & OutboxTables & Own> => ({
  transaction: (work) => inTransaction(pool, (tx) => work(Object.assign(bind(COMMON, tx), ownTables?.(tx)))),
});
