import { accountsOfFamily, forgetPerson, removeSignInMethods } from '@enterwait/accounts/erasure';
import { ERASED } from '@enterwait/domain/application';
import type { Status, System } from '@enterwait/domain/protocol';
import { inTransaction } from '@enterwait/http/database';
import { deleteKeysOf } from '@enterwait/http/keys';
import { forgetTriesAt } from '@enterwait/http/limits';
import { askAgain } from '@enterwait/ledger/outbox';
import { createMysqlStore } from '@enterwait/ledger/tables';
import type { Pool, RowDataPacket } from 'mysql2/promise';
import { connectTo } from '../../reconcile/database.ts';
import type { EraseScope } from '../scope.ts';

/** What erasing needs to know of an application in one system. */
export interface Row {
  readonly status: Status | null;
  readonly version: number;
  /** It no longer contains personal data. */
  readonly erased: boolean;
  /** Commands without an outcome. */
  readonly inFlight: number;
}

/** The account and the children that belong to the applications; only the parents' system knows them. */
export interface Household {
  readonly userIds: readonly string[];
  readonly personIds: readonly string[];
  readonly emails: readonly string[];
  readonly childIds: readonly string[];
}

/** A person who closed their account, and when. */
export interface Leaver {
  readonly userId: string;
  readonly leftAt: Date;
}

export interface EraseDatabase {
  /** The applications in scope that are not erased yet, by request_id. */
  applications(scope: EraseScope, childIds: readonly string[]): Promise<{ request_id: string; parent_email: string }[]>;
  rows(requestIds: readonly string[]): Promise<Map<string, Row>>;
  /** Sends unanswered commands again: a command whose message is lost would never be answered. */
  askAgain(requestId: string): Promise<void>;
  /** False: it has changed in the meantime, and nothing was erased. The audit entry is written in the same transaction. */
  eraseApplication(requestId: string, version: number, traceId: string): Promise<boolean>;
  close(): Promise<void>;
}

export interface FamilyDatabase extends EraseDatabase {
  household(scope: EraseScope): Promise<Household>;
  /** People who closed their accounts and are not erased yet, oldest first. */
  leavers(): Promise<Leaver[]>;
  /** Removes all sign-in methods of these people. */
  lockOut(household: Household): Promise<void>;
  /** Erases the children and, if the accounts go too, everything about them. */
  eraseHousehold(household: Household, addresses: readonly string[], traceId: string): Promise<void>;
}

type IdRow = RowDataPacket & { request_id: string; parent_email: string };
type RequestRow = RowDataPacket & { request_id: string; status: Status | null; version: number; erased: number };
type CountRow = RowDataPacket & { request_id: string; n: number };

const IS_ERASED = 'user_id = ? AND parent_email = ?';
const ERASED_KEY = [ERASED.user_id, ERASED.parent_email];
// Everything an application says about a family. Ids, status, version and times stay: they are the history.
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
// Once a command has its outcome, its outbox row no longer needs an answer. A process of the previous release left it.
const IN_FLIGHT = `SELECT request_id, COUNT(*) AS n FROM (
    SELECT request_id, event_id FROM command WHERE request_id IN (?) AND outcome IS NULL
    UNION SELECT o.request_id, o.event_id FROM outbox o LEFT JOIN command c ON c.event_id = o.event_id
      WHERE o.request_id IN (?) AND c.outcome IS NULL
  ) waiting GROUP BY request_id`;
/** The tables of a family beside `family` itself, by `user_id`. */
const OF_FAMILY = ['child', 'parent', 'consent'] as const;
const AUDIT = `INSERT INTO audit (at, actor_kind, actor_id, role, action, request_id, subject, outcome, code, ip, trace_id)
  VALUES (UTC_TIMESTAMP(3), 'token', ?, 'admin', 'erase', ?, ?, 'done', NULL, '', ?)`;

/** @param actor name of the eraser in the audit */
export function openEraseDatabase(system: System, url: string, actor: string): EraseDatabase {
  return eraseDatabase(system, connectTo(url), actor);
}

