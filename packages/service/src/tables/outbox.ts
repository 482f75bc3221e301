import { type Command, type CommandType, toCommandMessage } from '@enterwait/domain';
import type { Transaction } from '../database.ts';

export interface OutboxRow {
  readonly id: number;
  readonly event_id: string;
  readonly request_id: string;
  readonly type: CommandType;
  readonly body: string;
}

/** An SQS batch holds ten messages at most. */
export const BATCH_SIZE = 10;

export async function insertOutbox(tx: Transaction, command: Command, now: Date): Promise<void> {
  await tx.execute('INSERT INTO outbox (event_id, request_id, type, body, created_at) VALUES (?, ?, ?, ?, ?)', [
    command.event_id,
    command.request_id,
    command.type,
    toCommandMessage(command),
    now,
  ]);
}

/**
 * Locks the next rows to send. Only the oldest row of each application is eligible, so no batch and no two relays hold two commands
 * of one application: an entry of a batch can fail alone, and the order would be lost. SKIP LOCKED lets relays work side by side;
 * a row behind one that is locked elsewhere stays ineligible until that one is deleted.
 */
export async function lockNextBatch(tx: Transaction): Promise<OutboxRow[]> {
  return tx.query<OutboxRow>(
    `SELECT o.id, o.event_id, o.request_id, o.type, o.body FROM outbox o
     WHERE NOT EXISTS (SELECT 1 FROM outbox earlier WHERE earlier.request_id = o.request_id AND earlier.id < o.id)
     ORDER BY o.id LIMIT ${BATCH_SIZE} FOR UPDATE SKIP LOCKED`,
  );
}

export async function deleteOutbox(tx: Transaction, ids: readonly number[]): Promise<void> {
  await tx.execute(`DELETE FROM outbox WHERE id IN (${ids.map(() => '?').join(', ')})`, ids);
}

/** The commands of an application that SQS has not got yet, by event_id. */
export async function outboxOf(tx: Transaction, requestId: string): Promise<Set<string>> {
  const rows = await tx.query<{ event_id: string }>('SELECT event_id FROM outbox WHERE request_id = ?', [requestId]);
  return new Set(rows.map(({ event_id }) => event_id));
}

export async function outboxDepth(tx: Transaction): Promise<{ depth: number; ageSeconds: number }> {
  const rows = await tx.query<{ depth: number; age: number | null }>(
    'SELECT COUNT(*) AS depth, TIMESTAMPDIFF(SECOND, MIN(created_at), UTC_TIMESTAMP(3)) AS age FROM outbox',
  );
  return { depth: Number(rows[0]?.depth ?? 0), ageSeconds: Number(rows[0]?.age ?? 0) };
}
