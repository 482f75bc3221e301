import type { Application, Command, CommandType, DeliveryFacts, Entry, Status } from '@enterwait/domain';
import type { AuditEntry } from './tables/audit.ts';
import type { KeyedCommand } from './tables/idempotency-key.ts';
import type { OutboxRow } from './tables/outbox.ts';
import type { RequestRow } from './tables/request.ts';

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
  insertUnconfirmed(requestId: string, application: Application, now: Date): Promise<void>;
  updateConfirmed(
    requestId: string,
    state: { application: Application; status: Status | null; version: number; entry: Entry | null },
    now: Date,
  ): Promise<void>;
  nurseryName(nurseryId: string): Promise<string | undefined>;
  insertCommand(command: Command): Promise<void>;
  commandsInFlight(requestId: string): Promise<CommandType[]>;
  settleCommand(facts: DeliveryFacts, now: Date): Promise<void>;
  insertAudit(entry: AuditEntry): Promise<void>;
  takeKey(key: string, command: KeyedCommand, now: Date): Promise<KeyedCommand | undefined>;
  insertOutbox(command: Command, now: Date): Promise<void>;
}

/** What the relay does to the outbox. */
export interface OutboxTables {
  lockNextBatch(): Promise<OutboxRow[]>;
  deleteOutbox(ids: readonly number[]): Promise<void>;
  outboxDepth(): Promise<{ depth: number; ageSeconds: number }>;
}
