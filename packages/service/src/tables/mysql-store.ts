import { inTransaction, type Pool, type Transaction } from '../database.ts';
import type { LedgerTables, OutboxTables, Store } from '../store.ts';
import { insertAudit } from './audit.ts';
import { commandsInFlight, insertCommand, settleCommand } from './command.ts';
import { takeKey } from './idempotency-key.ts';
import { nurseryName } from './nursery.ts';
import { deleteOutbox, insertOutbox, lockNextBatch, outboxDepth } from './outbox.ts';
import { insertUnconfirmed, lockRequest, updateConfirmed } from './request.ts';

/** The tables that both systems have, by the SQL of this folder. */
const mysqlTables = (tx: Transaction): LedgerTables & OutboxTables => ({
  lockRequest: (requestId) => lockRequest(tx, requestId),
  insertUnconfirmed: (requestId, application, now) => insertUnconfirmed(tx, requestId, application, now),
  updateConfirmed: (requestId, state, now) => updateConfirmed(tx, requestId, state, now),
  nurseryName: (nurseryId) => nurseryName(tx, nurseryId),
  insertCommand: (command) => insertCommand(tx, command),
  commandsInFlight: (requestId) => commandsInFlight(tx, requestId),
  settleCommand: (facts, now) => settleCommand(tx, facts, now),
  insertAudit: (entry) => insertAudit(tx, entry),
  takeKey: (key, command, now) => takeKey(tx, key, command, now),
  insertOutbox: (command, now) => insertOutbox(tx, command, now),
  lockNextBatch: () => lockNextBatch(tx),
  deleteOutbox: (ids) => deleteOutbox(tx, ids),
  outboxDepth: () => outboxDepth(tx),
});

/** @param ownTables tables that only this system has, in the same transaction */
export const createMysqlStore = <Own extends object = object>(
  pool: Pool,
  ownTables?: (tx: Transaction) => Own,
): Store<LedgerTables & OutboxTables & Own> => ({
  transaction: (work) => inTransaction(pool, (tx) => work(Object.assign(mysqlTables(tx), ownTables?.(tx)))),
});
