import { type Command, type CommandType, toCommandMessage } from '@enterwait/domain/protocol';
import type { Transaction } from '@enterwait/http/database';

/** A command without an answer. */
export interface OutboxRow {
  readonly id: number;
  readonly event_id: string;
  readonly request_id: string;
  readonly type: CommandType;
  readonly body: string;
  readonly round: number | null;
  /** How often SQS has accepted it. */
  readonly attempts: number;
  /** How often SQS has refused it since it last accepted it. */
  readonly failures: number;
}

/** The result for a claimed row, and when it is due again. */
export interface Attempt {
  readonly id: number;
  readonly taken: boolean;
  readonly dueAt: Date;
}

/** Commands that SQS does not have yet, and those it has that are unanswered; ages of the oldest, s. */
export interface OutboxDepth {
  readonly unsent: number;
  readonly unsentAgeSeconds: number;
  readonly unanswered: number;
  readonly unansweredAgeSeconds: number;
}

const DUE_AT_ONCE = new Date(0);

/** An SQS batch holds ten messages at most. */
export const BATCH_SIZE = 10;

/**
 * @param claimedUntil the inserting process sends it; nobody else claims it until then. If absent, it is due at once
 */
export async function insertOutbox(
  tx: Transaction,
  command: Command,
  now: Date,
  claimedUntil = DUE_AT_ONCE,
): Promise<OutboxRow> {
  const { event_id, request_id, type, round = null } = command;
  const body = toCommandMessage(command);
  const id = await tx.insert(
    'INSERT INTO outbox (event_id, request_id, type, body, round, created_at, next_attempt_at) VALUES (?, ?, ?, ?, ?, ?, ?)',
    [event_id, request_id, type, body, round, now, claimedUntil],
  );
  return { id, event_id, request_id, type, body, round, attempts: 0, failures: 0 };
}

/** The oldest row of its application. */
const IS_HEAD =
  'NOT EXISTS (SELECT 1 FROM outbox earlier WHERE earlier.request_id = o.request_id AND earlier.id < o.id)';

/**
 * Claims the next due rows until `leaseUntil`; if the claiming process dies, they can be claimed again after that. Only
 * the oldest row of an application is ever claimed: the next command leaves once this one is answered and its row is
 * gone. SKIP LOCKED lets several relays work concurrently. No lock outlives the transaction, so no rows stay locked
 * while the network is slow.
 */
export async function claimDue(tx: Transaction, now: Date, leaseUntil: Date): Promise<OutboxRow[]> {
  const locked = await tx.query<OutboxRow>(
    `SELECT o.id, o.event_id, o.request_id, o.type, o.body, o.round, o.attempts, o.failures FROM outbox o
     WHERE o.next_attempt_at <= ? AND ${IS_HEAD}
     ORDER BY o.next_attempt_at, o.id LIMIT ${BATCH_SIZE} FOR UPDATE SKIP LOCKED`,
    [now],
  );
  if (locked.length === 0) return [];
  const ids = locked.map(({ id }) => id);
  // NOT EXISTS read that statement's snapshot: a row and its predecessor may both have been inserted since. Locked rows
  // stay, so a second read is certain. A row whose command is answered (by a process of the previous release) is done.
  const heads = await tx.query<{ id: number; answered: number }>(
    `SELECT o.id, EXISTS (SELECT 1 FROM command c WHERE c.event_id = o.event_id AND c.outcome IS NOT NULL) AS answered
     FROM outbox o WHERE o.id IN (${marks(ids)}) AND ${IS_HEAD}`,
    ids,
  );
  const answered = heads.filter((head) => Number(head.answered) === 1).map(({ id }) => id);
  if (answered.length > 0) {
    await tx.execute(`DELETE FROM outbox WHERE id IN (${marks(answered)})`, answered);
    // That process did not derive the expected status again either: the confirmed one counts until somebody does.
    const ids = locked.filter(({ id }) => answered.includes(id)).map(({ request_id }) => request_id);
    await tx.execute(`UPDATE request SET expected_version = NULL WHERE request_id IN (${marks(ids)})`, ids);
  }
  const due = new Set(heads.filter((head) => Number(head.answered) === 0).map(({ id }) => id));
  if (due.size === 0) return [];
  await tx.execute(`UPDATE outbox SET next_attempt_at = ? WHERE id IN (${marks([...due])})`, [leaseUntil, ...due]);
  return locked.filter(({ id }) => due.has(id));
}

