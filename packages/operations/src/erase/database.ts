import { createHash } from 'node:crypto';
import { ERASED } from '@enterwait/domain/application';
import type { Status } from '@enterwait/domain/protocol';
import { askAgain } from '@enterwait/ledger/outbox';
import { createMysqlStore } from '@enterwait/ledger/tables';
import type { Pool, PoolConnection, ResultSetHeader, RowDataPacket } from 'mysql2/promise';
import type { System } from '../reconcile/compare.ts';
import { connectTo } from '../reconcile/database.ts';
import type { Whose } from './wishes.ts';

/** What one system holds of an application, as far as erasing it asks. */
export interface Row {
  readonly status: Status | null;
  readonly version: number;
  /** Nothing personal is left in it. */
  readonly erased: boolean;
  /** Commands without an outcome. */
  readonly inFlight: number;
}

/** The account and the children that go with the applications; known to the parents' system alone. */
export interface Household {
  readonly userIds: readonly string[];
  readonly personIds: readonly string[];
  readonly emails: readonly string[];
  readonly childIds: readonly string[];
}

/** Somebody who closed their account by themselves, and when. */
export interface Leaver {
  readonly userId: string;
  readonly leftAt: Date;
}

export interface EraseDatabase {
  /** The applications that are meant and not erased yet, by request_id. */
  applications(whose: Whose, childIds: readonly string[]): Promise<{ request_id: string; parent_email: string }[]>;
  rows(requestIds: readonly string[]): Promise<Map<string, Row>>;
  /** Asks again what has no answer: a command whose message is gone would never get one. */
  askAgain(requestId: string): Promise<void>;
  /** False: it has moved meanwhile, nothing was changed. The audit entry is of the same transaction. */
  eraseApplication(requestId: string, version: number, traceId: string): Promise<boolean>;
  close(): Promise<void>;
}

export interface FamilyDatabase extends EraseDatabase {
  household(whose: Whose): Promise<Household>;
  /** Those who left by themselves and are not erased yet, the first first. */
  leavers(): Promise<Leaver[]>;
  /** Nobody gets in as these people any more. */
  lockOut(household: Household): Promise<void>;
  /** The children, and, where their accounts go too, everything of them. @returns how many rows are gone */
  eraseHousehold(household: Household, addresses: readonly string[], traceId: string): Promise<number>;
}

type IdRow = RowDataPacket & { request_id: string; parent_email: string };
type RequestRow = RowDataPacket & { request_id: string; status: Status | null; version: number; erased: number };
type CountRow = RowDataPacket & { request_id: string; n: number };

const IS_ERASED = 'user_id = ? AND parent_email = ?';
const ERASED_KEY = [ERASED.user_id, ERASED.parent_email];
// The whole of what an application tells of a family. Ids, status, version and times stay: they are the history.
const ERASE_REQUEST = `UPDATE request SET child_name = ?, child_birthday = ?, user_id = ?, parent_name = ?, parent_tel = ?,
    parent_address = ?, parent_postcode = ?, parent_email = ?, priority_rules = NULL, priority_items = NULL, points = NULL,
    tie_points = NULL, requested_at = NULL, queue_key = NULL
  WHERE request_id = ?`;
const ERASE_REQUEST_VALUES = [
  ERASED.child_name,
  ERASED.child_birthday,
  ERASED.user_id,
  ERASED.parent_name,
  ERASED.parent_tel,
  ERASED.parent_address,
  ERASED.parent_postcode,
  ERASED.parent_email,
];
// A row of the outbox whose command has its outcome is no question any more: a process of the release before left it.
const IN_FLIGHT = `SELECT request_id, COUNT(*) AS n FROM (
    SELECT request_id, event_id FROM command WHERE request_id IN (?) AND outcome IS NULL
    UNION SELECT o.request_id, o.event_id FROM outbox o LEFT JOIN command c ON c.event_id = o.event_id
      WHERE o.request_id IN (?) AND c.outcome IS NULL
  ) waiting GROUP BY request_id`;
const AUDIT = `INSERT INTO audit (at, actor_kind, actor_id, role, action, request_id, subject, outcome, code, ip, trace_id)
  VALUES (UTC_TIMESTAMP(3), 'token', ?, 'admin', 'erase', ?, ?, 'done', NULL, '', ?)`;

