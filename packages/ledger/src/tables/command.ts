import type {
  Command,
  CommandInFlight,
  CommandType,
  DeliveryFacts,
  Origin,
  RefusalReason,
  Status,
} from '@enterwait/domain/protocol';
import type { Transaction } from '@enterwait/http/database';

export interface CommandRow {
  readonly event_id: string;
  readonly type: CommandType;
  readonly origin: Origin;
  readonly asked_at: Date;
  /** `null` while the command is in flight. */
  readonly outcome: 'applied' | 'refused' | null;
  readonly reason: RefusalReason | null;
  readonly status: Status | null;
  readonly version: number | null;
  readonly judged_at: Date | null;
  readonly settled_at: Date | null;
  readonly note: string | null;
  /** The round that its requester saw. */
  readonly round: number | null;
}

/** A command of this system that has no answer yet. */
export type OpenCommand = Pick<CommandRow, 'event_id' | 'type' | 'origin' | 'asked_at' | 'note' | 'round'>;

export async function insertCommand(tx: Transaction, command: Command): Promise<void> {
  await tx.execute(
    'INSERT INTO command (event_id, request_id, type, origin, asked_at, note, round) VALUES (?, ?, ?, ?, ?, ?, ?)',
    [
      command.event_id,
      command.request_id,
      command.type,
      command.origin,
      new Date(command.occurred_at),
      command.note ?? null,
      command.round ?? null,
    ],
  );
}

/** This system's commands without an outcome, in the order they were issued. */
export async function commandsInFlight(tx: Transaction, requestId: string): Promise<CommandInFlight[]> {
  return tx.query<CommandInFlight>(
    'SELECT type, round FROM command WHERE request_id = ? AND outcome IS NULL ORDER BY seq',
    [requestId],
  );
}

/** The same with all columns. */
export async function openCommands(tx: Transaction, requestId: string): Promise<OpenCommand[]> {
  return tx.query<OpenCommand>(
    'SELECT event_id, type, origin, asked_at, note, round FROM command WHERE request_id = ? AND outcome IS NULL ORDER BY seq',
    [requestId],
  );
}

/** Applications with a command issued before `before` that has no answer and no row in the outbox; at most 100. */
export async function orphanedApplications(tx: Transaction, before: Date): Promise<string[]> {
  const rows = await tx.query<{ request_id: string }>(
    `SELECT DISTINCT c.request_id FROM command c
     WHERE c.outcome IS NULL AND c.asked_at <= ? AND NOT EXISTS (SELECT 1 FROM outbox o WHERE o.event_id = c.event_id) LIMIT 100`,
    [before],
  );
  return rows.map(({ request_id }) => request_id);
}

/** Records an outcome: settles this system's own command, inserts another system's. A repeat changes nothing. */
export async function settleCommand(tx: Transaction, facts: DeliveryFacts, now: Date): Promise<void> {
  await tx.execute(
    `INSERT INTO command (event_id, request_id, type, origin, asked_at, outcome, reason, status, version, judged_at, settled_at, note, round)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
     ON DUPLICATE KEY UPDATE
       settled_at = IF(outcome IS NULL, VALUES(settled_at), settled_at), judged_at = VALUES(judged_at),
       reason = VALUES(reason), status = VALUES(status), version = VALUES(version), outcome = VALUES(outcome)`,
    [
      facts.event_id,
      facts.request_id,
      facts.type,
      facts.origin,
      new Date(facts.occurred_at),
      facts.outcome,
      facts.reason,
      facts.status,
      facts.version,
      new Date(facts.judged_at),
      now,
      facts.note ?? null,
      facts.round ?? null,
    ],
  );
}

/** The history of an application as far as this system knows, oldest first; at most 100. */
export async function commandHistory(tx: Transaction, requestId: string): Promise<CommandRow[]> {
  const rows = await tx.query<CommandRow>(
    `SELECT event_id, type, origin, asked_at, outcome, reason, status, version, judged_at, settled_at, note, round
     FROM command WHERE request_id = ? ORDER BY seq DESC LIMIT 100`,
    [requestId],
  );
  return rows.reverse();
}
