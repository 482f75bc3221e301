import { inTransaction, type Pool } from '@enterwait/http/database';
import { type SessionRecord, WORKDAY_SECONDS } from './auth.ts';

/** When sessions end at a computer that many use: some time after the last thing that a person did, and after a workday in any case. */
export interface IdleTimeout {
  isOver(session: SessionRecord): boolean;
  /** A person has done something. Written once a minute at most: until then the note before it counts. */
  note(session: SessionRecord): Promise<void>;
  /** Ends a session for good. */
  end(session: SessionRecord): Promise<void>;
}

const NOTED_EVERY_MS = 60_000;

export function createIdleTimeout(pool: Pool, minutes: number, now: () => number = Date.now): IdleTimeout {
  const idleMs = minutes * 60_000;
  // Never so rare that somebody who works is out.
  const noteMs = Math.min(NOTED_EVERY_MS, idleMs / 4);
  const write = (sql: string, values: readonly (string | Date)[]): Promise<number> =>
    inTransaction(pool, (tx) => tx.execute(sql, values));

  /** A session of the release before, or one that it went on with, has no action of its own. */
  const lastOf = ({ lastActionAt, updatedAt, createdAt }: SessionRecord): number =>
    lastActionAt?.getTime() ?? Math.max(updatedAt.getTime(), createdAt.getTime());

  return {
    isOver: (session) =>
      now() - lastOf(session) >= idleMs || now() - session.createdAt.getTime() >= WORKDAY_SECONDS * 1000,
    async note(session) {
      if (session.lastActionAt && now() - session.lastActionAt.getTime() < noteMs) return;
      // What is done now is done also where that cannot be noted.
      await write('UPDATE person_session SET last_action_at = ? WHERE id = ?', [new Date(now()), session.id]).catch(
        () => undefined,
      );
    },
    async end(session) {
      await write('DELETE FROM person_session WHERE id = ?', [session.id]);
    },
  };
}
