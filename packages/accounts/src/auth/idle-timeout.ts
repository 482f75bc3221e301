import { inTransaction, type Pool } from '@enterwait/http/database';
import { type SessionRecord, WORKDAY_SECONDS } from './auth.ts';

/** Ends sessions on shared computers: some time after a person's last action, and after a workday in any case. */
export interface IdleTimeout {
  isOver(session: SessionRecord): boolean;
  /** Records a person's action, at most once a minute. */
  note(session: SessionRecord): Promise<void>;
  /** Ends a session for good. */
  end(session: SessionRecord): Promise<void>;
}

const NOTED_EVERY_MS = 60_000;

export function createIdleTimeout(pool: Pool, minutes: number, now: () => number = Date.now): IdleTimeout {
  const idleMs = minutes * 60_000;
  // Often enough that nobody is signed out while working.
  const noteMs = Math.min(NOTED_EVERY_MS, idleMs / 4);
  const write = (sql: string, values: readonly (string | Date)[]): Promise<number> =>
    inTransaction(pool, (tx) => tx.execute(sql, values));

  /** A session started or continued by the previous release has no recorded action. */
  const lastOf = ({ lastActionAt, updatedAt, createdAt }: SessionRecord): number =>
    lastActionAt?.getTime() ?? Math.max(updatedAt.getTime(), createdAt.getTime());

  return {
    isOver: (session) =>
      now() - lastOf(session) >= idleMs || now() - session.createdAt.getTime() >= WORKDAY_SECONDS * 1000,
    async note(session) {
      if (session.lastActionAt && now() - session.lastActionAt.getTime() < noteMs) return;
      // The action itself goes ahead even if it cannot be recorded.
      await write('UPDATE person_session SET last_action_at = ? WHERE id = ?', [new Date(now()), session.id]).catch(
        () => undefined,
      );
    },
    async end(session) {
      await write('DELETE FROM person_session WHERE id = ?', [session.id]);
    },
  };
}
