import type { Application } from '@enterwait/domain/application';
import type { Command, CommandInFlight, DeliveryFacts, Status } from '@enterwait/domain/protocol';
import type { AuditEntry } from '@enterwait/http/audit';
import type { OpenCommand } from './command.ts';
import type { KeyedCommand, OwnedKey } from './idempotency-key.ts';
import type { Attempt, OutboxDepth, OutboxRow } from './outbox.ts';
import type { ConfirmedState, RequestRow } from './request.ts';

/**
 * Where a system keeps its tables: all of a transaction is kept or none of it, and what it locks stays as it was read until its end.
 * In MySQL by `createMysqlStore`; in memory by the model-based test, which crashes it wherever it can.
 */
export interface Store<Tables> {
  /** Commits what `work` returns, rolls back what it throws, runs it again after a deadlock. */
  transaction<Result>(work: (tables: Tables) => Promise<Result>): Promise<Result>;
}

/** What the ledger does to its tables; each operation is documented at its SQL in `tables/`. */
export interface LedgerTables {
  lockRequest(requestId: string): Promise<RequestRow | undefined>;
  insertUnconfirmed(
    requestId: string,
    application: Application,
    expected: Status | null,
    now: Date,
  ): Promise<RequestRow | undefined>;
  updateConfirmed(requestId: string, state: ConfirmedState, now: Date): Promise<void>;
  updateExpected(requestId: string, expected: Status | null, version: number): Promise<void>;
  nurseryName(nurseryId: string): Promise<string | undefined>;
  insertCommand(command: Command): Promise<void>;
  commandsInFlight(requestId: string): Promise<CommandInFlight[]>;
  settleCommand(facts: DeliveryFacts, now: Date): Promise<void>;
  insertAudit(entry: AuditEntry): Promise<void>;
  takeKey(key: OwnedKey, command: KeyedCommand, now: Date): Promise<KeyedCommand | undefined>;
  insertOutbox(command: Command, now: Date, claimedUntil?: Date): Promise<OutboxRow>;
  deleteAnswered(eventId: string): Promise<void>;
}

/** What the relay does to the outbox. */
export interface OutboxTables {
  claimDue(now: Date, leaseUntil: Date): Promise<OutboxRow[]>;
  noteAttempts(attempts: readonly Attempt[], now: Date): Promise<void>;
  outboxDepth(): Promise<OutboxDepth>;
  unanswered(): Promise<Pick<OutboxRow, 'request_id' | 'event_id'>[]>;
  lockRequest(requestId: string): Promise<RequestRow | undefined>;
  orphanedApplications(before: Date): Promise<string[]>;
  openCommands(requestId: string): Promise<OpenCommand[]>;
  takeOutboxOf(requestId: string): Promise<Map<string, OutboxRow>>;
  putBack(row: Omit<OutboxRow, 'id'>, now: Date): Promise<void>;
}