/** Records the results of claimed rows. A row answered meanwhile is gone. */
export async function noteAttempts(tx: Transaction, attempts: readonly Attempt[], now: Date): Promise<void> {
  for (const [, group] of Map.groupBy(attempts, ({ taken, dueAt }) => `${taken} ${dueAt.getTime()}`)) {
    const [first] = group;
    if (first === undefined) continue;
    const ids = group.map(({ id }) => id);
    await tx.execute(
      first.taken
        ? `UPDATE outbox SET attempts = attempts + 1, failures = 0, sent_at = ?, next_attempt_at = ? WHERE id IN (${marks(ids)})`
        : `UPDATE outbox SET failures = failures + 1, next_attempt_at = ? WHERE id IN (${marks(ids)})`,
      first.taken ? [now, first.dueAt, ...ids] : [first.dueAt, ...ids],
    );
  }
}

/** The oldest commands without an answer, at most 100. */
export const unanswered = (tx: Transaction): Promise<Pick<OutboxRow, 'request_id' | 'event_id'>[]> =>
  tx.query('SELECT request_id, event_id FROM outbox ORDER BY id LIMIT 100');

/** Deletes the row of a command that has its answer. */
export async function deleteAnswered(tx: Transaction, eventId: string): Promise<void> {
  await tx.execute('DELETE FROM outbox WHERE event_id = ?', [eventId]);
}

/** Deletes all rows of an application, to write them again in order. @returns the deleted rows, by event_id */
export async function takeOutboxOf(tx: Transaction, requestId: string): Promise<Map<string, OutboxRow>> {
  const rows = await tx.query<OutboxRow>(
    'SELECT id, event_id, request_id, type, body, round, attempts, failures FROM outbox WHERE request_id = ? FOR UPDATE',
    [requestId],
  );
  await tx.execute('DELETE FROM outbox WHERE request_id = ?', [requestId]);
  return new Map(rows.map((row) => [row.event_id, row]));
}

/** Inserts a row as it was, due at once. */
export async function putBack(tx: Transaction, row: Omit<OutboxRow, 'id'>, now: Date): Promise<void> {
  await tx.execute(
    'INSERT INTO outbox (event_id, request_id, type, body, round, attempts, sent_at, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
    [row.event_id, row.request_id, row.type, row.body, row.round, row.attempts, row.attempts > 0 ? now : null, now],
  );
}

/** How often SQS accepted each unanswered command of an application, by event_id. */
export async function outboxOf(tx: Transaction, requestId: string): Promise<Map<string, number>> {
  const rows = await tx.query<{ event_id: string; attempts: number }>(
    'SELECT event_id, attempts FROM outbox WHERE request_id = ?',
    [requestId],
  );
  return new Map(rows.map(({ event_id, attempts }) => [event_id, attempts]));
}

/** A command behind an unanswered one of its application counts as neither: it must not be sent yet. */
export async function outboxDepth(tx: Transaction): Promise<OutboxDepth> {
  const rows = await tx.query<{ sent: number; depth: number; age: number | null }>(
    `SELECT o.attempts > 0 AS sent, COUNT(*) AS depth, TIMESTAMPDIFF(SECOND, MIN(o.created_at), UTC_TIMESTAMP(3)) AS age
     FROM outbox o WHERE ${IS_HEAD} GROUP BY o.attempts > 0`,
  );
  const of = (sent: number) => rows.find((row) => Number(row.sent) === sent);
  return {
    unsent: Number(of(0)?.depth ?? 0),
    unsentAgeSeconds: Number(of(0)?.age ?? 0),
    unanswered: Number(of(1)?.depth ?? 0),
    unansweredAgeSeconds: Number(of(1)?.age ?? 0),
  };
}

const marks = (values: readonly unknown[]): string => values.map(() => '?').join(', ');
