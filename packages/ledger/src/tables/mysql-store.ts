import { insertAudit } from '@enterwait/http/audit';
import { inTransaction, type Pool, type Transaction } from '@enterwait/http/database';
import { commandsInFlight, insertCommand, openCommands, orphanedApplications, settleCommand } from './command.ts';
import { takeKey } from './idempotency-key.ts';
import { nurseryName } from './nursery.ts';
import {
  claimDue,
  deleteAnswered,
  insertOutbox,
  noteAttempts,
  outboxDepth,
  putBack,
  takeOutboxOf,
  unanswered,
} from './outbox.ts';
import { insertUnconfirmed, lockRequest, updateConfirmed, updateExpected } from './request.ts';
import type { LedgerTables, OutboxTables, Store } from './store.ts';

/** The tables that both systems have, by the SQL of this folder. */
const mysqlTables = (tx: Transaction): LedgerTables & OutboxTables => ({
  lockRequest: (requestId) => lockRequest(tx, requestId),
  insertUnconfirmed: (requestId, application, expected, now) =>
    insertUnconfirmed(tx, requestId, application, expected, now),
  updateConfirmed: (requestId, state, now) => updateConfirmed(tx, requestId, state, now),
  updateExpected: (requestId, expected, version) => updateExpected(tx, requestId, expected, version),
  nurseryName: (nurseryId) => nurseryName(tx, nurseryId),
  insertCommand: (command) => insertCommand(tx, command),
  commandsInFlight: (requestId) => commandsInFlight(tx, requestId),
  settleCommand: (facts, now) => settleCommand(tx, facts, now),
  insertAudit: (entry) => insertAudit(tx, entry),
  takeKey: (key, command, now) => takeKey(tx, key, command, now),
  insertOutbox: (command, now, claimedUntil) => insertOutbox(tx, command, now, claimedUntil),
  deleteAnswered: (eventId) => deleteAnswered(tx, eventId),
  claimDue: (now, leaseUntil) => claimDue(tx, now, leaseUntil),
  noteAttempts: (attempts, now) => noteAttempts(tx, attempts, now),
  outboxDepth: () => outboxDepth(tx),
  unanswered: () => unanswered(tx),
  orphanedApplications: (before) => orphanedApplications(tx, before),
  openCommands: (requestId) => openCommands(tx, requestId),
  takeOutboxOf: (requestId) => takeOutboxOf(tx, requestId),
  putBack: (row, now) => putBack(tx, row, now),
});

/** @param ownTables tables that only this system has, in the same transaction */
export const createMysqlStore = <Own extends object = object>(
  pool: Pool,
  ownTables?: (tx: Transaction) => Own,
): Store<LedgerTables & OutboxTables & Own> => ({
  transaction: (work) => inTransaction(pool, (tx) => work(Object.assign(mysqlTables(tx), ownTables?.(tx)))),
});
