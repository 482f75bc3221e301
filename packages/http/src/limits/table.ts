import type { Transaction } from '../database/database.ts';
import { beginningWith, containing } from '../database/like.ts';

/** How often something was tried, and until when that counts. */
export interface RateLimitRow {
  readonly tries: number;
  readonly ends_at: Date;
}

const MOST_TRIES = 65_535;

/** Counts a try in a window that the first one opens. @returns the count including this one */
export async function countTry(tx: Transaction, id: string, now: Date, end: Date): Promise<number> {
  // MySQL assigns from left to right: `tries` uses the old value of the end. LAST_INSERT_ID(x) is returned as the
  // inserted id; a new row has none.
  const tries = await tx.insert(
    `INSERT INTO rate_limit (id, tries, ends_at) VALUES (?, 1, ?)
     ON DUPLICATE KEY UPDATE tries = LAST_INSERT_ID(IF(ends_at <= ?, 1, LEAST(tries + 1, ${MOST_TRIES}))),
       ends_at = IF(ends_at <= ?, VALUES(ends_at), ends_at)`,
    [id, end, now, now],
  );
  return tries || 1;
}

export async function findTries(tx: Transaction, id: string): Promise<RateLimitRow | undefined> {
  const rows = await tx.query<RateLimitRow>('SELECT tries, ends_at FROM rate_limit WHERE id = ?', [id]);
  return rows[0];
}

/** Inserts a key with no tries if it is missing, and locks it until the transaction ends. */
export async function lockTries(tx: Transaction, id: string, end: Date): Promise<RateLimitRow> {
  // Locks for writing at once: two transactions that had only read it would deadlock.
  await tx.execute(
    'INSERT INTO rate_limit (id, tries, ends_at) VALUES (?, 0, ?) ON DUPLICATE KEY UPDATE tries = tries',
    [id, end],
  );
  return (await findTries(tx, id)) ?? { tries: 0, ends_at: end };
}

/** Updates a locked row. */
export async function setTries(tx: Transaction, id: string, tries: number, end: Date): Promise<void> {
  await tx.execute('UPDATE rate_limit SET tries = ?, ends_at = ? WHERE id = ?', [Math.min(tries, MOST_TRIES), end, id]);
}

export async function takeTryBack(tx: Transaction, id: string): Promise<void> {
  await tx.execute('UPDATE rate_limit SET tries = tries - 1 WHERE id = ? AND tries > 0', [id]);
}

/** Deletes a key and all keys that begin with it and a colon. */
export async function deleteTries(tx: Transaction, id: string): Promise<void> {
  await tx.execute('DELETE FROM rate_limit WHERE id = ? OR id LIKE ?', [id, beginningWith(`${id}:`)]);
}

/** Forgets every key with this part behind a colon. */
export async function deleteTriesWith(tx: Transaction, part: string): Promise<void> {
  await tx.execute('DELETE FROM rate_limit WHERE id LIKE ?', [containing(`:${part}`)]);
}

/** @returns how many were deleted, at most `batch` */
export const deleteOverTries = (tx: Transaction, now: Date, batch: number): Promise<number> =>
  tx.execute(`DELETE FROM rate_limit WHERE ends_at <= ? LIMIT ${Math.trunc(batch)}`, [now]);