async function inTransaction<T>(pool: Pool, work: (connection: PoolConnection) => Promise<T>): Promise<T> {
  const connection = await pool.getConnection();
  try {
    await connection.beginTransaction();
    const result = await work(connection);
    await connection.commit();
    return result;
  } catch (error) {
    // One that cannot roll back may still hold its locks, and what went wrong before is what must be told.
    await connection.rollback().catch(() => connection.destroy());
    throw error;
  } finally {
    connection.release();
  }
}

/** @param actor who erases, as the audit calls it */
export function openEraseDatabase(system: System, url: string, actor: string): EraseDatabase {
  return eraseDatabase(system, connectTo(url), actor);
}

function eraseDatabase(system: System, pool: Pool, actor: string): EraseDatabase {
  const store = createMysqlStore(pool);
  return {
    async applications(whose, childIds) {
      const { sql, values } = conditionOf(whose, childIds);
      const [rows] = await pool.query<IdRow[]>(
        `SELECT request_id, parent_email FROM request WHERE (${sql}) AND NOT (${IS_ERASED}) ORDER BY request_id`,
        [...values, ...ERASED_KEY],
      );
      return rows.map(({ request_id, parent_email }) => ({ request_id, parent_email }));
    },

    async rows(requestIds) {
      if (requestIds.length === 0) return new Map();
      const [rows] = await pool.query<RequestRow[]>(
        `SELECT request_id, status, version, (${IS_ERASED}) AS erased FROM request WHERE request_id IN (?)`,
        [...ERASED_KEY, requestIds],
      );
      const [waiting] = await pool.query<CountRow[]>(IN_FLIGHT, [requestIds, requestIds]);
      const counts = new Map(waiting.map(({ request_id, n }) => [request_id, Number(n)]));
      return new Map(
        rows.map(({ request_id, status, version, erased }) => [
          request_id,
          { status, version, erased: Number(erased) === 1, inFlight: counts.get(request_id) ?? 0 },
        ]),
      );
    },

    async askAgain(requestId) {
      await store.transaction((tables) => askAgain(tables, requestId, system, new Date()));
    },

    eraseApplication: (requestId, version, traceId) =>
      inTransaction(pool, async (tx) => {
        const [rows] = await tx.query<RequestRow[]>(
          'SELECT version, status FROM request WHERE request_id = ? FOR UPDATE',
          [requestId],
        );
        const row = rows[0];
        if (row === undefined) return true;
        const [waiting] = await tx.query<CountRow[]>(IN_FLIGHT, [[requestId], [requestId]]);
        if (row.version !== version || row.status === 1 || row.status === 2 || waiting.length > 0) return false;
        await tx.query(ERASE_REQUEST, [...ERASE_REQUEST_VALUES, requestId]);
        // A fingerprint is made of what was asked: a phone number can be guessed from it.
        await tx.query(
          'DELETE FROM idempotency_key WHERE event_id IN (SELECT event_id FROM command WHERE request_id = ?)',
          [requestId],
        );
        // Its message is all of what was asked.
        await tx.query('DELETE FROM outbox WHERE request_id = ?', [requestId]);
        await tx.query('UPDATE command SET note = NULL WHERE request_id = ?', [requestId]);
        if (system === 'nursery') await tx.query('DELETE FROM nursery_child WHERE request_id = ?', [requestId]);
        await tx.query(AUDIT, [actor, requestId, null, traceId]);
        return true;
      }),

    close: () => pool.end(),
  };
}

