import { inSnapshot, type Pool, type Transaction } from '@enterwait/http/database';
import { consentHistory } from '../consents/consents.ts';
import { findParent } from './parent.ts';

export interface DataSubject {
  readonly userId: string;
  readonly personId: string;
}

type Row = Record<string, unknown>;
/** The key after the last row read; '' or 0 at the start. */
type Page = (tx: Transaction, after: string | number) => Promise<Row[]>;

const PAGE = 200;

/**
 * Everything stored about one parent, as the text of a JSON document (개인정보 열람·전송). Read and written page by page, so
 * neither the database nor this process holds more than one page.
 */
export async function* ownData(pool: Pool, subject: DataSubject, now: Date): AsyncGenerator<string> {
  const { userId, personId } = subject;
  const [account] = await inSnapshot(pool, (tx) =>
    tx.query<Row>('SELECT id, name, email, role, user_id, created_at, updated_at FROM person WHERE id = ?', [personId]),
  );
  const contact = await inSnapshot(pool, (tx) => findParent(tx, userId));
  const consents = await inSnapshot(pool, (tx) => consentHistory(tx, userId));
  yield `${JSON.stringify({ exported_at: now, account: account ?? null, contact: contact ?? null, consents }, null, 2).slice(0, -2)}`;
  yield* list('children', pool, 'child_id', childrenAfter(userId));
  yield* list('applications', pool, 'request_id', applicationsAfter(userId));
  yield* list('history', pool, 'request_id', historyAfter(userId));
  yield* list('sessions', pool, 'id', sessionsAfter(personId));
  yield* list('audit', pool, 'seq', auditAfter(personId));
  yield '\n}\n';
}

/** One list of the document; `key` orders its rows and continues after the last one. */
async function* list(name: string, pool: Pool, key: string, page: Page): AsyncGenerator<string> {
  yield `,\n  ${JSON.stringify(name)}: [`;
  let separator = '\n    ';
  for (let after: string | number | undefined = ''; after !== undefined; ) {
    const from: string | number = after;
    const rows: Row[] = await inSnapshot(pool, (tx) => page(tx, from));
    for (const row of rows) {
      yield separator + JSON.stringify(row);
      separator = ',\n    ';
    }
    const last: unknown = rows.at(-1)?.[key];
    after = typeof last === 'string' || typeof last === 'number' ? last : undefined;
  }
  yield separator === '\n    ' ? ']' : '\n  ]';
}

const childrenAfter =
  (userId: string): Page =>
  (tx, after) =>
    tx.query(
      `SELECT child_id, name, birthday, address, postcode, created_at, updated_at FROM child
       WHERE user_id = ? AND child_id > ? ORDER BY child_id LIMIT ${PAGE}`,
      [userId, after],
    );

const applicationsAfter =
  (userId: string): Page =>
  (tx, after) =>
    tx.query(
      `SELECT request_id, child_id, child_name, child_birthday, user_id, parent_name, parent_tel, parent_address, parent_postcode,
         parent_email, nursery_id, status, version, round, priority_rules, priority_items, points, tie_points, requested_at,
         created_at, updated_at
       FROM request WHERE user_id = ? AND request_id > ? ORDER BY request_id LIMIT ${PAGE}`,
      [userId, after],
    );

/** The commands of the applications, one application after the other. */
const historyAfter =
  (userId: string): Page =>
  async (tx, after) => {
    const next = await tx.query<{ request_id: string }>(
      'SELECT request_id FROM request WHERE user_id = ? AND request_id > ? ORDER BY request_id LIMIT 1',
      [userId, after],
    );
    const [application] = next;
    if (application === undefined) return [];
    const { request_id } = application;
    const commands = await tx.query<Row>(
      `SELECT type, origin, asked_at, outcome, reason, note, version, settled_at FROM command
       WHERE request_id = ? ORDER BY seq DESC LIMIT 1000`,
      [request_id],
    );
    return [{ request_id, commands: commands.toReversed() }];
  };

const sessionsAfter =
  (personId: string): Page =>
  (tx, after) =>
    tx.query(
      `SELECT id, created_at, expires_at, ip_address, user_agent FROM person_session
       WHERE person_id = ? AND id > ? ORDER BY id LIMIT ${PAGE}`,
      [personId, after],
    );

/** Their own actions: signing in and out, commands, changes. */
const auditAfter =
  (personId: string): Page =>
  (tx, after) =>
    tx.query(
      `SELECT seq, at, action, request_id, subject, outcome, code, ip FROM audit
       WHERE actor_id = ? AND seq > ? ORDER BY seq LIMIT ${PAGE}`,
      [personId, Number(after)],
    );
