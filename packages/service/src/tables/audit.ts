import { isAscii } from '../ascii.ts';
import type { Transaction } from '../database.ts';

/** Who did what, when, from where, and whether they could. Ids only. */
export interface AuditEntry {
  readonly at: Date;
  /** `none`: a caller whom no credential names. */
  readonly actor_kind: 'person' | 'key' | 'token' | 'none';
  readonly actor_id: string;
  readonly role: string;
  /** A command type (`Request`), or what else was done: `sign-in`, `put-key`, `redrive`. */
  readonly action: string;
  readonly request_id: string | null;
  /** What it was done to where that is no application: a key's name, an account's id, a queue. */
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

/** What was done to an application, or by an actor, or at all; newest first, `before` a number that an earlier page ended with. */
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
    // LIMIT takes no placeholder of a number in every version of a prepared statement; it is one here by its type.
    `SELECT seq, ${COLUMNS} FROM audit ${where} ORDER BY seq DESC LIMIT ${Math.trunc(filter.limit)}`,
    conditions.map(({ value }) => value),
  );
}