function eraseDatabase(system: System, pool: Pool, actor: string): EraseDatabase {
  const store = createMysqlStore(pool);
  return {
    async applications(scope, childIds) {
      const { sql, values } = conditionOf(scope, childIds);
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
        const [row] = await tx.query<RequestRow>(
          'SELECT version, status FROM request WHERE request_id = ? FOR UPDATE',
          [requestId],
        );
        if (row === undefined) return true;
        const waiting = await tx.query<CountRow>(IN_FLIGHT, [requestId, requestId]);
        if (row.version !== version || row.status === 1 || row.status === 2 || waiting.length > 0) return false;
        await tx.execute(ERASE_REQUEST, [...ERASE_REQUEST_VALUES, requestId]);
        // A fingerprint is made from the command: a phone number could be guessed from it.
        await tx.execute(
          'DELETE FROM idempotency_key WHERE event_id IN (SELECT event_id FROM command WHERE request_id = ?)',
          [requestId],
        );
        // Its message contains the whole command.
        await tx.execute('DELETE FROM outbox WHERE request_id = ?', [requestId]);
        await tx.execute('UPDATE command SET note = NULL WHERE request_id = ?', [requestId]);
        if (system === 'nursery') await tx.execute('DELETE FROM nursery_child WHERE request_id = ?', [requestId]);
        await tx.execute(AUDIT, [actor, requestId, null, traceId]);
        return true;
      }),

    close: () => pool.end(),
  };
}

/** @param actor name of the eraser in the audit */
export function openFamilyDatabase(url: string, actor: string): FamilyDatabase {
  const pool = connectTo(url);
  return {
    ...eraseDatabase('enterwait', pool, actor),

    async household(scope) {
      if (scope.kind === 'closed') return { userIds: [], personIds: [], emails: [], childIds: [] };
      if (scope.kind === 'child') return { userIds: [], personIds: [], emails: [], childIds: [scope.childId] };
      const { personIds, emails } = await inTransaction(pool, (tx) => accountsOfFamily(tx, scope.userId));
      const [children] = await pool.query<(RowDataPacket & { child_id: string })[]>(
        'SELECT child_id FROM child WHERE user_id = ?',
        [scope.userId],
      );
      // A person who closed their account has only its id left.
      const [left] = await pool.query<(RowDataPacket & { person_id: string })[]>(
        'SELECT person_id FROM family WHERE user_id = ? AND person_id IS NOT NULL',
        [scope.userId],
      );
      return {
        userIds: [scope.userId],
        personIds: [...new Set([...personIds, ...left.map(({ person_id }) => person_id)])],
        emails,
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
        for (const id of personIds) await removeSignInMethods(tx, id);
        for (const id of userIds) await deleteKeysOf(tx, id);
      }),

    eraseHousehold: ({ userIds, personIds, childIds, emails }, addresses, traceId) =>
      inTransaction(pool, async (tx) => {
        for (const id of childIds) await tx.execute('DELETE FROM child WHERE child_id = ?', [id]);
        for (const id of userIds) {
          for (const table of OF_FAMILY) await tx.execute(`DELETE FROM ${table} WHERE user_id = ?`, [id]);
        }
        // Records of sign-in attempts contain the address.
        for (const email of userIds.length === 0 ? [] : new Set([...emails, ...addresses])) {
          await forgetTriesAt(tx, email);
        }
        for (const id of personIds) {
          await forgetPerson(tx, id);
          // The records of what they did stay, but not from which address.
          await tx.execute("UPDATE audit SET ip = '' WHERE actor_id = ?", [id]);
          await tx.execute(AUDIT, [actor, null, id, traceId]);
        }
        // Last, and in one transaction with the rest: while the row exists, the next run finds this person again.
        for (const id of userIds) await tx.execute('DELETE FROM family WHERE user_id = ?', [id]);
      }),
  };
}

function conditionOf(
  scope: EraseScope,
  childIds: readonly string[],
): { sql: string; values: (string | Date | readonly string[])[] } {
  const ofChildren = childIds.length === 0 ? [] : [{ sql: 'child_id IN (?)', value: childIds }];
  const parts =
    scope.kind === 'user'
      ? [{ sql: 'user_id = ?', value: scope.userId }, ...ofChildren]
      : scope.kind === 'child'
        ? [{ sql: 'child_id = ?', value: scope.childId }]
        : [{ sql: 'status IN (88, 99) AND updated_at < ?', value: scope.before }];
  return { sql: parts.map(({ sql }) => sql).join(' OR '), values: parts.map(({ value }) => value) };
}
