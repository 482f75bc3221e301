import type { CommandType } from '@enterwait/domain/protocol';
import { inSnapshot, type Pool } from '@enterwait/http/database';

/** An operator's command that has no answer yet. */
export interface UnansweredCommand {
  readonly event_id: string;
  readonly type: CommandType;
  /** ISO 8601, UTC. */
  readonly asked_at: string;
  readonly note: string | null;
  /** How often the queue accepted it; 0: not yet. */
  readonly attempts: number;
}

/** The operators' unanswered commands of an application, in the order they were issued. */
export const createUnansweredCommands =
  (pool: Pool) =>
  (requestId: string): Promise<UnansweredCommand[]> =>
    inSnapshot(pool, async (tx) => {
      const rows = await tx.query<Omit<UnansweredCommand, 'asked_at'> & { readonly asked_at: Date }>(
        `SELECT command.event_id, command.type, command.asked_at, command.note, outbox.attempts
         FROM command JOIN outbox ON outbox.event_id = command.event_id WHERE command.request_id = ? ORDER BY command.seq`,
        [requestId],
      );
      return rows.map((row) => ({ ...row, asked_at: row.asked_at.toISOString() }));
    });
