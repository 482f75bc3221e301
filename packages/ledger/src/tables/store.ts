import { insertAudit } from '@enterwait/http/audit';
import type { Bound } from '@enterwait/http/database';
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

/**
 * Where a system keeps its tables: a transaction is atomic, and a row it locks stays as it was read until the end.
 * `createMysqlStore` implements it in MySQL; the model-based test implements it in memory, and crashes it at every
 * point it can.
 */
export interface Store<Tables> {
  /** Commits what `work` returns, rolls back what it throws, and retries after a deadlock. */
  transaction<Result>(work: (tables: Tables) => Promise<Result>): Promise<Result>;
}

/** What the ledger does to its tables. */
export const LEDGER_OPERATIONS = {
  lockRequest,
  insertUnconfirmed,
  updateConfirmed,
  updateExpected,
  nurseryName,
  insertCommand,
  commandsInFlight,
  settleCommand,
  insertAudit,
  takeKey,
  insertOutbox,
  deleteAnswered,
};
export type LedgerTables = Bound<typeof LEDGER_OPERATIONS>;

/** What the relay does with the outbox. */
export const OUTBOX_OPERATIONS = {
  claimDue,
  noteAttempts,
  outboxDepth,
  unanswered,
  lockRequest,
  orphanedApplications,
  openCommands,
  takeOutboxOf,
  putBack,
};
export type OutboxTables = Bound<typeof OUTBOX_OPERATIONS>;
