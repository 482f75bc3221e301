import { createHash } from 'node:crypto';
import { inTransaction, type Pool } from '../database.ts';
import type { Rule } from './rules.ts';

export interface Verdict {
  readonly allowed: boolean;
  /** Seconds until there is another try; null where there is one now. */
  readonly retryAfter: number | null;
}

/** How often something may be tried, kept in the database: all processes of a service count together. */
export interface Limits {
  /** Counts a try. */
  consume(key: string, rule: Rule): Promise<Verdict>;
  forget(key: string): Promise<void>;
}

/** Names an account without its address. */
export const accountKey = (what: string, email: string): string =>
  `${what}:${createHash('sha256').update(email.trim().toLowerCase()).digest('hex')}`;

export function createLimits(pool: Pool, now: () => number = Date.now): Limits {
  return {
    consume: (key, { window, max }) =>
      inTransaction(pool, async (tx) => {
        const at = new Date(now());
        const end = new Date(now() + window * 1000);
        // MySQL assigns from left to right: `tries` looks at the end as it was.
        const entered = await tx.execute(
          `INSERT INTO rate_limit (id, tries, ends_at) VALUES (?, 1, ?)
           ON DUPLICATE KEY UPDATE tries = IF(ends_at <= ?, 1, LEAST(tries + 1, 65535)),
             ends_at = IF(ends_at <= ?, VALUES(ends_at), ends_at)`,
          [key, end, at, at],
        );
        // A few that are over go with every new one.
        if (entered === 1) await tx.execute('DELETE FROM rate_limit WHERE ends_at <= ? LIMIT 10', [at]);
        const rows = await tx.query<{ tries: number; ends_at: Date }>(
          'SELECT tries, ends_at FROM rate_limit WHERE id = ?',
          [key],
        );
        const { tries = 1, ends_at = end } = rows[0] ?? {};
        if (tries <= max) return { allowed: true, retryAfter: null };
        return { allowed: false, retryAfter: Math.max(1, Math.ceil((ends_at.getTime() - now()) / 1000)) };
      }),
    forget: (key) =>
      inTransaction(pool, async (tx) => {
        await tx.execute('DELETE FROM rate_limit WHERE id = ?', [key]);
      }),
  };
}
