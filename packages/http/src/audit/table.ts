import type { Transaction } from '../database/database.ts';

/** Who did what, when, from where, and whether they could. Ids only. */
export interface AuditEntry {
  readonly at: Date;
  /** `none`: a caller without a valid credential. */
  readonly actor_kind: 'person' | 'key' | 'token' | 'none';
  readonly actor_id: string;
  readonly role: string;
  /** A command type (`Request`), or another action: `sign-in`, `put-key`, `redrive`. */
  readonly action: string;
  readonly request_id: string | null;
  /** The object of an action that is not about an application: a key's name, an account's id, a queue. */
  readonly subject: string | null;
  readonly outcome: 'done' | 'refused';
  /** Why it was refused, as the caller was told. */
  readonly code: string | null;
  readonly ip: string;
  readonly trace_id: string;
}

const COLUMNS = 'at, actor_kind, actor_id, role, action, request_id, subject, outcome, code, ip, trace_id';

export async function insertAudit(tx: Transaction, entry: AuditEntry): Promise<void> {
  await tx.execute(`INSERT INTO audit (${COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`, [
    entry.at,
    entry.actor_kind,
    entry.actor_id,
    entry.role,
    entry.action,
    entry.request_id,
    entry.subject,
    entry.outcome,
    entry.code,
    entry.ip,
    entry.trace_id,
  ]);
}

/**
 * Deletes entries from before a moment, oldest first. Entries are numbered in order of time, so the oldest are found
 * without an index on time.
 * @returns how many of the batch were deleted, and whether there may be more
 */
export async function deleteAuditBefore(
  tx: Transaction,
  before: Date,
  batch: number,
): Promise<{ deleted: number; more: boolean }> {
  const oldest = await tx.query<{ seq: number; at: Date }>(
    `SELECT seq, at FROM audit ORDER BY seq LIMIT ${Math.trunc(batch)}`,
  );
  const last = oldest.findLast(({ at }) => at < before);
  if (last === undefined) return { deleted: 0, more: false };
  const deleted = await tx.execute('DELETE FROM audit WHERE seq <= ? AND at < ?', [last.seq, before]);
  return { deleted, more: oldest.length === Math.trunc(batch) && last === oldest.at(-1) };
}

/**
 * Whether a text fits into an ASCII column, as ids and codes do. A text that does not is in no row, but comparing it
 * with such a column is a server error ("illegal mix of collations"), not an empty result.
 */
const isAscii = (text: string): boolean => /^\p{ASCII}*$/u.test(text);

/**
 * Entries about an application, by an actor, or all; newest first. `before` is the last number of the previous page.
 */
export async function findAudit(
  tx: Transaction,
  filter: { requestId?: string | undefined; actorId?: string | undefined; before?: number | undefined; limit: number },
): Promise<(AuditEntry & { seq: number })[]> {
  if (![filter.requestId, filter.actorId].every((value) => value === undefined || isAscii(value))) return [];
  const conditions = [
    ...(filter.requestId === undefined ? [] : [{ sql: 'request_id = ?', value: filter.requestId }]),
    ...(filter.actorId === undefined ? [] : [{ sql: 'actor_id = ?', value: filter.actorId }]),
    ...(filter.before === undefined ? [] : [{ sql: 'seq < ?', value: filter.before }]),
  ];
  const where = conditions.length === 0 ? '' : `WHERE ${conditions.map(({ sql }) => sql).join(' AND ')}`;
  return tx.query(
    // Not every version takes a number as a placeholder of LIMIT in a prepared statement; the type guarantees a number
    // here.
    `SELECT seq, ${COLUMNS} FROM audit ${where} ORDER BY seq DESC LIMIT ${Math.trunc(filter.limit)}`,
    conditions.map(({ value }) => value),
  );
}