/** @param actor who erases, as the audit calls it */
export function openFamilyDatabase(url: string, actor: string): FamilyDatabase {
  const pool = connectTo(url);
  return {
    ...eraseDatabase('enterwait', pool, actor),

    async household(whose) {
      if (whose.kind === 'closed') return { userIds: [], personIds: [], emails: [], childIds: [] };
      if (whose.kind === 'child') return { userIds: [], personIds: [], emails: [], childIds: [whose.childId] };
      const [people] = await pool.query<(RowDataPacket & { id: string; email: string })[]>(
        'SELECT id, email FROM person WHERE user_id = ?',
        [whose.userId],
      );
      const personIds = people.map(({ id }) => id);
      // An address that somebody asked to move to stands in the mailed link alone: the account's id, a space, the address.
      const [links] =
        personIds.length === 0
          ? [[]]
          : await pool.query<(RowDataPacket & { email: string })[]>(
              `SELECT SUBSTRING(value, LOCATE(' ', value) + 1) AS email FROM person_verification
               WHERE SUBSTRING_INDEX(value, ' ', 1) IN (?) AND value LIKE '% %@%'`,
              [personIds],
            );
      const [children] = await pool.query<(RowDataPacket & { child_id: string })[]>(
        'SELECT child_id FROM child WHERE user_id = ?',
        [whose.userId],
      );
      // Who left by themselves has no account any more, only its id.
      const [left] = await pool.query<(RowDataPacket & { person_id: string })[]>(
        'SELECT person_id FROM family WHERE user_id = ? AND person_id IS NOT NULL',
        [whose.userId],
      );
      return {
        userIds: [whose.userId],
        personIds: [...new Set([...personIds, ...left.map(({ person_id }) => person_id)])],
        emails: [...people, ...links].map(({ email }) => email),
        childIds: children.map(({ child_id }) => child_id),
      };
    },

    async leavers() {
      const [rows] = await pool.query<(RowDataPacket & { user_id: string; leaving_at: Date })[]>(
        'SELECT user_id, leaving_at FROM family WHERE leaving_at IS NOT NULL ORDER BY leaving_at',
      );
      return rows.map(({ user_id, leaving_at }) => ({ userId: user_id, leftAt: leaving_at }));
    },

    lockOut: ({ personIds, userIds }) =>
      inTransaction(pool, async (tx) => {
        if (personIds.length > 0) {
          await tx.query('DELETE FROM person_session WHERE person_id IN (?)', [personIds]);
          await tx.query('DELETE FROM person_credential WHERE person_id IN (?)', [personIds]);
          await tx.query("DELETE FROM person_verification WHERE SUBSTRING_INDEX(value, ' ', 1) IN (?)", [personIds]);
        }
        if (userIds.length > 0) await tx.query('DELETE FROM api_key WHERE user_id IN (?)', [userIds]);
      }),

    eraseHousehold: ({ userIds, personIds, childIds, emails }, addresses, traceId) =>
      inTransaction(pool, async (tx) => {
        let gone = 0;
        const remove = async (sql: string, values: readonly string[]) => {
          if (values.length === 0) return;
          const [result] = await tx.query<ResultSetHeader>(sql, [values]);
          gone += result.affectedRows;
        };
        await remove('DELETE FROM child WHERE child_id IN (?)', childIds);
        await remove('DELETE FROM child WHERE user_id IN (?)', userIds);
        await remove('DELETE FROM parent WHERE user_id IN (?)', userIds);
        await remove('DELETE FROM consent WHERE user_id IN (?)', userIds);
        // Links that were mailed begin with the account's id, tries to get in name the address (packages/accounts: links.ts, accountKey).
        await remove("DELETE FROM person_verification WHERE SUBSTRING_INDEX(value, ' ', 1) IN (?)", personIds);
        for (const email of userIds.length === 0 ? [] : new Set([...emails, ...addresses])) {
          const hash = createHash('sha256').update(email.trim().toLowerCase()).digest('hex');
          await tx.query('DELETE FROM rate_limit WHERE id LIKE ?', [`%:${hash}%`]);
        }
        // Sessions and credentials go with it. What they did stays, without where they did it from.
        await remove('DELETE FROM person WHERE id IN (?)', personIds);
        if (personIds.length > 0) await tx.query("UPDATE audit SET ip = '' WHERE actor_id IN (?)", [personIds]);
        for (const id of personIds) await tx.query(AUDIT, [actor, null, id, traceId]);
        // Last of all in one transaction with the rest: as long as it is there, somebody who left is found again.
        await remove('DELETE FROM family WHERE user_id IN (?)', userIds);
        return gone;
      }),
  };
}

function conditionOf(
  whose: Whose,
  childIds: readonly string[],
): { sql: string; values: (string | Date | readonly string[])[] } {
  const ofChildren = childIds.length === 0 ? [] : [{ sql: 'child_id IN (?)', value: childIds }];
  const parts =
    whose.kind === 'user'
      ? [{ sql: 'user_id = ?', value: whose.userId }, ...ofChildren]
      : whose.kind === 'child'
        ? [{ sql: 'child_id = ?', value: whose.childId }]
        : [{ sql: 'status IN (88, 99) AND updated_at < ?', value: whose.before }];
  return { sql: parts.map(({ sql }) => sql).join(' OR '), values: parts.map(({ value }) => value) };
}
